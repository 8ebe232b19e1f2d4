"""One log of who changed what, and why: Wagtail's own, so that authors' and services' changes read together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.log_actions import log


def record(
    action: str,
    instance: models.Model,
    *,
    actor: Any,
    reason: str = "",
    **details: Any,
) -> None:
    """Log that `actor` did `action` (a registered name such as "attendance.session_closed") to `instance`.

    `details` hold codes, numbers and dates only, never names, phones or e-mails.
    """
    data = {key: value for key, value in details.items() if value not in (None, "")}
    if reason:
        data["reason"] = reason
    user = actor if getattr(actor, "pk", None) else None
    log(instance=instance, action=action, user=user, data=data)


def record_many(action: str, instances: Iterable[tuple[models.Model, dict[str, Any]]], *, actor: Any) -> None:
    """Log the same act on many saved rows of plain models, each with its details: one row of the log per instance.

    What `record` says of details holds here too.
    """
    from wagtail.models import ModelLogEntry

    now = timezone.now()
    ModelLogEntry.objects.bulk_create(
        (
            ModelLogEntry(
                content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
                object_id=str(instance.pk),
                label=str(instance),
                action=action,
                timestamp=now,
                user=actor if getattr(actor, "pk", None) else None,
                data={key: value for key, value in details.items() if value not in (None, "")},
            )
            for instance, details in instances
        ),
        batch_size=500,
    )

"""One log of who changed what, and why: Wagtail's own, so that authors' and services' changes read together."""

from __future__ import annotations

from typing import Any

from django.db import models
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

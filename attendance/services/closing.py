"""The end of a session: its counts become facts, or are opened again with a reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit

from ..enums import CONCLUDED_STATUSES, SessionStatus
from ..models import Session
from ..rates import took_place_enough
from ..selectors import closing_obstacles
from .locks import locked, locked_open, require_reason
from .registration import take_snapshot


@transaction.atomic
def close_session(session: Session, *, actor: Any) -> Session:
    """Close the register: the session is held, or interrupted when less than half of it took place.

    Snapshots are taken a last time, because affiliations may have been corrected since registration. Closing twice
    changes nothing. Raises ValidationError with one message per missing point (codes of `closing_obstacles`).
    """
    current = locked(session)
    if current.status in CONCLUDED_STATUSES:
        return current
    current = locked_open(current)
    obstacles = closing_obstacles(current)
    if obstacles:
        raise ValidationError([ValidationError(item.message, code=item.code) for item in obstacles])
    for registration in current.registrations.select_related("person", "session"):
        take_snapshot(registration)
    enough = took_place_enough(current.slots.values_list("minutes", "took_place"))
    current.status = SessionStatus.HELD if enough else SessionStatus.INTERRUPTED
    current.closed_at = timezone.now()
    current.closed_by = actor if getattr(actor, "pk", None) else None
    current.save(update_fields=["status", "closed_at", "closed_by"])
    audit.record("attendance.session_closed", current, actor=actor, status=current.status)
    return current


@transaction.atomic
def reopen_session(session: Session, *, actor: Any, reason: str) -> Session:
    """Open the register of a closed session again, for a correction that has a reason.

    Raises ValidationError "reason" without a reason, "not_held" for a session that was never held.
    """
    reason = require_reason(reason)
    current = locked(session)
    if current.status == SessionStatus.IN_PROGRESS:
        return current
    if current.status not in CONCLUDED_STATUSES:
        raise ValidationError(_("Only a session that was held can be opened again."), code="not_held")
    current.status, current.closed_at, current.closed_by = SessionStatus.IN_PROGRESS, None, None
    current.save(update_fields=["status", "closed_at", "closed_by"])
    audit.record("attendance.session_reopened", current, actor=actor, reason=reason)
    return current

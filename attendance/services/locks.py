"""One writer at a time per session."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..enums import OPEN_STATUSES
from ..models import Session


def locked(session: Session) -> Session:
    """The session as it stands in the database, held until the end of the transaction.

    On SQLite the transaction itself is the lock. Constraints stand behind it on both engines.
    """
    return Session.objects.select_for_update(of=("self",)).select_related("version__course").get(pk=session.pk)


def locked_open(session: Session) -> Session:
    """The same, for what may only happen before the session is closed.

    Raises ValidationError "closed" when it is held, interrupted, postponed or cancelled.
    """
    current = locked(session)
    if current.status not in OPEN_STATUSES:
        raise ValidationError(
            _("This session is no longer open: %(status)s."),
            code="closed",
            params={"status": current.get_status_display()},
        )
    return current


def require_reason(reason: str) -> str:
    """The reason without surrounding spaces. Raises ValidationError "reason" when there is none."""
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Give the reason."), code="reason")
    return reason[:240]

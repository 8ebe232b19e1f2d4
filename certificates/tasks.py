"""Background work on certificates. Safe to repeat: issuing skips what is already issued."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task

from attendance.models import Session

from .issuing import issue_for_session


@task(queue_name="certificates")
def issue_session_certificates(session_id: int, actor_id: int | None) -> dict[str, int]:
    """Issue the certificates of a held session on behalf of a user."""
    actor = get_user_model().objects.filter(pk=actor_id).first() if actor_id else None
    session = Session.objects.select_related("version__course", "province").get(pk=session_id)
    done = issue_for_session(session, actor=actor)
    return {"issued": done.issued, "held": done.held, "not_earned": done.not_earned}

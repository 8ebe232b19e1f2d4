"""Somebody who came and was in no record: the person, their place of work, and their seat, in one go."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from lms.core import audit
from lms.people.models import Organisation
from lms.people.staff import create_person, record_arrival

from ..models import Registration, Session
from .locks import locked_open
from .registration import register_person


@transaction.atomic
def register_newcomer(
    session: Session,
    *,
    facts: dict[str, Any],
    organisation: Organisation,
    profession: str,
    actor: Any,
    walk_in: bool,
) -> Registration:
    """Record a person from `facts` (see `lms.people.staff.create_person`), working at `organisation` from the
    session's first day on, and register them.

    A trainer has no rights over organisations: the affiliation is the portal's own act, logged with the session.
    Raises ValidationError when a fact breaks a rule or the session is not open.
    """
    current = locked_open(session)
    person = create_person(actor=actor, **facts)
    record_arrival(person, organisation, actor=None, profession=profession, started_on=current.starts_on)
    registration = register_person(current, person, actor=actor, walk_in=walk_in)
    audit.record("attendance.newcomer_recorded", registration, actor=actor, organisation=organisation.pk)
    return registration

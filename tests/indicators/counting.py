"""A session entered in two lines, and the question put to the rules in one."""

from __future__ import annotations

import datetime
from typing import Any

from attendance.models import Mark, Registration, Session
from lms.indicators.models import Period
from lms.indicators.rows import Filters, Question, Window
from lms.indicators.selectors import the_commitment, window_of
from lms.people.models import Organisation, Person
from tests.factories import EvidenceFactory, MarkFactory, RegistrationFactory, SessionFactory

TODAY = datetime.date(2026, 11, 22)


def ask(period: str | Window = "2024", today: datetime.date = TODAY, **filters: Any) -> Question:
    """The question of a stored period, or of any window, with filters by name."""
    window = period if isinstance(period, Window) else window_of(Period.objects.get(code=period))
    return Question(window_of(the_commitment()), window, today, Filters(**filters))


def held_session(**columns: Any) -> Session:
    """A held session with its signed sheet, by default of two days in March 2026."""
    session = SessionFactory(**{"held": True, "days": 2, **columns})
    EvidenceFactory(session=session)
    return session


def attend(session: Session, person: Person, organisation: Organisation | None, letters: str) -> Registration:
    """Register somebody and mark each half-day in order: P present, H half, A absent, E excused, "-" no mark."""
    registration = RegistrationFactory(session=session, person=person, organisation=organisation)
    status = {"P": "present", "H": "half", "A": "absent", "E": "excused"}
    slots = session.slots.order_by("date", "starts_at")
    marks: list[Mark] = [
        MarkFactory(registration=registration, slot=slot, status=status[letter])
        for slot, letter in zip(slots, letters, strict=True)
        if letter != "-"
    ]
    assert len(marks) == len(letters.replace("-", ""))
    return registration

"""Plain rows for the rules, with the values that make them count unless a test says otherwise."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from lms.indicators.rows import Facts, Filters, Question, RegistrationRow, StaffRow, UnitRow, Window

COMMITMENT = Window(datetime.date(2024, 1, 1), datetime.date(2027, 12, 31))
YEAR = Window(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
TODAY = datetime.date(2026, 11, 22)

TRAINED = RegistrationRow(
    registration_id=1,
    person_id=1,
    sex="female",
    capacity="participant",
    status="confirmed",
    organisation_id=1,
    organisation_kind="upe",
    province_id=1,
    region_id=1,
    session_id=1,
    session_kind="training",
    session_status="held",
    session_ends_on=datetime.date(2024, 5, 22),
    entered_on=datetime.date(2024, 5, 22),
    is_declared=False,
    for_upe=True,
    is_evidenced=True,
    version_id=1,
    threshold=80,
    attended=1440,
    due=1440,
)
UNIT = UnitRow(1, "upe", 1, 1, datetime.date(2023, 11, 23))
MEMBER = StaffRow(1, 1, "female", UNIT, datetime.date(2023, 11, 23), None, True)


def row(**changes: Any) -> RegistrationRow:
    """A trained UPE participation, but for `changes`."""
    return replace(TRAINED, **changes)


def unit(**changes: Any) -> UnitRow:
    """An open UPE, but for `changes`."""
    return replace(UNIT, **changes)


def member(**changes: Any) -> StaffRow:
    """Somebody on the staff of that UPE, but for `changes`."""
    return replace(MEMBER, **changes)


def facts(*registrations: RegistrationRow, **others: Any) -> Facts:
    return Facts(registrations=registrations, **others)


def ask(period: Window = YEAR, today: datetime.date = TODAY, **filters: Any) -> Question:
    return Question(COMMITMENT, period, today, Filters(**filters))


def days(start: str, end: str) -> Window:
    return Window(datetime.date.fromisoformat(start), datetime.date.fromisoformat(end))

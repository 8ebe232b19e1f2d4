"""The plain rows the counting rules read: whatever fetched them, a rule sees these and nothing else.

Attendance is in half-minutes, as in `attendance.rates`. Sex, status, kind and capacity hold the values of the
closed lists of their app. No row carries a name.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `starts_on` to `ends_on`, both included."""

    starts_on: datetime.date
    ends_on: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def clipped_to(self, other: Window) -> Window | None:
        """The days both windows share, None when they share none."""
        starts_on, ends_on = max(self.starts_on, other.starts_on), min(self.ends_on, other.ends_on)
        return Window(starts_on, ends_on) if starts_on <= ends_on else None


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One registration with its session. The organisation is the one of the session's first day."""

    registration_id: int
    person_id: int
    sex: str
    capacity: str
    status: str
    organisation_id: int | None
    organisation_kind: str
    province_id: int | None
    region_id: int | None
    session_id: int
    session_kind: str
    session_status: str
    session_ends_on: datetime.date
    entered_on: datetime.date
    is_declared: bool
    for_upe: bool
    is_evidenced: bool
    version_id: int | None
    threshold: int
    attended: int
    due: int


@dataclass(frozen=True, slots=True)
class SlotRow:
    """What a registration attended on one day."""

    registration_id: int
    date: datetime.date
    attended: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A structure: a UPE for the coverage figures, any kind behind a staff row. Empty dates are open."""

    pk: int
    kind: str
    province_id: int | None
    region_id: int | None
    opened_on: datetime.date | None = None
    closed_on: datetime.date | None = None

    def is_active_on(self, day: datetime.date) -> bool:
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day <= self.closed_on)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An affiliation of a person who works or worked at a UPE, whatever the kind of this one."""

    pk: int
    person_id: int
    sex: str
    organisation: UnitRow
    started_on: datetime.date
    ended_on: datetime.date | None
    is_primary: bool

    @property
    def last_day(self) -> datetime.date | None:
        """The last day worked: nobody works at a closed structure."""
        ends = [day for day in (self.ended_on, self.organisation.closed_on) if day]
        return min(ends, default=None)


@dataclass(frozen=True, slots=True)
class TestRow:
    """The first pre-test and the first final test a person handed in for a version, in percent, exactly.

    `sat_on` is the day of the pre-test: it tells which of several sessions of that version the tests belong to.
    """

    __test__ = False  # pytest: not a test case

    person_id: int
    version_id: int
    sat_on: datetime.date
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report owed by a day."""

    pk: int
    due_on: datetime.date
    published_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class ChildrenRow:
    """The aggregate a UPE typed for a quarter."""

    pk: int
    organisation: UnitRow
    quarter: Window
    number: int


@dataclass(frozen=True, slots=True)
class Territory:
    """The regions and provinces a reader is kept to."""

    region_ids: frozenset[int] = frozenset()
    province_ids: frozenset[int] = frozenset()

    def holds(self, region_id: int | None, province_id: int | None) -> bool:
        return region_id in self.region_ids or province_id in self.province_ids


@dataclass(frozen=True, slots=True)
class Filters:
    """What a figure is restricted to. Region and organisation are those of the person's structure, at the time
    of the training for counts of trainings and on the day of the figure for coverage; never the venue's."""

    region_id: int | None = None
    organisation_id: int | None = None
    sex: str | None = None
    territory: Territory | None = None

    def admit_structure(self, organisation_id: int | None, region_id: int | None, province_id: int | None) -> bool:
        return (
            (self.region_id is None or self.region_id == region_id)
            and (self.organisation_id is None or self.organisation_id == organisation_id)
            and (self.territory is None or self.territory.holds(region_id, province_id))
        )

    def admit(self, row: RegistrationRow) -> bool:
        return (self.sex is None or self.sex == row.sex) and self.admit_structure(
            row.organisation_id, row.region_id, row.province_id
        )

    def admit_unit(self, unit: UnitRow) -> bool:
        return self.admit_structure(unit.pk, unit.region_id, unit.province_id)


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the rules may look at, for the whole commitment and the whole network: who is new, or still
    there, cannot be told from one period or one region. Each is itself only: rules remember what they worked out."""

    registrations: Sequence[RegistrationRow] = ()
    slots: Sequence[SlotRow] = ()
    units: Sequence[UnitRow] = ()
    staff: Sequence[StaffRow] = ()
    tests: Sequence[TestRow] = ()
    reports: Sequence[ReportRow] = ()
    children: Sequence[ChildrenRow] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure is asked for: a period inside a commitment, filters, and the day it is asked."""

    commitment: Window
    period: Window
    today: datetime.date
    filters: Filters = field(default_factory=Filters)

    @property
    def as_at(self) -> datetime.date:
        """The day of a figure that is a state (coverage): the period's last day, or today before that."""
        return min(self.period.ends_on, self.today)

    @property
    def has_begun(self) -> bool:
        return self.period.starts_on <= self.today


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, and the ids of the rows that make it up.

    `value` is None when the figure cannot be told (nothing to divide by, nothing entered yet); it is never 0 then.
    `of` is the pair (numerator, denominator) of a ratio. `behind` holds ids of the kind of row its indicator
    opens to: sessions, registrations, persons, organisations. A share also names the rows it is taken `among`.
    """

    value: int | Fraction | None
    behind: frozenset[int] = frozenset()
    by_sex: Mapping[str, int] | None = None
    of: tuple[int | Fraction, int | Fraction] | None = None
    among: frozenset[int] | None = None

"""The plan of the demonstration as plain values: nothing here knows the database or the clock."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NAMESPACE = uuid.UUID("5f0d7a52-6b1f-4c57-9e0e-2f6f3f6d2024")


@dataclass(frozen=True)
class PlannedOrganisation:
    key: str
    kind: str
    province: str
    name_fr: str
    name_ar: str
    managed_by: str = ""
    # Who ran it before, and since when the present association does: empty when it always did.
    managed_before: str = ""
    managed_since: datetime.date | None = None
    # The HCP code of a prefecture of arrondissements, in Casablanca.
    part: str = ""
    opened_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    agreement_from: datetime.date | None = None
    agreement_to: datetime.date | None = None

    @property
    def region(self) -> str:
        """The HCP code of the region: the first two digits of the province's."""
        return self.province[:2]


@dataclass(frozen=True)
class PlannedAffiliation:
    organisation: str
    profession: str
    engagement: str
    started_on: datetime.date
    ended_on: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True)
class PlannedPerson:
    """A person, with an empty name in the alphabet in which nobody wrote it down."""

    key: str
    given: str
    family: str
    given_ar: str
    family_ar: str
    sex: str
    phone: str
    email: str
    language: str
    affiliations: tuple[PlannedAffiliation, ...]
    # The person of whom this is a second record that nobody has noticed yet.
    duplicate_of: str = ""

    def affiliation_on(self, day: datetime.date) -> PlannedAffiliation | None:
        """Nobody of the demonstration is in two places at once."""
        return next((row for row in self.affiliations if row.covers(day)), None)


@dataclass(frozen=True)
class PlannedAccount:
    username: str
    person: str
    role: str
    says: str
    email: str
    organisation: str = ""
    province: str = ""


@dataclass(frozen=True)
class PlannedTest:
    """A test sat on paper, in points of `POINTS_POSSIBLE`."""

    points: int
    handed_in_on: datetime.date


POINTS_POSSIBLE = 10


@dataclass(frozen=True)
class PlannedSeat:
    """A participant: one mark per half-day that took place, and the tests."""

    person: str
    marks: tuple[str, ...] = ()
    walk_in: bool = False
    before: PlannedTest | None = None
    after: PlannedTest | None = None
    again: PlannedTest | None = None


@dataclass(frozen=True)
class PlannedEnding:
    """What happens to a certificate afterwards: revoked with the registration voided, or replaced."""

    person: str
    reason: str
    happened_on: datetime.date
    is_revoked: bool


@dataclass(frozen=True)
class PlannedFollowUp:
    person: str
    mentor: str
    happened_on: datetime.date
    mode: str
    rating: int
    next_step: str


@dataclass(frozen=True)
class PlannedSession:
    """A session with everything that happened in it. `outcome` is a SessionStatus."""

    code: str
    module: str
    starts_on: datetime.date
    ends_on: datetime.date
    province: str
    venue_fr: str
    venue_ar: str
    trainers: tuple[str, ...]
    outcome: str
    seats: int
    entered_on: datetime.date
    in_series: bool = False
    reason: str = ""
    half_days_held: int = 0
    participants: tuple[PlannedSeat, ...] = ()
    withdrawn: tuple[str, ...] = ()
    has_sheet: bool = False
    issued_on: datetime.date | None = None
    endings: tuple[PlannedEnding, ...] = ()
    follow_ups: tuple[PlannedFollowUp, ...] = ()
    observed: Mapping[str, int] | None = None

    @property
    def entered_late(self) -> bool:
        return self.entered_on > self.ends_on

    @property
    def half_days(self) -> int:
        return 2 * ((self.ends_on - self.starts_on).days + 1)


@dataclass(frozen=True)
class DemoPlan:
    """Everything `manage.py load_demo` writes, decided before the first row."""

    seed: int
    today: datetime.date
    organisations: Sequence[PlannedOrganisation]
    persons: Sequence[PlannedPerson]
    accounts: Sequence[PlannedAccount]
    sessions: Sequence[PlannedSession]
    coming: Sequence[PlannedSession] = field(default_factory=tuple)

    def identity(self, kind: str, key: str) -> uuid.UUID:
        """The public identifier of a row: the same in every portal loaded with this seed, so that an interrupted
        loading finds what it has already written."""
        return uuid.uuid5(NAMESPACE, f"{self.seed}/{kind}/{key}")

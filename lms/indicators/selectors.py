"""The facts the rules count, fetched in a number of queries that does not grow with the number of people."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Sum, Value, When
from django.utils import timezone

from attendance.enums import EvidenceKind, MarkSource, SessionStatus
from attendance.models import Evidence, Mark, MarkEvent, Registration, Series, Session
from attendance.rates import CREDIT
from courses.enums import TestKind
from courses.models import CourseVersion, TestAttempt
from lms.people.enums import OrganisationKind
from lms.people.models import Affiliation, Organisation, Region

from . import rules
from .models import ChildrenServed, Commitment, ReportDeadline
from .rows import (
    ChildrenRow,
    Facts,
    Question,
    RegistrationRow,
    ReportRow,
    SlotRow,
    StaffRow,
    TestRow,
    UnitRow,
    Window,
)

COMMITMENT = "MO0061"
HEADLINE_CACHE_KEY = "indicators-public-headline"
HEADLINE_SECONDS = 300


def the_commitment() -> Commitment:
    """The commitment the portal reports on. Loaded by a migration, so that it is always there."""
    return Commitment.objects.get(code=COMMITMENT)


def window_of(row: Any) -> Window:
    """The days of anything with `starts_on` and `ends_on`."""
    return Window(row.starts_on, row.ends_on)


def counting_facts(commitment: Window, *, hours: bool = True) -> Facts:
    """What the counts of trainings and the coverage need, in five queries (four without `hours`)."""
    sessions = _held_sessions(commitment)
    units = _units()
    return Facts(
        registrations=_registrations(sessions),
        slots=_slots(commitment) if hours else (),
        units=list(units.values()),
        staff=_staff(units),
    )


def all_facts(commitment: Commitment) -> Facts:
    """The facts of every indicator: `counting_facts` and three queries more."""
    facts = counting_facts(window_of(commitment))
    units = {unit.pk: unit for unit in facts.units}
    return Facts(
        registrations=facts.registrations,
        slots=facts.slots,
        units=facts.units,
        staff=facts.staff,
        tests=_tests(),
        reports=_reports(commitment),
        children=_children(units),
    )


@dataclass(frozen=True, slots=True)
class _SessionColumns:
    kind: str
    status: str
    ends_on: datetime.date
    entered_on: datetime.date
    is_declared: bool
    for_upe: bool
    is_evidenced: bool
    version_id: int | None
    threshold: int


def _held_sessions(commitment: Window) -> dict[int, _SessionColumns]:
    """The sessions closed as held that end inside the commitment or after it (their hours may be inside)."""
    signed = Evidence.objects.filter(session=OuterRef("pk"), kind=EvidenceKind.SIGNED_SHEET)
    live = MarkEvent.objects.filter(slot__session=OuterRef("pk"), source=MarkSource.LIVE)
    rows = (
        Session.objects.filter(status=SessionStatus.HELD, ends_on__gte=commitment.starts_on)
        .annotate(is_evidenced=Q(Exists(signed)) | Q(Exists(live)))
        .order_by()
        .values_list(
            "pk",
            "kind",
            "status",
            "ends_on",
            "entered_at",
            "is_declared",
            "for_upe",
            "is_evidenced",
            "version_id",
            "version__attendance_threshold",
        )
    )
    return {
        pk: _SessionColumns(
            kind, status, ends_on, timezone.localdate(entered_at), declared, for_upe, evidenced, version, threshold or 0
        )
        for pk, kind, status, ends_on, entered_at, declared, for_upe, evidenced, version, threshold in rows
    }


def _registrations(
    sessions: dict[int, _SessionColumns], person_ids: Collection[int] | None = None
) -> list[RegistrationRow]:
    """The registrations of these sessions, of everybody or of these persons."""
    first_day = min((session.ends_on for session in sessions.values()), default=None)
    if first_day is None:
        return []
    wanted = Registration.objects.filter(session__status=SessionStatus.HELD, session__ends_on__gte=first_day)
    rows = (
        (wanted if person_ids is None else wanted.filter(person__in=person_ids))
        .with_minutes()
        .order_by()
        .values_list(  # type: ignore[misc]  # the annotations of with_minutes are unknown to the plugin
            "session_id",
            "pk",
            "person_id",
            "person__sex",
            "capacity",
            "status",
            "organisation_id",
            "organisation_kind",
            "province_id",
            "province__region_id",
            "attended_halves",
            "due_halves",
        )
    )
    return [
        _registration_row(sessions[session_id], session_id, *columns)
        for session_id, *columns in rows
        if session_id in sessions
    ]


def _registration_row(session: _SessionColumns, session_id: int, *columns: Any) -> RegistrationRow:
    pk, person_id, sex, capacity, status, organisation_id, kind, province_id, region_id, attended, due = columns
    return RegistrationRow(
        registration_id=pk,
        person_id=person_id,
        sex=sex,
        capacity=capacity,
        status=status,
        organisation_id=organisation_id,
        organisation_kind=kind,
        province_id=province_id,
        region_id=region_id,
        session_id=session_id,
        session_kind=session.kind,
        session_status=session.status,
        session_ends_on=session.ends_on,
        entered_on=session.entered_on,
        is_declared=session.is_declared,
        for_upe=session.for_upe,
        is_evidenced=session.is_evidenced,
        version_id=session.version_id,
        threshold=session.threshold,
        attended=attended,
        due=due,
    )


def trained_modules(person_ids: Collection[int], day: datetime.date) -> dict[int, list[str]]:
    """The codes of the modules each person was trained in, inside the commitment up to `day`, by the rules of I-16."""
    commitment = window_of(the_commitment())
    sessions = {
        pk: session
        for pk, session in _held_sessions(commitment).items()
        if session.ends_on in Window(commitment.starts_on, day)
    }
    trained = [row for row in _registrations(sessions, person_ids) if rules.is_trained(row)]
    versions = CourseVersion.objects.filter(pk__in={row.version_id for row in trained})
    codes: dict[int | None, str] = dict(versions.values_list("pk", "course__code"))
    found: dict[int, list[str]] = {}
    for row in trained:
        if row.version_id in codes:
            found.setdefault(row.person_id, []).append(codes[row.version_id])
    return found


def _slots(commitment: Window) -> list[SlotRow]:
    """Half-minutes attended per registration and day, inside the commitment."""
    credit = Case(*(When(status=status, then=Value(halves)) for status, halves in CREDIT.items()), default=Value(0))
    rows = (
        Mark.objects.filter(
            slot__session__status=SessionStatus.HELD,
            slot__took_place=True,
            slot__date__range=(commitment.starts_on, commitment.ends_on),
        )
        .order_by()
        .values_list("registration_id", "slot__date")
        .annotate(total=Sum(credit * F("slot__minutes")))
    )
    return [SlotRow(*row) for row in rows]


UNIT_COLUMNS = ("pk", "kind", "province_id", "province__region_id", "opened_on", "closed_on")


def _units() -> dict[int, UnitRow]:
    rows = Organisation.objects.upe().order_by().values_list(*UNIT_COLUMNS)
    return {row[0]: UnitRow(*row) for row in rows}


def _staff(units: dict[int, UnitRow]) -> list[StaffRow]:
    """Every affiliation of the persons who ever worked at a UPE: their other ones may stand before it."""
    columns = (f"organisation__{name}" for name in UNIT_COLUMNS)
    rows = (
        Affiliation.objects.filter(
            person__in=Affiliation.objects.filter(organisation__kind=OrganisationKind.UPE).values("person")
        )
        .order_by()
        .values_list("pk", "person_id", "person__sex", "started_on", "ended_on", "is_primary", *columns)
    )
    return [
        StaffRow(pk, person, sex, units.get(unit[0]) or UnitRow(*unit), started, ended, primary)
        for pk, person, sex, started, ended, primary, *unit in rows
    ]


def _tests() -> list[TestRow]:
    """The first pre-test and the first final test handed in, where a person has both for a version.

    A resit measures revision, not the course: it is left out.
    """
    before: dict[tuple[int, int], Fraction] = {}
    after: dict[tuple[int, int], Fraction] = {}
    sat_on: dict[tuple[int, int], datetime.date] = {}
    attempts = (
        TestAttempt.objects.handed_in()
        .order_by("submitted_at", "pk")
        .values_list(
            "kind", "enrolment__person_id", "enrolment__version_id", "points", "points_possible", "submitted_at"
        )
    )
    for kind, person, version, points, possible, moment in attempts:
        scores = before if kind == TestKind.PRE else after
        scores.setdefault((person, version), Fraction(100 * (points or 0), possible))
        if kind == TestKind.PRE:
            sat_on.setdefault((person, version), timezone.localdate(moment))
    return [
        TestRow(*taker, sat_on[taker], before[taker], after[taker]) for taker in sorted(before.keys() & after.keys())
    ]


def _reports(commitment: Commitment) -> list[ReportRow]:
    rows = ReportDeadline.objects.filter(commitment=commitment).values_list("pk", "due_on", "published_on")
    return [ReportRow(*row) for row in rows]


def _children(units: dict[int, UnitRow]) -> list[ChildrenRow]:
    rows: Iterable[Any] = ChildrenServed.objects.order_by().values_list(
        "pk", "organisation_id", "period__starts_on", "period__ends_on", "number"
    )
    return [
        ChildrenRow(pk, units[organisation], Window(starts_on, ends_on), number)
        for pk, organisation, starts_on, ends_on, number in rows
        if organisation in units
    ]


# ----------------------------------------------------------------- declared activities


def declared_series() -> list[Series]:
    """The series of activities declared without names, each with its sessions in `declared`, by place."""
    sessions = Session.objects.filter(is_declared=True).select_related("province__region")
    rows = Series.objects.filter(sessions__is_declared=True).distinct()
    return list(rows.prefetch_related(Prefetch("sessions", sessions.order_by("province__code"), to_attr="declared")))


# ----------------------------------------------------------------- the home page


@dataclass(frozen=True, slots=True)
class Headline:
    """The commitment in four numbers, for everybody to read."""

    sessions: int
    persons: int
    units_covered: int
    units_active: int
    regions: int
    regions_in_all: int
    as_at: datetime.date


def public_headline(today: datetime.date | None = None) -> Headline | None:
    """The commitment to date: sessions held, UPE staff trained, UPE covered of those open, regions of the 12.

    None while no session counts: the home page then leaves the strip out. Remembered for five minutes.
    """
    today = today or timezone.localdate()
    key = f"{HEADLINE_CACHE_KEY}-{today:%Y%m%d}"
    headline: Headline | None = cache.get(key)
    if headline is None:
        headline = _headline(today)
        if headline is not None:
            cache.set(key, headline, HEADLINE_SECONDS)
    return headline


def _headline(today: datetime.date) -> Headline | None:
    window = window_of(the_commitment())
    question = Question(commitment=window, period=window, today=today)
    facts = counting_facts(window, hours=False)
    sessions = rules.sessions_for_upe(facts, question)
    if not sessions.value:
        return None
    covered, active = rules.covered_units(facts, question).of or (0, 0)
    return Headline(
        sessions=int(sessions.value),
        persons=int(rules.unique_beneficiaries(facts, question).value or 0),
        units_covered=int(covered),
        units_active=int(active),
        regions=int(rules.regions_reached(facts, question).value or 0),
        regions_in_all=Region.objects.count(),
        as_at=today,
    )

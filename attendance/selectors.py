"""Reads that join several records of a session."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people.models import Affiliation, Organisation, Person
from lms.people.querysets import PersonQuerySet
from lms.people.scopes import reach_of

from .enums import ATTENDED_MARKS, Capacity, MarkSource, MarkStatus, RegistrationStatus
from .models import Evidence, Mark, MarkEvent, Registration, Session, Slot
from .permissions import is_administrator, leads
from .rates import ThresholdState, threshold_state


@dataclass(frozen=True)
class ClosingPoint:
    """One condition for closing, in words for the state it is in."""

    code: str
    done: bool
    message: str


def closing_points(session: Session, today: datetime.date | None = None) -> list[ClosingPoint]:
    """What must be so before `session` can be closed, in the order in which it is done."""
    today = today or timezone.localdate()
    slots = [slot for slot in session.slots.all() if slot.took_place]
    seated = Registration.objects.filter(session=session).seated()
    people = seated.count()
    marks = Mark.objects.filter(registration__in=seated, slot__took_place=True).aggregate(
        all=Count("pk"), attended=Count("pk", filter=Q(status__in=ATTENDED_MARKS))
    )
    last = max((slot.date for slot in slots), default=None)
    missing = people * len(slots) - marks["all"]
    return [
        _participants_point(people),
        _over_point(last, today),
        _marks_point(missing, len(slots)),
        ClosingPoint(
            "nobody_attended",
            marks["attended"] > 0,
            _("Somebody attended") if marks["attended"] else _("Nobody is marked present in any half-day"),
        ),
        _evidence_point(session),
    ]


def closing_obstacles(session: Session, today: datetime.date | None = None) -> list[ClosingPoint]:
    """The points of `closing_points` that are still missing. Empty: the session can be closed."""
    return [point for point in closing_points(session, today) if not point.done]


def _participants_point(people: int) -> ClosingPoint:
    if not people:
        return ClosingPoint("no_participant", False, _("No participant is registered"))
    message = ngettext("%(count)d participant registered", "%(count)d participants registered", people)
    return ClosingPoint("no_participant", True, message % {"count": people})


def _over_point(last: datetime.date | None, today: datetime.date) -> ClosingPoint:
    if last is None:
        return ClosingPoint("nothing_took_place", False, _("No half-day took place: the session is to be cancelled"))
    if last > today:
        return ClosingPoint("future", False, _("The last half-day is still to come"))
    return ClosingPoint("future", True, _("The last day has come"))


def _marks_point(missing: int, slots: int) -> ClosingPoint:
    if missing > 0 or not slots:
        message = ngettext("%(count)d mark is missing", "%(count)d marks are missing", missing)
        return ClosingPoint("unmarked", missing <= 0, message % {"count": missing})
    message = ngettext("%(count)d half-day marked for everybody", "%(count)d half-days marked for everybody", slots)
    return ClosingPoint("unmarked", True, message % {"count": slots})


def _evidence_point(session: Session) -> ClosingPoint:
    """A signed sheet is asked for when no mark was made live: typed long afterwards, marks need a paper."""
    live = MarkEvent.objects.filter(slot__session=session, source=MarkSource.LIVE)
    proof = (
        Session.objects.filter(pk=session.pk)
        .annotate(has_file=Exists(Evidence.objects.filter(session=OuterRef("pk"))), is_live=Exists(live))
        .values_list("has_file", "is_live")
        .get()
    )
    if proof[0]:
        return ClosingPoint("no_evidence", True, _("Signed sheet attached"))
    if proof[1]:
        return ClosingPoint("no_evidence", True, _("Register kept live; the signed sheet can still be added"))
    return ClosingPoint("no_evidence", False, _("Signed sheet to be attached: the marks were typed afterwards"))


@dataclass(frozen=True)
class Participant:
    """A participant's row on the session page. Half-days count double here: a partial one is worth one."""

    registration: Registration
    attended_double: int
    marked: int
    state: ThresholdState | None

    @property
    def whole(self) -> int:
        return self.attended_double // 2

    @property
    def and_a_half(self) -> bool:
        return self.attended_double % 2 == 1


def participants_of(session: Session, user: Any) -> list[Participant]:
    """The confirmed participants of `session` that `user` may see, with their half-days and their threshold."""
    threshold = session.version.attendance_threshold if session.version else 0
    rows = (
        Registration.objects.visible_to(user)
        .filter(session=session)
        .seated()
        .select_related("person", "organisation")
        .with_minutes()
        .annotate(
            presents=_count_marks(MarkStatus.PRESENT),
            partials=_count_marks(MarkStatus.HALF),
            marked=Count("marks", filter=Q(marks__slot__took_place=True)),
            marked_minutes=Coalesce(Sum("marks__slot__minutes", filter=Q(marks__slot__took_place=True)), 0),
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return [
        Participant(
            registration=row,
            attended_double=2 * row.presents + row.partials,
            marked=row.marked,
            state=threshold_state(
                row.attended_halves,  # type: ignore[attr-defined]
                row.due_halves,  # type: ignore[attr-defined]
                row.due_halves - 2 * row.marked_minutes,  # type: ignore[attr-defined]
                threshold,
            )
            if row.marked
            else None,
        )
        for row in rows
    ]


def _count_marks(status: str) -> Count:
    return Count("marks", filter=Q(marks__slot__took_place=True, marks__status=status))


@dataclass(frozen=True)
class Cell:
    """One person in one half-day of the register. `name` is the form field."""

    slot: Slot
    mark: Mark | None
    name: str

    @property
    def seen(self) -> str:
        """The mark as the sender saw it, posted back with the form: version and status."""
        return f"{self.mark.version}-{self.mark.status}" if self.mark else "0-"


@dataclass(frozen=True)
class RegisterRow:
    registration: Registration
    cells: list[Cell]

    @property
    def is_complete(self) -> bool:
        return all(cell.mark for cell in self.cells)


def cell_name(slot_id: int, registration_id: int) -> str:
    return f"m{slot_id}-{registration_id}"


def register_of(session: Session, slots: Iterable[Slot]) -> list[RegisterRow]:
    """The register of some half-days: every confirmed participant, with the mark of each half-day or none."""
    slots = list(slots)
    marks = {
        (mark.slot_id, mark.registration_id): mark
        for mark in Mark.objects.filter(slot__in=slots).select_related("recorded_by__person")
    }
    return [
        RegisterRow(
            registration=row,
            cells=[Cell(slot, marks.get((slot.pk, row.pk)), cell_name(slot.pk, row.pk)) for slot in slots],
        )
        for row in session.confirmed
        if row.is_seated
    ]


def day_to_mark(slots: Iterable[Slot], today: datetime.date) -> datetime.date | None:
    """The day the register opens on: today when it is one of the session's, else the first, or the last day past."""
    days = sorted({slot.date for slot in slots})
    if not days or today in days:
        return today if days else None
    return days[-1] if days[-1] < today else days[0]


def slot_progress(session: Session) -> QuerySet[Slot]:
    """The half-days of `session`, each with `marked`: how many confirmed participants have a mark."""
    seated = Q(
        marks__registration__capacity=Capacity.PARTICIPANT,
        marks__registration__status=RegistrationStatus.CONFIRMED,
    )
    return session.slots.annotate(marked=Count("marks", filter=seated)).order_by("date", "starts_at")


def persons_to_register(user: Any, session: Session) -> PersonQuerySet:
    """Whom `user` may register at `session` by name.

    Administrators: everybody. Trainers: the people of the sessions they lead, whom they met. Coordinators: their team
    as it is on the session's first day.
    """
    if is_administrator(user):
        return Person.objects.all()
    reach = reach_of(user)
    allowed = Q(
        pk__in=Person.objects.filter(
            affiliations__in=_affiliations_of_team(reach.organisation_ids, session.starts_on)
        ).values("pk")
    )
    if leads(user, session):
        met = Registration.objects.filter(session__in=Session.objects.led_by(user).values("pk"))
        allowed |= Q(pk__in=met.values("person"))
    return Person.objects.filter(allowed)


def persons_to_recognise(user: Any, session: Session, organisation: Organisation) -> PersonQuerySet:
    """Who may be named to `user` when a newcomer from `organisation` resembles them: those the user may register, and
    the staff of that organisation when it lies in the region of the session."""
    allowed = Q(pk__in=persons_to_register(user, session).values("pk"))
    if organisation.province.region_id == session.province.region_id:
        allowed |= Q(pk__in=Affiliation.objects.filter(organisation=organisation).values("person"))
    return Person.objects.current().filter(allowed)


def _affiliations_of_team(organisation_ids: Iterable[int], day: datetime.date) -> QuerySet[Any]:
    return Affiliation.objects.active_on(day).filter(organisation__in=organisation_ids)


def waiting_list_of(session: Session, user: Any) -> list[Registration]:
    """Those on the waiting list whom `user` may see, first come first."""
    rows = Registration.objects.visible_to(user).filter(
        session=session, capacity=Capacity.PARTICIPANT, status=RegistrationStatus.WAITING
    )
    return list(rows.select_related("person", "organisation").order_by("registered_at", "pk"))


@dataclass(frozen=True)
class NextStep:
    """What the register needs now: a half-day to mark, one still to come, or nothing but closing."""

    slot: Slot | None
    is_due: bool
    day_number: int = 0
    seated: int = 0


def next_step(session: Session, today: datetime.date) -> NextStep:
    """The first half-day that is due and not marked for everybody, else the first to come, else none."""
    slots = [slot for slot in slot_progress(session) if slot.took_place]
    days = sorted({slot.date for slot in slots})
    seated = session.seats_taken
    for slot in slots:
        if slot.date <= today and slot.marked < seated:  # type: ignore[attr-defined]
            return NextStep(slot, True, days.index(slot.date) + 1, seated)
    for slot in slots:
        if slot.date > today:
            return NextStep(slot, False, days.index(slot.date) + 1, seated)
    return NextStep(None, True, 0, seated)

"""Sessions before they are held: planned, postponed, cancelled; and half-days that did not take place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.models import CourseVersion
from lms.core import audit
from lms.people.models import Person, Province

from ..enums import ATTENDED_MARKS, CLOSED_STATUSES, Capacity, Half, SessionStatus
from ..models import Mark, Registration, Session, Slot
from .locks import locked, locked_open, require_reason
from .registration import fill_free_seats, register_person, take_snapshot, withdraw_registration

HALF_DAYS = (
    (Half.MORNING, datetime.time(9), datetime.time(12)),
    (Half.AFTERNOON, datetime.time(14), datetime.time(17)),
)
HALF_DAY_MINUTES = 180
# A session lasts days, not years: a mistyped year must not plan a thousand half-days.
LONGEST = datetime.timedelta(days=92)
ATTEMPTS = 5


@transaction.atomic
def plan_session(
    *,
    version: CourseVersion,
    starts_on: datetime.date,
    ends_on: datetime.date,
    province: Province,
    actor: Any,
    capacity: int = 25,
    code: str = "",
    trainers: Iterable[Person] = (),
    **columns: Any,
) -> Session:
    """A planned session with its half-days and its trainers. Without `code` it gets the next of its year.

    Raises ValidationError when the columns contradict each other.
    """
    session = Session(
        version=version, starts_on=starts_on, ends_on=ends_on, province=province, capacity=capacity, **columns
    )
    check_length(starts_on, ends_on)
    if code:
        session.code = code
        session.full_clean()
        session.save()
    else:
        save_under_next_code(session, save=lambda: (session.full_clean(), session.save()))
    complete_plan(session, trainers=trainers, actor=actor)
    return session


@transaction.atomic
def complete_plan(session: Session, *, trainers: Iterable[Person], actor: Any) -> None:
    """What a session that was just saved still needs: half-days when none were typed, trainers, a line in the log."""
    if not session.is_declared:
        if not session.slots.exists():
            plan_slots(session)
        set_trainers(session, trainers, actor=actor)
    audit.record("attendance.session_planned", session, actor=actor, code=session.code)


@transaction.atomic
def follow_plan(session: Session, *, trainers: Iterable[Person], actor: Any) -> None:
    """After a session's columns were changed: its trainers, its waiting list and its snapshots follow."""
    if session.is_declared:
        return
    set_trainers(session, trainers, actor=actor)
    fill_free_seats(session, actor=actor)
    for registration in session.registrations.select_related("person", "session"):
        take_snapshot(registration)


def check_length(starts_on: datetime.date, ends_on: datetime.date) -> None:
    """Raises ValidationError "length" when the last day is before the first or more than three months later."""
    if ends_on < starts_on:
        raise ValidationError(_("The last day is before the first day."), code="length")
    if ends_on - starts_on > LONGEST:
        raise ValidationError(_("A session lasts three months at most: check the years."), code="length")


def next_code(year: int) -> str:
    """The first free code of a year: S-2026-001, S-2026-002…"""
    prefix = f"S-{year:04d}-"
    codes = Session.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code[len(prefix) :]) for code in codes if re.fullmatch(r"[0-9]{1,6}", code[len(prefix) :])]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"


def save_under_next_code(session: Session, *, save: Callable[[], Any]) -> Any:
    """What `save` returns, after `session` was given the next free code of its first day's year.

    Two planners at once compute the same code; the unique constraint lets one pass and the other tries the next.
    """
    left = ATTEMPTS
    while True:
        session.code = next_code(session.starts_on.year)
        try:
            with transaction.atomic():
                return save()
        except (IntegrityError, ValidationError):
            taken = Session.objects.filter(code=session.code).exclude(pk=session.pk).exists()
            left -= 1
            if not left or not taken:
                raise
            session.pk = None


def plan_slots(session: Session) -> list[Slot]:
    """A morning and an afternoon of three hours for each day of the session; existing half-days stay."""
    check_length(session.starts_on, session.ends_on)
    existing = set(session.slots.values_list("date", "half"))
    days = (session.ends_on - session.starts_on).days + 1
    slots = [
        Slot(session=session, date=day, half=half, starts_at=start, ends_at=end, minutes=HALF_DAY_MINUTES)
        for day in (session.starts_on + datetime.timedelta(days=offset) for offset in range(days))
        for half, start, end in HALF_DAYS
        if (day, half) not in existing
    ]
    return Slot.objects.bulk_create(slots)


@transaction.atomic
def postpone_session(
    session: Session,
    *,
    actor: Any,
    reason: str,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Session:
    """Move a session to other days, or put it off until days are known. The record, its code and its people stay.

    Raises ValidationError "closed" after closing, "attended" when somebody was already there, "length" for
    impossible dates, "reason" without a reason.
    """
    reason = require_reason(reason)
    current = locked(session)
    _refuse_when_over(current)
    old = current.starts_on, current.ends_on
    if starts_on is None:
        current.status = SessionStatus.POSTPONED
    else:
        ends_on = ends_on or starts_on + (current.ends_on - current.starts_on)
        check_length(starts_on, ends_on)
        current.status, current.starts_on, current.ends_on = SessionStatus.PLANNED, starts_on, ends_on
    current.status_reason = reason
    current.save(update_fields=["status", "status_reason", "starts_on", "ends_on"])
    if starts_on is not None:
        _move_slots(current, old)
        for registration in current.registrations.select_related("person", "session"):
            take_snapshot(registration)
    audit.record(
        "attendance.session_postponed",
        current,
        actor=actor,
        reason=reason,
        before=f"{old[0]}/{old[1]}",
        after=f"{starts_on}/{ends_on}" if starts_on else "",
    )
    return current


def _move_slots(session: Session, old: tuple[datetime.date, datetime.date]) -> None:
    """Same number of days: the half-days keep their hours. Another number: they are planned afresh."""
    shift = session.starts_on - old[0]
    if session.ends_on - session.starts_on != old[1] - old[0]:
        session.slots.all().delete()
        plan_slots(session)
        return
    # Towards the free side first: two half-days never share a date in between.
    for slot in session.slots.order_by("-date" if shift > datetime.timedelta(0) else "date"):
        Slot.objects.filter(pk=slot.pk).update(date=slot.date + shift)


@transaction.atomic
def cancel_session(session: Session, *, actor: Any, reason: str) -> Session:
    """Cancel a session before anybody attended it. Its registrations stay as they were, and count nowhere.

    Raises ValidationError "closed" after closing, "attended" when somebody was there, "reason" without a reason.
    """
    reason = require_reason(reason)
    current = locked(session)
    if current.status == SessionStatus.CANCELLED:
        return current
    _refuse_when_over(current)
    current.status, current.status_reason = SessionStatus.CANCELLED, reason
    current.save(update_fields=["status", "status_reason"])
    audit.record("attendance.session_cancelled", current, actor=actor, reason=reason)
    return current


def _refuse_when_over(session: Session) -> None:
    if session.status in CLOSED_STATUSES:
        raise ValidationError(
            _("This session is no longer open: %(status)s."),
            code="closed",
            params={"status": session.get_status_display()},
        )
    if Mark.objects.filter(registration__session=session, status__in=ATTENDED_MARKS).exists():
        raise ValidationError(
            _("Somebody already attended: state which half-days did not take place, then close the session."),
            code="attended",
        )


@transaction.atomic
def set_took_place(slot: Slot, took_place: bool, *, actor: Any) -> Slot:
    """State whether a half-day took place. One that did not is due from nobody; its marks stay, without effect.

    Raises ValidationError "closed" when the session is closed.
    """
    session = locked_open(slot.session)
    changed = Slot.objects.filter(pk=slot.pk).exclude(took_place=took_place).update(took_place=took_place)
    if changed:
        audit.record(
            "attendance.slot_outcome",
            session,
            actor=actor,
            day=str(slot.date),
            half=slot.half,
            took_place="yes" if took_place else "no",
        )
    slot.took_place = took_place
    return slot


@transaction.atomic
def set_trainers(session: Session, persons: Iterable[Person], *, actor: Any) -> None:
    """Make `persons` the trainers of the session: new ones are registered, the others are withdrawn."""
    wanted = {person.pk: person for person in persons}
    for registration in Registration.objects.filter(session=session).trainers().select_related("person"):
        if registration.person_id not in wanted:
            withdraw_registration(registration, actor=actor)
        wanted.pop(registration.person_id, None)
    for person in wanted.values():
        register_person(session, person, capacity=Capacity.TRAINER, actor=actor)

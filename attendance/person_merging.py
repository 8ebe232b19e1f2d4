"""What a merge of two persons does with sessions, registers and follow-ups.

Source of the rules: the counting rules of the indicators, "same person enrolled twice in one session: keep the row
with more attendance".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.dates import date_range
from lms.people.merging.facts import grouped, register_facts
from lms.people.merging.journal import Journal
from lms.people.merging.rules import Does, Moves, make_one, register_rule
from lms.people.models import Merge, Person
from lms.people.signals import persons_merged

from .enums import OPEN_STATUSES, MarkSource, MarkStatus, RegistrationStatus
from .models import FollowUp, Mark, MarkEvent, Registration, Session
from .services.locks import locked
from .services.registration import fill_free_seats, waiting_in_order

# From the weakest to the strongest.
STANDING = [
    RegistrationStatus.VOIDED, RegistrationStatus.WITHDRAWN, RegistrationStatus.WAITING, RegistrationStatus.CONFIRMED,
]  # fmt: skip
PRESENCE = [MarkStatus.ABSENT, MarkStatus.EXCUSED, MarkStatus.HALF, MarkStatus.PRESENT]
TRUST = [MarkSource.IMPORT, MarkSource.PAPER, MarkSource.LIVE]


def register() -> None:
    register_rule("attendance.Registration", "person", Does(act=_registrations, says=_(
        "Registrations move. Of two in one session the one with more attendance stays, with the marks of both; the "
        "second seat goes to the first on the waiting list."
    )))  # fmt: skip
    register_rule("attendance.Mark", "registration", Does(act=_marks, says=_(
        "Of two marks for one half-day the one that shows more presence stays; between equals, the one noted live."
    )))  # fmt: skip
    register_rule("attendance.MarkEvent", "registration", Moves(says=_("The history of the marks is kept whole.")))
    register_rule("attendance.FollowUp", "registration", Moves(
        one_per=("mentor", "happened_on"), settle=_settle_follow_ups,
        says=_("Follow-ups move; two by one mentor on one day are one contact, and the fuller note stays."),
    ))  # fmt: skip
    register_rule("attendance.FollowUp", "mentor", Moves(
        one_per=("registration", "happened_on"), settle=_settle_follow_ups,
        says=_("Follow-ups made as a mentor move; two of one day and person are one contact."),
    ))  # fmt: skip
    register_facts(_("Training sessions"), _trainings)
    register_rule("attendance.Evaluation", "observer", Moves(says=_("Quality checks made as an observer move.")))
    persons_merged.connect(wait_again, dispatch_uid="attendance.wait_again")


def _trainings(persons: Sequence[Person], user: Any) -> dict[int, list[str]]:
    rows = Registration.objects.visible_to(user).filter(person__in=persons)
    rows = rows.select_related("session__version__course", "session__series").order_by("-session__starts_on", "pk")
    return grouped((row.person_id, _training(row)) for row in rows)


def _training(row: Registration) -> str:
    session = row.session
    days = date_range(session.starts_on, session.ends_on)
    return f"{session.title} · {days} · {row.get_capacity_display()} · {row.get_status_display()}"


def _registrations(journal: Journal, kept: Person, absorbed: Person) -> None:
    for row in Registration.objects.filter(person=absorbed).order_by("session", "pk"):
        locked(row.session)
        own = Registration.objects.filter(person=kept, session=row.session_id, capacity=row.capacity).first()
        if own is None:
            journal.change(row, person=kept)
        else:
            _one_registration(journal, kept, own, row)


def _one_registration(journal: Journal, kept: Person, own: Registration, row: Registration) -> None:
    """The survivor's snapshot stays as it was taken; it holds a seat when either did, unless it was struck out."""
    rows = Registration.objects.filter(pk__in=[own.pk, row.pk]).with_minutes()
    attended = {one.pk: one.attended_halves for one in rows}  # type: ignore[attr-defined]
    other, survivor = sorted((own, row), key=lambda one: _strength(one, attended[one.pk]))
    seats = int(own.is_seated) + int(row.is_seated)
    make_one(journal, survivor, other)
    status = max(own.status, row.status, key=lambda value: STANDING.index(RegistrationStatus(value)))
    survivor = journal.change(survivor, person=kept, status=status)  # type: ignore[assignment]
    if seats > int(survivor.is_seated):
        _give_back_seat(journal, survivor.session)


def _give_back_seat(journal: Journal, session: Session) -> None:
    """One seat less is needed: it goes to whoever waits longest, as after a withdrawal, and to nobody when the register
    is closed or seats were free all the same.

    Undoing sends them back to the waiting list while nothing hangs on their registration.
    """
    session = locked(session)
    is_full = session.status in OPEN_STATUSES and session.seats_taken >= session.capacity
    first = waiting_in_order(session).first() if is_full else None
    if first is None:
        journal.change(session, lives_on=True, seats_taken=session.seats_taken - 1)
        return
    journal.change(first, stays_alone=True, status=RegistrationStatus.CONFIRMED)
    audit.record("attendance.seat_given", first, actor=journal.actor, reason=journal.reason)
    # Whoever marks the register locks the session first, and so does the way back.
    journal.hold(session)


def wait_again(merge: Merge, actor: Any, undone: bool, **kwargs: Any) -> None:
    """After an undoing: log who moved up by the merge and waits again. A seat that became free meanwhile is theirs."""
    both = {merge.kept_id, merge.absorbed_id}
    moved_up = [
        entry["pk"] for entry in merge.journal
        if undone and entry["model"] == Registration._meta.label_lower
        and entry["after"] == {"status": RegistrationStatus.CONFIRMED} and entry["before"]["person"] not in both
    ]  # fmt: skip
    for row in Registration.objects.filter(pk__in=moved_up).select_related("session"):
        audit.record("attendance.seat_taken_back", row, actor=actor, merge=merge.pk)
        if row.session.status in OPEN_STATUSES:
            fill_free_seats(row.session, actor=actor)


def _strength(row: Registration, attended: int) -> tuple[Any, ...]:
    """What an administrator struck out never wins; then attendance, then standing, then the older row."""
    is_valid = row.status != RegistrationStatus.VOIDED
    return is_valid, attended, STANDING.index(RegistrationStatus(row.status)), -row.pk


def _marks(journal: Journal, survivor: Registration, other: Registration) -> None:
    """The marks of a registration that was struck out count for nothing and go with it."""
    if RegistrationStatus.VOIDED == other.status != survivor.status:
        for mark in Mark.objects.filter(registration=other).order_by("pk"):
            journal.remove(mark)
        return
    own = {mark.slot_id: mark for mark in Mark.objects.filter(registration=survivor)}
    for mark in Mark.objects.filter(registration=other).order_by("pk"):
        same = own.get(mark.slot_id)
        if same is None:
            journal.change(mark, registration=survivor)
        elif _presence(mark) > _presence(same):
            journal.remove(same)
            journal.change(mark, registration=survivor)
        else:
            journal.remove(mark)


def _presence(mark: Mark) -> tuple[int, int]:
    """How much presence a mark shows, then how it became known."""
    events = MarkEvent.objects.filter(slot=mark.slot_id, registration=mark.registration_id, status=mark.status)
    sources = [TRUST.index(MarkSource(source)) for source in events.values_list("source", flat=True)]
    return PRESENCE.index(MarkStatus(mark.status)), max(sources, default=-1)


def _settle_follow_ups(journal: Journal, own: FollowUp, row: FollowUp) -> None:
    """The fuller note stays, in the place of the kept row."""
    if bool(row.next_step) > bool(own.next_step):
        said: dict[str, Any] = {"next_step": row.next_step, "practice_rating": row.practice_rating, "mode": row.mode}
        journal.remove(row)
        journal.change(own, **said)
    else:
        journal.remove(row)

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from attendance.enums import MarkSource, MarkStatus, RegistrationStatus, SessionStatus
from attendance.models import Mark, MarkEvent, Registration, Session
from attendance.services.marking import MarkEntry, MarkOutcome, mark_all_present, record_marks, source_for
from tests.factories import RegistrationFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
APPLIED, DUPLICATE, CONFLICT, REJECTED = (
    MarkOutcome.APPLIED,
    MarkOutcome.DUPLICATE,
    MarkOutcome.CONFLICT,
    MarkOutcome.REJECTED,
)
PRESENT, HALF, ABSENT, EXCUSED = MarkStatus.PRESENT, MarkStatus.HALF, MarkStatus.ABSENT, MarkStatus.EXCUSED


def registered(people: int = 1, **columns: object) -> tuple[Session, list[Registration]]:
    session = SessionFactory(**columns)
    return session, RegistrationFactory.create_batch(people, session=session)


def entry(row: Registration, status: str = PRESENT, base: int = 0, *, slot: int = 0, **more: object) -> MarkEntry:
    return MarkEntry(row.session.slots.all()[slot].pk, row.pk, status, base, **more)  # type: ignore[arg-type]


def outcomes(session: Session, *entries: MarkEntry, actor: object = None) -> list[MarkOutcome]:
    return [answer.outcome for answer in record_marks(session, entries, actor=actor)]


def test_a_first_mark_starts_the_session_and_leaves_an_event() -> None:
    session, (row,) = registered()
    actor = UserFactory()
    assert outcomes(session, entry(row), actor=actor) == [APPLIED]
    mark, event = Mark.objects.get(), MarkEvent.objects.get()
    assert (mark.status, mark.version, mark.recorded_by) == (PRESENT, 1, actor)
    assert (event.status, event.previous_status, event.source, event.actor) == (PRESENT, "", MarkSource.LIVE, actor)
    session.refresh_from_db()
    assert session.status == SessionStatus.IN_PROGRESS


def test_a_corrected_mark_is_the_next_version_and_history_stays() -> None:
    session, (row,) = registered()
    assert outcomes(session, entry(row)) == [APPLIED]
    assert outcomes(session, entry(row, HALF, 1)) == [APPLIED]
    mark = Mark.objects.get()
    assert (mark.status, mark.version) == (HALF, 2)
    assert list(MarkEvent.objects.values_list("previous_status", "status")) == [("", PRESENT), (PRESENT, HALF)]


def test_the_same_marks_sent_twice_change_nothing() -> None:
    session, rows = registered(3)
    entries = [entry(row) for row in rows]
    assert outcomes(session, *entries) == [APPLIED] * 3
    assert outcomes(session, *entries) == [DUPLICATE] * 3
    assert (Mark.objects.count(), MarkEvent.objects.count()) == (3, 3)


def test_two_trainers_merge_where_they_differ_and_see_a_conflict_where_they_collide() -> None:
    session, (first, second) = registered(2)
    other = UserFactory()
    assert outcomes(session, entry(first, ABSENT), actor=other) == [APPLIED]
    answers = record_marks(session, [entry(first), entry(second)], actor=UserFactory())
    assert [answer.outcome for answer in answers] == [CONFLICT, APPLIED]
    assert answers[0].mark is not None
    assert (answers[0].mark.status, answers[0].mark.version, answers[0].mark.recorded_by) == (ABSENT, 1, other)
    assert dict(Mark.objects.values_list("registration", "status")) == {first.pk: ABSENT, second.pk: PRESENT}
    # Having seen the other's mark, one may decide.
    assert outcomes(session, entry(first, PRESENT, 1)) == [APPLIED]


def test_two_trainers_who_write_the_same_agree() -> None:
    session, (row,) = registered()
    outcomes(session, entry(row, ABSENT))
    assert outcomes(session, entry(row, ABSENT)) == [DUPLICATE]


@pytest.mark.parametrize("base", [0, 1, 3, 2**31, -1])
def test_any_version_but_the_current_one_is_stale(base: int) -> None:
    session, (row,) = registered()
    outcomes(session, entry(row))
    outcomes(session, entry(row, HALF, 1))
    assert outcomes(session, entry(row, ABSENT, base)) == [CONFLICT]
    assert Mark.objects.get().status == HALF


def test_a_client_mark_is_taken_once_whatever_happened_since() -> None:
    session, (row,) = registered()
    sent = entry(row, client_uuid=uuid.uuid4())
    assert outcomes(session, sent) == [APPLIED]
    assert outcomes(session, entry(row, ABSENT, 1)) == [APPLIED]
    assert outcomes(session, sent) == [DUPLICATE]
    assert Mark.objects.get().status == ABSENT
    assert outcomes(session, entry(row, HALF, 2, client_uuid=sent.client_uuid)) == [REJECTED]


def test_the_same_client_mark_twice_in_one_batch_is_taken_once() -> None:
    session, (row,) = registered()
    sent = entry(row, client_uuid=uuid.uuid4())
    assert outcomes(session, sent, sent) == [APPLIED, DUPLICATE]
    assert MarkEvent.objects.count() == 1


def test_what_does_not_belong_to_the_register_is_rejected_alone() -> None:
    session, (row,) = registered()
    _other, (stranger,) = registered()
    waiting = RegistrationFactory(session=session, status=RegistrationStatus.WAITING)
    trainer = RegistrationFactory(session=session, capacity="trainer")
    sent = [
        MarkEntry(stranger.session.slots.first().pk, row.pk, PRESENT),
        MarkEntry(session.slots.first().pk, stranger.pk, PRESENT),
        entry(waiting),
        entry(trainer),
        entry(row, "present'; --"),
        entry(row, ""),
        MarkEntry(2**62, 2**62, PRESENT),
        entry(row),
    ]
    assert outcomes(session, *sent) == [REJECTED] * 7 + [APPLIED]
    assert Mark.objects.count() == 1


def test_a_half_day_that_did_not_take_place_takes_no_marks() -> None:
    session, (row,) = registered()
    session.slots.update(took_place=False)
    assert outcomes(session, entry(row)) == [REJECTED]


def test_nobody_is_marked_before_the_day() -> None:
    today = timezone.localdate()
    session, (row,) = registered(starts_on=today, days=2)
    assert outcomes(session, entry(row, slot=0), entry(row, slot=2)) == [APPLIED, REJECTED]


@pytest.mark.parametrize(
    "status", [SessionStatus.HELD, SessionStatus.INTERRUPTED, SessionStatus.CANCELLED, SessionStatus.POSTPONED]
)
def test_a_closed_register_is_not_written(status: str) -> None:
    session, (row,) = registered(status=status)
    for write in (
        lambda: record_marks(session, [entry(row)], actor=None),
        lambda: mark_all_present(session, session.slots.first(), actor=None),
    ):
        with pytest.raises(ValidationError) as refusal:
            write()
        assert refusal.value.code == "closed"
    assert not Mark.objects.exists()


def test_all_present_marks_only_those_without_a_mark() -> None:
    session, (absent, unmarked, other) = registered(3)
    slot = session.slots.first()
    outcomes(session, entry(absent, ABSENT))
    assert mark_all_present(session, slot, actor=UserFactory()) == 2
    assert mark_all_present(session, slot, actor=UserFactory()) == 0
    assert dict(Mark.objects.values_list("registration", "status")) == {
        absent.pk: ABSENT,
        unmarked.pk: PRESENT,
        other.pk: PRESENT,
    }


@pytest.mark.parametrize(
    ("day", "today", "source"),
    [
        ("2026-03-09", "2026-03-09", MarkSource.LIVE),
        ("2026-03-09", "2026-03-12", MarkSource.LIVE),
        ("2026-03-09", "2026-03-13", MarkSource.PAPER),
        ("2026-02-14", "2026-02-17", MarkSource.LIVE),  # the clock moved on 15 February: days are days
        ("2024-12-30", "2026-01-01", MarkSource.PAPER),
    ],
)
def test_marks_typed_long_afterwards_come_from_paper(day: str, today: str, source: str) -> None:
    assert source_for(datetime.date.fromisoformat(day), datetime.date.fromisoformat(today)) == source


def test_writing_a_register_costs_the_same_for_one_and_for_twenty(count_queries: Callable[..., Any]) -> None:
    record_marks(SessionFactory(), [], actor=None)
    costs = []
    for people in (1, 20):
        session, rows = registered(people)
        entries = [entry(row) for row in rows]
        with count_queries() as queries:
            record_marks(session, entries, actor=None)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12

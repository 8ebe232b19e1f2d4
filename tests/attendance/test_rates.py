from __future__ import annotations

import random

import pytest

from attendance.enums import MarkStatus
from attendance.models import Mark, Registration, Slot
from attendance.rates import (
    ThresholdState,
    attended_halves,
    credited_halves,
    due_halves,
    half_days_needed,
    reaches_threshold,
    threshold_state,
    took_place_enough,
)
from tests.factories import MarkFactory, RegistrationFactory, SessionFactory

P, H, A, E = MarkStatus.PRESENT, MarkStatus.HALF, MarkStatus.ABSENT, MarkStatus.EXCUSED


@pytest.mark.parametrize(
    ("status", "minutes", "halves"),
    [(P, 180, 360), (H, 180, 180), (H, 175, 175), (P, 175, 350), (A, 180, 0), (E, 180, 0), (None, 180, 0)],
)
def test_a_mark_is_worth_its_slot_half_of_it_or_nothing(status: str | None, minutes: int, halves: int) -> None:
    assert credited_halves(status, minutes) == halves


def test_slots_that_did_not_take_place_are_neither_due_nor_attended() -> None:
    assert attended_halves([(P, 180, True), (P, 180, False), (H, 120, True)]) == 360 + 120
    assert due_halves([(180, True), (180, False), (120, True)]) == 360 + 240


# The effect of 80 % on half-day grids: 1 day 2/2, 2 days 4/4, 3 days 5/6, 4 days 7/8, 5 days 8/10.
@pytest.mark.parametrize(("slots", "needed"), [(2, 2), (4, 4), (6, 5), (8, 7), (10, 8), (0, 0), (1, 1)])
def test_half_days_needed_at_80_percent(slots: int, needed: int) -> None:
    assert half_days_needed(slots, 80) == needed
    due = slots * 360
    assert reaches_threshold(needed * 360, due, 80) is (slots > 0)
    assert reaches_threshold((needed - 1) * 360, due, 80) is False


@pytest.mark.parametrize(("slots", "threshold", "needed"), [(4, 75, 3), (3, 100, 3), (3, 67, 3), (3, 66, 2), (6, 1, 1)])
def test_half_days_needed_at_other_thresholds(slots: int, threshold: int, needed: int) -> None:
    assert half_days_needed(slots, threshold) == needed


@pytest.mark.parametrize(
    ("attended", "due", "threshold", "reached"),
    [
        (80, 100, 80, True),
        (79, 100, 80, False),
        (799_999, 1_000_000, 80, False),  # 79.9999 %: no rounding up
        (800_000, 1_000_000, 80, True),
        (2, 3, 67, False),
        (2, 3, 66, True),
        (0, 0, 80, False),  # nothing was due: nobody attended
        (0, 0, 0, False),
        (0, 10, 0, True),
        (10, 10, 100, True),
    ],
)
def test_the_threshold_is_compared_with_integers(attended: int, due: int, threshold: int, reached: bool) -> None:
    assert reaches_threshold(attended, due, threshold) is reached


@pytest.mark.parametrize(
    ("attended", "still_open", "state"),
    [
        (8, 2, ThresholdState.REACHED),
        (7, 3, ThresholdState.REACHABLE),
        (7, 1, ThresholdState.REACHABLE),
        (7, 0, ThresholdState.MISSED),
        (0, 10, ThresholdState.REACHABLE),
        (0, 7, ThresholdState.MISSED),
    ],
)
def test_state_while_the_session_runs(attended: int, still_open: int, state: ThresholdState) -> None:
    assert threshold_state(attended, 10, still_open, 80) is state


@pytest.mark.parametrize(
    ("slots", "enough"),
    [
        ([(180, True), (180, False)], True),  # exactly half
        ([(179, True), (180, False)], False),
        ([(180, True)] * 4, True),
        ([(180, True), (180, False), (180, False), (180, False)], False),
    ],
)
def test_a_session_is_held_from_half_of_its_minutes_on(slots: list[tuple[int, bool]], enough: bool) -> None:
    assert took_place_enough(slots) is enough


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_the_database_adds_up_as_the_pure_rule_does(seed: int) -> None:
    """Random sessions with odd minutes, slots that did not take place, missing marks and several thresholds."""
    rng = random.Random(seed)
    for _ in range(3):
        session = SessionFactory(days=rng.randint(1, 5), version__attendance_threshold=rng.choice([0, 50, 75, 80, 100]))
        for slot in session.slots.all():
            Slot.objects.filter(pk=slot.pk).update(minutes=rng.randint(1, 301), took_place=rng.random() < 0.8)
        for registration in RegistrationFactory.create_batch(4, session=session):
            for slot in session.slots.all():
                if status := rng.choice([*MarkStatus, None, P, P]):
                    MarkFactory(registration=registration, slot=slot, status=status)
    rows = Registration.objects.with_minutes().select_related("session__version")
    expected = {row.pk: _by_the_rule(row) for row in rows}
    assert {row.pk: (row.attended_halves, row.due_halves) for row in rows} == expected
    reaching = Registration.objects.with_minutes().reaching_threshold().values_list("pk", flat=True)
    by_rule = {row.pk for row in rows if reaches_threshold(*expected[row.pk], row.session.version.attendance_threshold)}
    assert set(reaching) == by_rule


def _by_the_rule(row: Registration) -> tuple[int, int]:
    marks = {mark.slot_id: mark.status for mark in Mark.objects.filter(registration=row)}
    slots = list(row.session.slots.all())
    return (
        attended_halves((marks.get(slot.pk), slot.minutes, slot.took_place) for slot in slots),
        due_halves((slot.minutes, slot.took_place) for slot in slots),
    )


@pytest.mark.django_db
def test_minutes_come_in_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    session = SessionFactory(days=2)
    for registration in RegistrationFactory.create_batch(3, session=session):
        MarkFactory(registration=registration)
    with django_assert_num_queries(1):
        assert [row.attended_halves for row in session.registrations.with_minutes()] == [360, 360, 360]


@pytest.mark.django_db
def test_nothing_due_and_nothing_attended_are_zero_not_empty() -> None:
    row = RegistrationFactory(session=SessionFactory(slots=False))
    assert Registration.objects.with_minutes().values_list("attended_halves", "due_halves").get(pk=row.pk) == (0, 0)

"""Many clients at once. Each race is first shown to exist with its guard taken away, then shown to be lost.

A guard is taken away either by calling the naive code that the service replaces, or by turning the lock off.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from attendance.enums import MarkStatus, RegistrationStatus
from attendance.models import Mark, MarkEvent, Registration, Session
from attendance.services.marking import MarkEntry, MarkOutcome, record_marks
from attendance.services.planning import plan_session
from attendance.services.registration import register_person, withdraw_registration
from tests.factories import (
    CourseVersionFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    province,
)
from tests.racing import Outcome, at_once, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_naive_registration_sells_seats_that_do_not_exist() -> None:
    """The race: everybody looks, then everybody takes."""
    session = SessionFactory(capacity=2)
    persons = PersonFactory.create_batch(6)

    def look_then_take(person: Any) -> Callable[[threading.Barrier], Outcome]:
        def job(barrier: threading.Barrier) -> Outcome:
            free = Registration.objects.filter(session=session).seated().count() < session.capacity
            barrier.wait()
            return Registration.objects.create(session=session, person=person) if free else None

        return job

    at_once(*(look_then_take(person) for person in persons))
    assert Registration.objects.seated().count() == 6


def test_twenty_seats_and_forty_clients() -> None:
    session = SessionFactory(capacity=20)
    persons = PersonFactory.create_batch(40)
    results = at_once(
        *(together(lambda person=person: register_person(session, person, actor=None)) for person in persons)
    )
    assert Counter(row.status for row in results) == {RegistrationStatus.CONFIRMED: 20, RegistrationStatus.WAITING: 20}
    assert Registration.objects.seated().count() == 20
    assert Session.objects.get().seats_taken == 20


def test_the_constraint_stops_a_writer_that_forgets_to_look() -> None:
    session = SessionFactory(capacity=1)
    with pytest.raises(IntegrityError):
        Session.objects.filter(pk=session.pk).update(seats_taken=2)


def test_one_person_registered_by_many_at_once_is_registered_once() -> None:
    session, person = SessionFactory(), PersonFactory()
    results = at_once(*[together(lambda: register_person(session, person, actor=None))] * 10)
    assert len({row.pk for row in results}) == 1
    assert (Registration.objects.count(), Session.objects.get().seats_taken) == (1, 1)


def test_seats_given_back_and_taken_at_once_are_never_lost() -> None:
    session = SessionFactory(capacity=5)
    leaving = [register_person(session, PersonFactory(), actor=None) for _ in range(5)]
    coming = PersonFactory.create_batch(10)
    results = at_once(
        *(together(lambda row=row: withdraw_registration(row, actor=None)) for row in leaving),
        *(together(lambda person=person: register_person(session, person, actor=None)) for person in coming),
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Registration.objects.seated().count() == Session.objects.get().seats_taken == 5


def test_naive_marking_writes_one_person_many_times() -> None:
    """The race: everybody sees that there is no mark yet, and everybody creates one. The constraint refuses all but
    one with an error, which is not an answer for a trainer either."""
    row = RegistrationFactory()
    slot = row.session.slots.first()

    def look_then_create(barrier: threading.Barrier) -> Outcome:
        missing = not Mark.objects.filter(slot=slot, registration=row).exists()
        barrier.wait()
        return missing and Mark.objects.create(
            slot=slot, registration=row, status=MarkStatus.PRESENT, recorded_at=timezone.now()
        )

    results = at_once(*[look_then_create] * 10)
    assert Counter(type(result) for result in results) == {IntegrityError: 9, Mark: 1}


def test_fifty_clients_marking_one_person_leave_one_mark() -> None:
    row = RegistrationFactory()
    sent = MarkEntry(row.session.slots.first().pk, row.pk, MarkStatus.PRESENT)
    results = at_once(*[together(lambda: record_marks(row.session, [sent], actor=None)[0].outcome)] * 50)
    assert Counter(results) == {MarkOutcome.APPLIED: 1, MarkOutcome.DUPLICATE: 49}
    assert (Mark.objects.count(), Mark.objects.get().version, MarkEvent.objects.count()) == (1, 1, 1)


def _four_marks_for_one_cell(row: Registration) -> list[MarkOutcome]:
    slot = row.session.slots.first()
    entries = [MarkEntry(slot.pk, row.pk, status) for status in MarkStatus]
    return at_once(
        *(together(lambda entry=entry: record_marks(row.session, [entry], actor=None)[0].outcome) for entry in entries)
    )


def test_without_the_lock_one_trainer_overwrites_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL only: on SQLite the transaction is the lock and cannot be turned off from here."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite runs writing transactions one after the other")
    from attendance.services import marking

    all_have_read = threading.Barrier(4, timeout=30)
    read = marking._read

    def slow_read(*args: Any) -> Any:
        register = read(*args)
        all_have_read.wait()
        return register

    monkeypatch.setattr(marking, "locked_open", lambda session: session)
    monkeypatch.setattr(marking, "_read", slow_read)
    assert Counter(_four_marks_for_one_cell(RegistrationFactory())) == {MarkOutcome.APPLIED: 4}


def test_with_the_lock_one_mark_is_applied_and_the_others_are_told() -> None:
    row = RegistrationFactory()
    assert Counter(_four_marks_for_one_cell(row)) == {MarkOutcome.APPLIED: 1, MarkOutcome.CONFLICT: 3}
    mark, event = Mark.objects.get(), MarkEvent.objects.get()
    assert (mark.status, mark.version) == (event.status, 1)


def test_planners_at_once_get_codes_of_their_own() -> None:
    version, place = CourseVersionFactory(), province()
    day = timezone.localdate()

    def plan() -> str:
        return plan_session(version=version, starts_on=day, ends_on=day, province=place, actor=None).code

    codes = at_once(*[together(plan)] * 4)
    assert sorted(codes) == [f"S-{day.year}-{number:03d}" for number in range(1, 5)]

"""Undoing a merge: what goes back, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from attendance.enums import MarkStatus, RegistrationStatus, SessionStatus
from attendance.models import Registration, Session
from attendance.services.registration import register_person, withdraw_registration
from lms.people.duplicate_search import find_duplicates
from lms.people.enums import DuplicateState
from lms.people.merging import services
from lms.people.models import Duplicate, Person, User
from tests.factories import MarkFactory, PersonFactory, SessionFactory, UserFactory

from .merging import (
    MOMENT,
    REASON,
    Pair,
    Place,
    build_pair,
    build_place,
    changed,
    codes_of,
    everything,
    propose,
    register,
)

PRESENT = MarkStatus.PRESENT
CONFIRMED, WAITING = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING


@pytest.fixture
def pair(db: None) -> Pair:
    return build_pair()


@pytest.fixture
def place(pair: Pair) -> Place:
    return build_place()


@pytest.fixture
def full(pair: Pair, place: Place) -> Session:
    """A session whose two seats the two records have."""
    session = place.sessions[0]
    Session.objects.filter(pk=session.pk).update(capacity=2)
    for person in pair.both:
        register_person(session, person, actor=None)
    return session


def waiting(session: Session) -> list[Registration]:
    """Two more who come after the seats are taken."""
    return [register_person(session, PersonFactory(), actor=None) for _ in range(2)]


def status_of(row: Registration) -> str:
    return Registration.objects.get(pk=row.pk).status


def seats(session: Session) -> int:
    return Session.objects.get(pk=session.pk).seats_taken


def pairs() -> set[tuple[int, int]]:
    return set(Duplicate.objects.values_list("first", "second"))


class TestUndoing:
    def test_the_pair_waits_again_and_undoing_twice_changes_nothing(self, pair: Pair) -> None:
        waiting = propose(pair)
        before = everything()
        row = pair.merge(fields={"email": "absorbed", "phone": "absorbed"})
        row = pair.undo(row)
        first_time = row.undone_at
        assert pair.undo(row).undone_at == first_time
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == (DuplicateState.WAITING, None)
        assert changed(before, everything()) == {}
        assert ModelLogEntry.objects.filter(action="people.merge_undone").count() == 1

    def test_a_row_changed_since_is_named_and_nothing_is_undone(self, pair: Pair, place: Place) -> None:
        moved = register(place.sessions[0], pair.absorbed, PRESENT)
        row = pair.merge()
        moved.status_reason = "Corrigé depuis"
        moved.save(update_fields=["status_reason"])
        before = everything()
        with pytest.raises(ValidationError) as refusal:
            pair.undo(row)
        (error,) = refusal.value.error_list
        assert (error.code, error.params["number"]) == ("changed_since", moved.pk)
        assert str(moved.pk) in refusal.value.messages[0]
        assert pair.kept.full_name not in refusal.value.messages[0]
        assert changed(before, everything()) == {}

    def test_a_value_chosen_and_changed_since_is_not_lost(self, pair: Pair) -> None:
        row = pair.merge(fields={"language": "absorbed", "email": "absorbed"})
        Person.objects.filter(pk=pair.kept.pk).update(email="nouvelle@example.org")
        with pytest.raises(ValidationError) as refusal:
            pair.undo(row)
        assert codes_of(refusal) == ["changed_since"]

    def test_what_the_merge_did_not_touch_may_go_on(self, pair: Pair, place: Place) -> None:
        session = place.sessions[0]
        own = register(session, pair.kept)
        register(place.sessions[1], pair.absorbed)
        row = pair.merge()
        Person.objects.filter(pk=pair.kept.pk).update(phone="+212600000009")
        register_person(SessionFactory(), pair.kept, actor=pair.administrator)
        pair.undo(row)
        pair.kept.refresh_from_db()
        assert pair.kept.phone == "+212600000009"
        assert pair.kept.registrations.count() == 2
        assert own.person == pair.kept

    def test_seats_given_away_since_are_not_taken_back(self, pair: Pair, place: Place) -> None:
        session = place.sessions[0]
        for person in pair.both:
            register(session, person)
        row = pair.merge()
        register_person(session, PersonFactory(), actor=pair.administrator)
        with pytest.raises(ValidationError) as refusal:
            pair.undo(row)
        assert codes_of(refusal) == ["changed_since"]

    def test_whoever_moved_up_waits_again(self, pair: Pair, full: Session) -> None:
        first, second = waiting(full)
        before = everything()
        row = pair.merge()
        assert [status_of(first), status_of(second), seats(full)] == [CONFIRMED, WAITING, 2]
        given = ModelLogEntry.objects.get(action="attendance.seat_given")
        assert (given.object_id, given.user, given.data) == (str(first.pk), pair.administrator, {"reason": REASON})
        pair.undo(row)
        assert changed(before, everything()) == {}
        taken = ModelLogEntry.objects.get(action="attendance.seat_taken_back")
        assert (taken.object_id, taken.data) == (str(first.pk), {"merge": row.pk})

    def test_whoever_moved_up_and_was_marked_since_is_not_sent_back(self, pair: Pair, full: Session) -> None:
        first, _second = waiting(full)
        row = pair.merge()
        MarkFactory(registration=first, slot=full.slots.first(), status=MarkStatus.ABSENT)
        before = everything()
        with pytest.raises(ValidationError) as refusal:
            pair.undo(row)
        (error,) = refusal.value.error_list
        assert (error.code, error.params["number"]) == ("changed_since", first.pk)
        assert changed(before, everything()) == {}

    def test_whoever_moved_up_and_left_since_is_not_sent_back(self, pair: Pair, full: Session) -> None:
        first, second = waiting(full)
        row = pair.merge()
        withdraw_registration(first, actor=pair.administrator)
        assert status_of(second) == CONFIRMED
        with pytest.raises(ValidationError) as refusal:
            pair.undo(row)
        assert codes_of(refusal) == ["changed_since"]

    def test_a_seat_free_by_then_is_theirs(self, pair: Pair, full: Session) -> None:
        first, second = waiting(full)
        row = pair.merge()
        Session.objects.filter(pk=full.pk).update(capacity=3)
        pair.undo(row)
        assert [status_of(first), status_of(second), seats(full)] == [CONFIRMED, WAITING, 3]

    @pytest.mark.parametrize(
        "columns", [{"status": SessionStatus.HELD}, {"capacity": 3}], ids=["closed", "seats were free"]
    )
    def test_nobody_moves_up_where_a_withdrawal_moves_nobody(
        self, pair: Pair, full: Session, columns: dict[str, Any]
    ) -> None:
        first, _second = waiting(full)
        Session.objects.filter(pk=full.pk).update(**columns)
        before = everything()
        row = pair.merge()
        assert [status_of(first), seats(full)] == [WAITING, 1]
        pair.undo(row)
        assert changed(before, everything()) == {}

    def test_what_the_search_finds_since_stands_in_nobodys_way(self, pair: Pair) -> None:
        propose(pair)
        third = PersonFactory(given_name="Fatima-Zahra", family_name="Bennani", phone="+212600000001")
        find_duplicates()
        before = everything()
        row = pair.merge()
        find_duplicates()
        Person.objects.filter(pk=third.pk).update(phone="")
        assert pairs() == {(pair.kept.pk, pair.absorbed.pk), (pair.kept.pk, third.pk)}
        find_duplicates()
        Person.objects.filter(pk=third.pk).update(phone="+212600000001")
        pair.undo(row)
        find_duplicates()
        assert set(changed(before, everything())) <= {"people_duplicate"}
        assert pairs() == {
            (pair.kept.pk, pair.absorbed.pk), (pair.kept.pk, third.pk), (pair.absorbed.pk, third.pk),
        }  # fmt: skip

    def test_what_became_one_and_two_again_is_compared_at_once(
        self, pair: Pair, django_capture_on_commit_callbacks: Any
    ) -> None:
        third = PersonFactory(given_name="Hind", family_name="Kettani", phone="+212600000007")
        with django_capture_on_commit_callbacks(execute=True):
            Person.objects.filter(pk=pair.absorbed.pk).update(phone="+212600000007")
            row = pair.merge(fields={"phone": "absorbed"})
        assert pairs() == {(pair.kept.pk, third.pk)}
        with django_capture_on_commit_callbacks(execute=True):
            pair.undo(row)
        assert (pair.absorbed.pk, third.pk) in pairs()
        assert (pair.kept.pk, third.pk) not in pairs()

    def test_the_later_merge_first(self, pair: Pair) -> None:
        row = pair.merge()
        final = PersonFactory()
        later = services.merge(final, pair.kept, actor=pair.administrator, fields={}, reason=REASON)
        with pytest.raises(ValidationError) as refusal:
            pair.undo(row)
        assert codes_of(refusal) == ["merged_since"]
        pair.undo(later)
        pair.undo(row)
        assert Person.objects.filter(merged_into=None).count() == Person.objects.count()

    def test_account_used_since_still_goes_back(self, pair: Pair) -> None:
        user = UserFactory(person=pair.absorbed, learner=True)
        row = pair.merge()
        User.objects.filter(pk=user.pk).update(last_login=MOMENT)
        pair.undo(row)
        user.refresh_from_db()
        assert (user.person, user.last_login) == (pair.absorbed, MOMENT)

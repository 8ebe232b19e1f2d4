"""Undoing a merge: what goes back, and what stands in the way."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from attendance.enums import MarkStatus
from attendance.services.registration import register_person
from lms.people.enums import DuplicateState
from lms.people.merging import services
from lms.people.models import Person, User
from tests.factories import PersonFactory, SessionFactory, UserFactory

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


@pytest.fixture
def pair(db: None) -> Pair:
    return build_pair()


@pytest.fixture
def place(pair: Pair) -> Place:
    return build_place()


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

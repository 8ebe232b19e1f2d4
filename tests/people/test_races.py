"""Two people look after one record at the same moment. Each race is shown to exist without its lock, then lost."""

from __future__ import annotations

import datetime
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from lms.core import audit
from lms.people import roles, staff
from lms.people.accounts.closing import close_account
from lms.people.cards import issuing, opening
from lms.people.cards.issuing import IssuedCard
from lms.people.enums import OrganisationKind, Profession
from lms.people.merging import services as merging
from lms.people.models import Merge, Organisation, Person, SignInCard, User
from lms.people.structures import services as structures
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory
from tests.racing import at_once, names_of, take_locks_away, together

from .merging import REASON, build_pair

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)
ON = datetime.date(2026, 3, 2)
Span = tuple[datetime.date, datetime.date | None]
REFUSED = {"ValidationError", "PermissionDenied"}


def spans(person: Person, organisation: Organisation) -> list[Span]:
    rows = person.affiliations.filter(organisation=organisation).order_by("started_on", "pk")
    return list(rows.values_list("started_on", "ended_on"))


def overlap(days: list[Span]) -> bool:
    return any(end is None or end >= start for (_, end), (start, _) in pairwise(days))


class TestArrivals:
    """One colleague is recorded by two offices, a day apart."""

    def arrive_twice(self) -> list[Span]:
        person, unit = AffiliationFactory(started_on=ON - 99 * DAY).person, OrganisationFactory()
        arrive = partial(staff.record_arrival, person, unit, actor=None, profession=Profession.EDUCATOR)
        results = at_once(*(together(partial(arrive, started_on=day)) for day in (ON, ON + DAY)))
        assert names_of(results) == ["Affiliation", "Affiliation"]
        return spans(person, unit)

    def test_without_the_lock_they_are_there_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        take_locks_away(monkeypatch, staff, "_begin")
        assert overlap(self.arrive_twice())

    def test_with_it_no_day_counts_twice(self) -> None:
        assert not overlap(self.arrive_twice())


class TestDepartures:
    """Somebody leaves, says one; is a psychologist from Monday on, says the other."""

    def leave_and_change(self) -> tuple[list[str], list[Span]]:
        row = AffiliationFactory(started_on=ON - 99 * DAY)
        change = partial(staff.change_profession, row, actor=None, profession=Profession.PSYCHOLOGIST, on=ON)
        leave = partial(staff.record_departure, row, actor=None, last_day=ON + 10 * DAY)
        return names_of(at_once(together(leave), together(change))), spans(row.person, row.organisation)

    def test_without_the_lock_the_departure_is_accepted_and_lost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        take_locks_away(monkeypatch, staff, "_last_possible_day", "split_affiliation")
        answers, days = self.leave_and_change()
        assert (answers, days[-1][1]) == (["Affiliation", "Affiliation"], None)

    def test_with_it_what_was_accepted_stands(self) -> None:
        answers, days = self.leave_and_change()
        was_accepted = answers == ["Affiliation", "Affiliation"]
        assert days == [
            (ON - 99 * DAY, ON - DAY),
            (ON, ON + 10 * DAY if was_accepted else None),
        ]


class TestTransfers:
    def move(self, *units: Organisation) -> tuple[list[Any], Person]:
        row = AffiliationFactory(started_on=ON - 99 * DAY)
        go = partial(staff.transfer, row, actor=None, on=ON)
        return at_once(*(together(partial(go, unit)) for unit in units)), row.person

    def test_without_the_lock_a_button_pressed_twice_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        take_locks_away(monkeypatch, staff, "_require_cover")
        results, _person = self.move(*[OrganisationFactory()] * 2)
        assert "Affiliation" in names_of(results) != ["Affiliation", "Affiliation"]

    def test_with_it_both_are_answered_with_the_one_move(self) -> None:
        results, person = self.move(*[OrganisationFactory()] * 2)
        assert len({row.pk for row in results}) == 1
        assert person.affiliations.filter(ended_on=None).count() == 1

    def test_to_two_places_at_once_the_second_is_refused(self) -> None:
        results, person = self.move(OrganisationFactory(), OrganisationFactory())
        assert names_of(results) == ["Affiliation", "ValidationError"]
        assert person.affiliations.filter(ended_on=None).count() == 1


class TestManagement:
    """One hands the unit to another association; the other says that its association leaves a month later."""

    @pytest.fixture
    def unit(self) -> Organisation:
        unit = OrganisationFactory()
        first = OrganisationFactory(kind=OrganisationKind.ASSOCIATION)
        structures.change_management(unit, first, actor=None, on=ON - 99 * DAY)
        return unit

    def change_twice(self, unit: Organisation) -> tuple[list[str], list[Span]]:
        change = partial(structures.change_management, unit, actor=None)
        second = OrganisationFactory(kind=OrganisationKind.ASSOCIATION)
        results = at_once(
            together(partial(change, association=second, on=ON)),
            together(partial(change, association=None, on=ON + 30 * DAY)),
        )
        return names_of(results), list(unit.managements.order_by("started_on").values_list("started_on", "ended_on"))

    def test_without_the_lock_both_are_accepted_and_one_is_lost(
        self, monkeypatch: pytest.MonkeyPatch, unit: Organisation
    ) -> None:
        take_locks_away(monkeypatch, structures, "_check_change")
        answers, days = self.change_twice(unit)
        assert (answers, days[-1]) == (["Management", "NoneType"], (ON, None))

    def test_with_it_they_follow_one_another_or_one_is_refused(self, unit: Organisation) -> None:
        assert self.change_twice(unit) in (
            (["Management", "NoneType"], [(ON - 99 * DAY, ON - DAY), (ON, ON + 29 * DAY)]),
            (["NoneType", "ValidationError"], [(ON - 99 * DAY, ON + 29 * DAY)]),
        )


class TestClosing:
    """A unit closes while somebody is recorded as arriving there, or as changing profession."""

    def close(self, unit: Organisation) -> Any:
        return partial(structures.close_organisation, unit, actor=None, last_day=ON)

    def test_nobody_arrives_at_what_was_closed_a_moment_ago(self) -> None:
        """The page of the arrival had read the unit before it was closed."""
        unit, person = OrganisationFactory(), PersonFactory()
        self.close(unit)()
        assert unit.closed_on is None
        arrive = partial(staff.record_arrival, person, unit, actor=None, profession=Profession.EDUCATOR)
        with pytest.raises(ValidationError):
            arrive(started_on=ON + DAY)
        assert arrive(started_on=ON - DAY).ended_on == ON

    def test_at_one_moment_nobody_stays_behind(self) -> None:
        unit, person = OrganisationFactory(), PersonFactory()
        arrive = partial(staff.record_arrival, person, unit, actor=None, profession=Profession.EDUCATOR)
        at_once(together(partial(arrive, started_on=ON)), together(self.close(unit)))
        assert Organisation.objects.get(pk=unit.pk).closed_on == ON
        assert not unit.affiliations.filter(ended_on=None).exists()

    def test_it_and_an_act_on_the_staff_do_not_wait_for_each_other_for_ever(self) -> None:
        unit = OrganisationFactory()
        rows = [AffiliationFactory(organisation=unit, started_on=ON - 99 * DAY) for _ in range(3)]
        change = partial(staff.change_profession, actor=None, profession=Profession.PSYCHOLOGIST, on=ON)
        results = at_once(*(together(partial(change, row)) for row in rows), together(self.close(unit)))
        assert set(names_of(results)) == {"Affiliation", "Organisation"}
        assert not unit.affiliations.filter(ended_on=None).exists()


class TestTwoAdministratorsRemain:
    """Three of them, each ending the next one at one moment: two ends would leave one."""

    def end(self, actor: User, other: User) -> Any:
        return roles.end_role_grant(other.role_grants.get(), actor=actor)

    def close(self, actor: User, other: User) -> Any:
        return close_account(other, actor=actor, reason="essai")

    def turn_on_each_other(self, way: str) -> list[str]:
        three = [UserFactory(administrator=True) for _ in range(3)]
        act = getattr(self, way)
        pairs = [(three[number], three[(number + 1) % 3]) for number in range(3)]
        return names_of(at_once(*(together(partial(act, actor, other)) for actor, other in pairs)))

    @pytest.mark.parametrize("way", ["end", "close"])
    def test_without_the_lock_none_remains(self, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
        take_locks_away(monkeypatch, audit, "record", threads=3)
        assert not REFUSED & set(self.turn_on_each_other(way))

    @pytest.mark.parametrize("way", ["end", "close"])
    def test_with_it_exactly_one_goes(self, way: str) -> None:
        assert len([name for name in self.turn_on_each_other(way) if name in REFUSED]) == 2


class TestCards:
    """A card is photographed and used by two; two coordinators print one for the same person."""

    @pytest.fixture
    def unit(self) -> Organisation:
        return OrganisationFactory()

    @pytest.fixture
    def coordinators(self, unit: Organisation) -> list[User]:
        return [UserFactory(coordinates=unit) for _ in range(2)]

    def use_twice(self, issued: IssuedCard) -> list[str]:
        passwords = ("premier-mot-de-passe", "second-mot-de-passe")
        return names_of(
            at_once(*(together(partial(opening.use_card, issued.code, password=word)) for word in passwords))
        )

    @pytest.fixture
    def recovery(self, unit: Organisation, coordinators: list[User]) -> IssuedCard:
        learner = UserFactory(learner=True)
        AffiliationFactory(person=learner.person, organisation=unit)
        return issuing.issue_recovery_card(learner.person, actor=coordinators[0])

    def test_without_the_lock_both_set_a_password(self, monkeypatch: pytest.MonkeyPatch, recovery: IssuedCard) -> None:
        take_locks_away(monkeypatch, opening, "_recover")
        assert self.use_twice(recovery) == ["User", "User"]

    def test_with_it_one_does(self, recovery: IssuedCard) -> None:
        assert self.use_twice(recovery) == ["CardUnusable", "User"]

    def test_a_first_card_opens_one_account(self, unit: Organisation, coordinators: list[User]) -> None:
        newcomer = AffiliationFactory(organisation=unit).person
        issued = issuing.issue_card(newcomer, actor=coordinators[0], organisation=unit)
        assert self.use_twice(issued) == ["CardUnusable", "User"]
        assert User.objects.filter(person=newcomer).count() == 1

    def print_twice(self, unit: Organisation, coordinators: list[User]) -> tuple[list[str], Person]:
        person = AffiliationFactory(organisation=unit).person
        printing = partial(issuing.issue_card, person, organisation=unit)
        return names_of(at_once(*(together(partial(printing, actor=actor)) for actor in coordinators))), person

    def test_without_the_lock_one_of_two_printers_fails(
        self, monkeypatch: pytest.MonkeyPatch, unit: Organisation, coordinators: list[User]
    ) -> None:
        take_locks_away(monkeypatch, issuing, "invite_on_paper")
        assert self.print_twice(unit, coordinators)[0] == ["IntegrityError", "IssuedCard"]

    def test_with_it_both_print_and_the_later_card_is_good(self, unit: Organisation, coordinators: list[User]) -> None:
        answers, person = self.print_twice(unit, coordinators)
        assert answers == ["IssuedCard", "IssuedCard"]
        assert SignInCard.objects.filter(person=person).open().count() == 1


class TestMerges:
    def each_into_the_other(self) -> tuple[list[str], int]:
        pair = build_pair()
        merge = partial(merging.merge, actor=pair.administrator, fields={}, reason=REASON)
        one, other = pair.both
        results = at_once(together(partial(merge, one, other)), together(partial(merge, other, one)))
        return names_of(results), Person.objects.current().filter(pk__in=[one.pk, other.pk]).count()

    def test_without_the_lock_each_disappears_or_one_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Which of the two depends on who is faster."""
        take_locks_away(monkeypatch, merging, "_merge")
        answers, left = self.each_into_the_other()
        assert left == 0 or answers != ["Merge", "ValidationError"]

    def test_with_it_one_of_them_is_kept(self) -> None:
        assert self.each_into_the_other() == (["Merge", "ValidationError"], 1)

    def test_of_many_merges_of_one_record_one_happens(self) -> None:
        pair = build_pair()
        merge = partial(merging.merge, actor=pair.administrator, fields={}, reason=REASON)
        results = at_once(
            *(together(partial(merge, kept, pair.absorbed)) for kept in (pair.kept, *PersonFactory.create_batch(3)))
        )
        assert names_of(results) == ["Merge", *["ValidationError"] * 3]
        assert Merge.objects.count() == 1

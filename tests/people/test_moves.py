"""Moves of staff: each is one act that keeps the past as it was, once, by those who look after both ends."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from lms.people.affiliations import affiliation_on
from lms.people.models import Affiliation
from lms.people.permissions import can_invite, can_manage_people_of, managed_organisations
from lms.people.staff import change_profession, make_main, record_arrival, record_departure, transfer
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, grant, province

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ON = datetime.date(2026, 3, 2)


@pytest.fixture
def first():
    return OrganisationFactory(name_fr="Première")


@pytest.fixture
def second():
    return OrganisationFactory(name_fr="Seconde")


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def spans(person, organisation):
    rows = Affiliation.objects.filter(person=person, organisation=organisation).order_by("started_on")
    return [(row.started_on, row.ended_on, row.is_primary) for row in rows]


class TestWhoMayManage:
    @pytest.fixture
    def places(self):
        return {code: OrganisationFactory(province=province(code)) for code in ("08.201", "08.401", "04.421")}

    def reached(self, user):
        return set(managed_organisations(user))

    def test_a_provincial_coordinator_manages_the_province(self, places):
        user = UserFactory()
        grant(user, "territorial_coordinator", province=province("08.201"))
        assert self.reached(user) == {places["08.201"]}

    def test_a_regional_coordinator_manages_the_region(self, places):
        user = UserFactory()
        grant(user, "territorial_coordinator", region=province("08.201").region)
        assert self.reached(user) == {places["08.201"], places["08.401"]}

    def test_a_coordinator_manages_his_own(self, places):
        assert self.reached(UserFactory(coordinates=places["04.421"])) == {places["04.421"]}

    def test_an_administrator_manages_all(self, places, administrator):
        assert self.reached(administrator) == set(places.values())

    @pytest.mark.parametrize("role", ["learner", "trainer", "content_editor", "ministry_officer", "auditor"])
    def test_others_manage_none(self, places, role):
        user = UserFactory(with_role=role)
        assert self.reached(user) == set()
        assert not can_manage_people_of(user, places["04.421"])

    def test_a_territorial_coordinator_invites_learners_of_the_territory(self, places):
        user = UserFactory()
        grant(user, "territorial_coordinator", province=province("08.201"))
        invited = {code for code, place in places.items() if can_invite(user, role="learner", organisation=place)}
        assert invited == {"08.201"}

    def test_an_ended_grant_manages_none(self, places):
        user = UserFactory()
        row = grant(user, "territorial_coordinator", province=province("08.201"))
        row.ends_on = ON - DAY
        row.save()
        user = type(user).objects.get(pk=user.pk)
        assert self.reached(user) == set()


class TestTransfer:
    def test_one_ends_the_other_begins_and_the_main_place_moves(self, first, second, administrator):
        row = AffiliationFactory(organisation=first, profession="educator", engagement="volunteer")
        moved = transfer(row, second, actor=administrator, on=ON, reason="nearer home")
        assert spans(row.person, first) == [(row.started_on, ON - DAY, True)]
        assert spans(row.person, second) == [(ON, None, True)]
        assert (moved.profession, moved.engagement) == ("educator", "volunteer")
        rows = row.person.affiliations.select_related("organisation")
        assert [affiliation_on(rows, day).organisation for day in (ON - DAY, ON)] == [first, second]
        entry = ModelLogEntry.objects.get(action="people.transfer")
        assert (entry.user, entry.data) == (
            administrator, {"reason": "nearer home", "on": "2026-03-02", "from_affiliation": row.pk},
        )  # fmt: skip

    def test_sent_twice_it_is_one(self, first, second, administrator):
        row = AffiliationFactory(organisation=first)
        moved = {transfer(row, second, actor=administrator, on=ON).pk for _ in range(2)}
        assert len(moved) == 1
        assert Affiliation.objects.count() == 2
        assert ModelLogEntry.objects.filter(action="people.transfer").count() == 1

    def test_it_is_never_lost_half_way(self, first, second, administrator):
        row = AffiliationFactory(organisation=first)
        second.closed_on = ON - DAY
        second.save()
        with pytest.raises(ValidationError) as refused:
            transfer(row, second, actor=administrator, on=ON)
        assert set(refused.value.error_dict) == {"on"}
        row.refresh_from_db()
        assert row.ended_on is None
        assert spans(row.person, second) == []

    def test_to_where_the_person_is_also(self, first, second, administrator):
        row = AffiliationFactory(organisation=first)
        AffiliationFactory(organisation=second, person=row.person, is_primary=False)
        transfer(row, second, actor=administrator, on=ON)
        assert spans(row.person, first) == [(row.started_on, ON - DAY, True)]
        assert spans(row.person, second) == [(row.started_on, ON - DAY, False), (ON, None, True)]

    @pytest.mark.parametrize("day", [datetime.date(2015, 1, 1), datetime.date(2014, 12, 31)])
    def test_not_before_the_second_day(self, first, second, administrator, day):
        row = AffiliationFactory(organisation=first, started_on=datetime.date(2015, 1, 1))
        with pytest.raises(ValidationError):
            transfer(row, second, actor=administrator, on=day)
        assert Affiliation.objects.get() == row

    def test_not_long_after_the_person_left(self, first, second, administrator):
        row = AffiliationFactory(organisation=first, ended=True)
        with pytest.raises(ValidationError):
            transfer(row, second, actor=administrator, on=ON)

    def test_not_to_the_same_organisation(self, first, administrator):
        with pytest.raises(ValidationError):
            transfer(AffiliationFactory(organisation=first), first, actor=administrator, on=ON)

    def test_only_between_ones_own_organisations(self, first, second):
        row = AffiliationFactory(organisation=first)
        for mine in (first, second):
            with pytest.raises(PermissionDenied):
                transfer(row, second, actor=UserFactory(coordinates=mine), on=ON)
        both = UserFactory(coordinates=first)
        grant(both, "upe_coordinator", organisation=second)
        assert transfer(row, second, actor=both, on=ON).organisation == second


class TestProfession:
    def test_it_changes_from_the_day_on(self, first, administrator):
        row = AffiliationFactory(organisation=first, profession="educator")
        changed = change_profession(row, actor=administrator, profession="director", on=ON)
        assert spans(row.person, first) == [(row.started_on, ON - DAY, True), (ON, None, True)]
        row.refresh_from_db()
        assert (row.profession, changed.profession) == ("educator", "director")

    def test_sent_twice_it_is_one(self, first, administrator):
        row = AffiliationFactory(organisation=first)
        for _ in range(2):
            change_profession(row, actor=administrator, profession="director", on=ON)
        assert Affiliation.objects.count() == 2
        assert ModelLogEntry.objects.filter(action="people.profession_changed").count() == 1

    def test_on_the_first_day_it_is_a_correction(self, first, administrator):
        row = AffiliationFactory(organisation=first, started_on=ON)
        change_profession(row, actor=administrator, profession="director", on=ON)
        assert Affiliation.objects.get().profession == "director"

    def test_not_outside_the_stay(self, first, administrator):
        row = AffiliationFactory(organisation=first, ended=True)
        with pytest.raises(ValidationError):
            change_profession(row, actor=administrator, profession="director", on=ON)

    def test_not_elsewhere(self, first):
        with pytest.raises(PermissionDenied):
            change_profession(AffiliationFactory(), actor=UserFactory(coordinates=first), profession="director", on=ON)


class TestMainOrganisation:
    def test_it_moves_on_the_day_and_the_past_stays(self, first, second, administrator):
        main = AffiliationFactory(organisation=first)
        other = AffiliationFactory(organisation=second, person=main.person, is_primary=False)
        for _ in range(2):
            make_main(other, actor=administrator, on=ON)
        assert spans(main.person, first) == [(main.started_on, ON - DAY, True), (ON, None, False)]
        assert spans(main.person, second) == [(main.started_on, ON - DAY, False), (ON, None, True)]
        rows = main.person.affiliations.select_related("organisation")
        assert [affiliation_on(rows, day).organisation for day in (ON - DAY, ON)] == [first, second]
        assert ModelLogEntry.objects.filter(action="people.main_changed").count() == 1

    def test_both_organisations_must_be_ones_own(self, first, second):
        main = AffiliationFactory(organisation=first)
        other = AffiliationFactory(organisation=second, person=main.person, is_primary=False)
        with pytest.raises(PermissionDenied):
            make_main(other, actor=UserFactory(coordinates=second), on=ON)
        assert spans(main.person, first) == [(main.started_on, None, True)]


class TestTheEndsOfAStay:
    def test_nobody_arrives_at_a_closed_organisation(self, administrator):
        closed = OrganisationFactory(closed_on=ON - DAY)
        with pytest.raises(ValidationError):
            record_arrival(PersonFactory(), closed, actor=administrator, profession="educator", started_on=ON)

    def test_a_stay_ends_with_the_organisation(self, administrator):
        closed = OrganisationFactory(closed_on=ON)
        row = record_arrival(PersonFactory(), closed, actor=administrator, profession="educator", started_on=ON - DAY)
        assert row.ended_on == ON

    def test_a_stay_typed_in_late_ends_before_the_known_one(self, first, administrator):
        known = AffiliationFactory(organisation=first, started_on=ON)
        row = record_arrival(known.person, first, actor=administrator, profession="educator", started_on=ON - 30 * DAY)
        assert (row.ended_on, row.is_primary) == (ON - DAY, False)

    def test_a_departure_does_not_run_into_the_next_stay(self, first, administrator):
        row = AffiliationFactory(organisation=first, ended_on=ON - 30 * DAY)
        AffiliationFactory(organisation=first, person=row.person, started_on=ON)
        with pytest.raises(ValidationError):
            record_departure(row, actor=administrator, last_day=ON)
        assert record_departure(row, actor=administrator, last_day=ON - DAY).ended_on == ON - DAY

    def test_an_announced_departure_leaves_the_main_place_until_then(self, first, second, administrator):
        row = record_departure(AffiliationFactory(organisation=first), actor=administrator, last_day=ON)
        during = record_arrival(row.person, second, actor=administrator, profession="educator", started_on=ON)
        assert not during.is_primary
        after = record_arrival(
            row.person, OrganisationFactory(), actor=administrator, profession="educator", started_on=ON + DAY
        )
        assert after.is_primary

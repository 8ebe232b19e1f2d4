"""Arrivals and departures are recorded once, by those who look after the organisation."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.people.enums import Engagement, Profession
from lms.people.models import Affiliation, Person
from lms.people.staff import correct_affiliation, create_person, record_arrival, record_departure
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
NAME = {"given_name": "Nadia", "family_name": "Ait Ali"}


@pytest.fixture
def upe():
    return OrganisationFactory()


@pytest.fixture
def coordinator(upe):
    return UserFactory(coordinates=upe)


class TestPersons:
    def test_values_are_stored_in_their_one_form(self, coordinator):
        person = create_person(
            actor=coordinator, given_name="  Nadia\u00a0", family_name="Aït\u200f  Ali", phone="06 11-22 33 44",
            email=" Nadia@Example.ORG ",
        )  # fmt: skip
        person.refresh_from_db()
        assert (person.given_name, person.family_name) == ("Nadia", "Aït Ali")
        assert (person.phone, person.email) == ("+212611223344", "nadia@example.org")
        assert person.search_text == "nadia ait ali"
        assert ModelLogEntry.objects.get(action="people.person_recorded").user == coordinator

    @pytest.mark.parametrize(
        "names",
        [NAME, {"given_name_ar": "نادية", "family_name_ar": "آيت علي"}, {"given_name": "Ḥ", "family_name": "D'"}],
    )
    def test_one_alphabet_is_enough(self, names):
        assert create_person(actor=None, **names).pk

    @pytest.mark.parametrize(
        "facts",
        [
            {},
            {"given_name": "Nadia"},
            {"given_name": "Nadia", "family_name_ar": "علي"},
            {"given_name": "AB 123456", "family_name": "Ali"},
            NAME | {"phone": "123"},
            NAME | {"email": "nadia"},
            NAME | {"sex": "x"},
            NAME | {"given_name": "N" * 81},
        ],
    )
    def test_what_is_no_person_is_refused(self, facts):
        with pytest.raises(ValidationError):
            create_person(actor=None, **facts)
        assert not Person.objects.exists()


class TestArrivals:
    def test_an_arrival_is_recorded_and_logged(self, upe, coordinator):
        person = PersonFactory()
        row = record_arrival(person, upe, actor=coordinator, profession=Profession.PSYCHOLOGIST)
        assert (row.person, row.organisation, row.profession) == (person, upe, "psychologist")
        assert (row.engagement, row.started_on, row.ended_on, row.is_primary) == (
            Engagement.PAID, timezone.localdate(), None, True,
        )  # fmt: skip
        assert ModelLogEntry.objects.get(action="people.arrival").user == coordinator

    def test_the_same_arrival_twice_is_one(self, upe, coordinator):
        person = PersonFactory()
        rows = {record_arrival(person, upe, actor=coordinator, profession="educator").pk for _ in range(2)}
        assert len(rows) == 1
        assert ModelLogEntry.objects.filter(action="people.arrival").count() == 1

    def test_a_second_organisation_is_not_the_main_one(self, upe):
        person = AffiliationFactory().person
        assert not record_arrival(person, upe, actor=None, profession="educator").is_primary

    def test_after_leaving_the_next_one_is_the_main_one(self, upe):
        person = AffiliationFactory(ended=True).person
        assert record_arrival(person, upe, actor=None, profession="educator").is_primary

    def test_coming_back_is_a_new_affiliation(self, upe):
        person = AffiliationFactory(organisation=upe, ended=True).person
        record_arrival(person, upe, actor=None, profession="educator")
        assert person.affiliations.count() == 2

    def test_only_into_ones_own_organisation(self, coordinator):
        with pytest.raises(PermissionDenied):
            record_arrival(PersonFactory(), OrganisationFactory(), actor=coordinator, profession="educator")
        assert Affiliation.objects.count() == 1  # the coordinator's own

    def test_an_administrator_into_any(self, upe):
        assert record_arrival(PersonFactory(), upe, actor=UserFactory(administrator=True), profession="educator").pk


class TestDepartures:
    def test_the_last_day_is_today_by_default(self, upe, coordinator):
        row = record_departure(AffiliationFactory(organisation=upe), actor=coordinator, reason="retired")
        assert row.ended_on == timezone.localdate()
        entry = ModelLogEntry.objects.get(action="people.departure")
        assert (entry.user, entry.data["reason"]) == (coordinator, "retired")

    def test_twice_is_once(self, upe, coordinator):
        row = AffiliationFactory(organisation=upe)
        for _ in range(2):
            record_departure(row, actor=coordinator)
        assert ModelLogEntry.objects.filter(action="people.departure").count() == 1

    def test_not_before_the_first_day(self, upe, coordinator):
        row = AffiliationFactory(organisation=upe, started_on=datetime.date(2026, 3, 2))
        with pytest.raises(ValidationError):
            record_departure(row, actor=coordinator, last_day=datetime.date(2026, 3, 1))
        record_departure(row, actor=coordinator, last_day=datetime.date(2026, 3, 2))

    def test_not_from_another_organisation(self, coordinator):
        with pytest.raises(PermissionDenied):
            record_departure(AffiliationFactory(), actor=coordinator)


class TestCorrections:
    """What was recorded wrongly is mended with a reason, by the rules of a new affiliation."""

    DAY = datetime.date(2026, 3, 2)

    @pytest.fixture
    def row(self, upe):
        return AffiliationFactory(organisation=upe, started_on=self.DAY, ended_on=None)

    def correct(self, row, actor=None, reason="Faute de frappe", **facts):
        return correct_affiliation(row, actor=actor, reason=reason, **facts)

    def test_it_says_what_it_was_before(self, row, coordinator):
        for _time in range(2):
            self.correct(row, coordinator, started_on=datetime.date(2025, 3, 2), profession=Profession.LISTENER)
        row.refresh_from_db()
        assert (row.started_on, row.profession) == (datetime.date(2025, 3, 2), Profession.LISTENER)
        entry = ModelLogEntry.objects.get(action="people.affiliation_corrected")
        assert (entry.user, entry.data["reason"]) == (coordinator, "Faute de frappe")
        assert (entry.data["changed"], entry.data["started_on_before"]) == ("profession started_on", "2026-03-02")

    def test_not_without_a_reason_nor_elsewhere(self, row, coordinator):
        with pytest.raises(ValidationError) as refusal:
            self.correct(row, coordinator, reason=" ", ended_on=self.DAY)
        assert set(refusal.value.message_dict) == {"reason"}
        with pytest.raises(PermissionDenied):
            self.correct(AffiliationFactory(), coordinator, ended_on=self.DAY)
        with pytest.raises(TypeError):
            self.correct(row, coordinator, person=PersonFactory())

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"started_on": datetime.date(2025, 6, 30)}, "started_on"),
            ({"started_on": datetime.date(2024, 12, 31), "ended_on": datetime.date(2025, 1, 1)}, "started_on"),
            ({"ended_on": datetime.date(2026, 3, 1)}, "__all__"),
            ({"ended_on": datetime.date(2027, 1, 1)}, "ended_on"),
        ],
    )
    def test_days_overlap_no_other_stay_there_and_stay_within_the_organisation(self, upe, facts, field):
        upe.closed_on = datetime.date(2026, 12, 31)
        upe.save()
        row = AffiliationFactory(organisation=upe, started_on=self.DAY, ended_on=datetime.date(2026, 12, 31))
        AffiliationFactory(
            organisation=upe, person=row.person, started_on=datetime.date(2025, 1, 1),
            ended_on=datetime.date(2025, 6, 30), is_primary=False,
        )  # fmt: skip
        with pytest.raises(ValidationError) as refusal:
            self.correct(row, **facts)
        assert set(refusal.value.message_dict) == {field}
        assert self.correct(row, started_on=datetime.date(2025, 7, 1)).started_on == datetime.date(2025, 7, 1)

    def test_one_main_organisation_at_a_time(self, row):
        other = AffiliationFactory(person=row.person, started_on=self.DAY, is_primary=False)
        with pytest.raises(ValidationError):
            self.correct(other, is_primary=True)
        over = AffiliationFactory(
            person=row.person, started_on=datetime.date(2025, 1, 1), ended_on=datetime.date(2026, 3, 1)
        )
        with pytest.raises(ValidationError) as refusal:
            self.correct(over, ended_on=self.DAY)
        assert set(refusal.value.message_dict) == {"is_primary"}

"""Arrivals and departures are recorded once, by those who look after the organisation."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.people.enums import Engagement, Profession
from lms.people.models import Affiliation, Person
from lms.people.staff import create_person, record_arrival, record_departure
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

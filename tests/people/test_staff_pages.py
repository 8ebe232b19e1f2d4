"""The page of a person and the forms of what happens to staff."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.people.models import Affiliation, Person
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, grant

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ACTS = ("departure", "transfer", "profession", "main")


def today():
    return timezone.localdate()


@pytest.fixture
def upe():
    return OrganisationFactory()


@pytest.fixture
def coordinator(client, upe):
    user = UserFactory(coordinates=upe)
    client.force_login(user)
    return user


def page(person):
    return reverse("organisation-person", args=[person.uuid])


def act(name, affiliation):
    return reverse(f"affiliation-{name}", args=[affiliation.pk])


class TestAPerson:
    def test_both_scripts_places_and_account(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe, person__phone="+212611223344")
        response = client.get(page(row.person))
        text = response.content.decode()
        for shown in (row.person.latin_name, row.person.arabic_name, "+212611223344", row.person.email):
            assert shown in text
        assert [entry["affiliation"] for entry in response.context["affiliations"]] == [row]

    def test_places_outside_ones_scope_are_not_told(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe)
        AffiliationFactory(person=row.person, is_primary=False, organisation__name_fr="UPE CANARI")
        assert "CANARI" not in client.get(page(row.person)).content.decode()

    def test_those_who_left_stay_readable_and_strangers_are_not_found(self, client, coordinator, upe):
        assert client.get(page(AffiliationFactory(organisation=upe, ended=True).person)).status_code == 200
        assert client.get(page(AffiliationFactory().person)).status_code == 404

    def test_one_reads_oneself(self, client):
        user = UserFactory(learner=True)
        client.force_login(user)
        response = client.get(page(user.person))
        assert response.status_code == 200
        assert not response.context["manages"]
        assert client.get(page(PersonFactory())).status_code == 404

    def test_a_reader_sees_neither_phone_nor_acts(self, client, upe):
        row = AffiliationFactory(organisation=upe, person__phone="+212611223344")
        client.force_login(UserFactory(auditor=True))
        text = client.get(page(row.person)).content.decode()
        assert "+212611223344" not in text
        assert row.person.email not in text
        assert act("departure", row) not in text

    def test_a_merged_record_leads_to_the_kept_one(self, client, coordinator, upe):
        kept = AffiliationFactory(organisation=upe).person
        absorbed = PersonFactory(merged_into=kept)
        assert client.get(page(absorbed)).url == page(kept)
        assert client.get(page(PersonFactory(merged_into=PersonFactory()))).status_code == 404

    def test_what_was_recorded_is_told_with_its_reason(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe)
        client.post(act("departure", row), {"last_day": today(), "reason": "end of contract"})
        response = client.get(page(row.person))
        assert [entry.action for entry in response.context["acts"]] == ["people.departure"]
        assert "end of contract" in response.content.decode()

    def test_number_of_queries_does_not_grow(self, client, coordinator, upe):
        def queries():
            client.get(page(row.person))
            with CaptureQueriesContext(connection) as captured:
                client.get(page(row.person))
            return len(captured)

        row = AffiliationFactory(organisation=upe, ended=True)
        few = queries()
        for year in (2021, 2022):
            AffiliationFactory(
                organisation=upe, person=row.person, started_on=datetime.date(year, 1, 1),
                ended_on=datetime.date(year, 2, 1),
            )  # fmt: skip
        assert queries() == few


class TestActs:
    def test_a_departure(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe)
        response = client.post(act("departure", row), {"last_day": today() + 9 * DAY, "reason": "moves away"})
        assert (response.status_code, response.url) == (302, page(row.person))
        row.refresh_from_db()
        assert row.ended_on == today() + 9 * DAY

    def test_a_move_between_ones_two_units(self, client, coordinator, upe):
        second = OrganisationFactory()
        grant(coordinator, "upe_coordinator", organisation=second)
        row = AffiliationFactory(organisation=upe)
        response = client.post(act("transfer", row), {"organisation": second.pk, "on": today(), "reason": "help"})
        assert response.status_code == 302
        places = row.person.affiliations.order_by("started_on").values_list("organisation", "ended_on")
        assert list(places) == [(upe.pk, today() - DAY), (second.pk, None)]

    def test_an_organisation_of_others_cannot_be_slipped_in(self, client, coordinator, upe):
        row, other = AffiliationFactory(organisation=upe), OrganisationFactory()
        data = {"organisation": other.pk, "on": today(), "reason": "x"}
        response = client.post(act("transfer", row), data)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"organisation"})
        assert Affiliation.objects.get(person=row.person).organisation == upe

    def test_a_change_of_profession(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe, profession="educator")
        client.post(act("profession", row), {"profession": "director", "on": today(), "reason": "named"})
        rows = row.person.affiliations.order_by("started_on").values_list("profession", "engagement")
        assert list(rows) == [("educator", "paid"), ("director", "paid")]

    def test_a_main_organisation_needs_both(self, client, coordinator, upe):
        main = AffiliationFactory()
        row = AffiliationFactory(organisation=upe, person=main.person, is_primary=False)
        response = client.post(act("main", row), {"on": today(), "reason": "x"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"__all__"})
        grant(coordinator, "upe_coordinator", organisation=main.organisation)
        assert client.post(act("main", row), {"on": today(), "reason": "x"}).status_code == 302
        rows = Affiliation.objects.filter(person=main.person, is_primary=True).active_on(today())
        assert [row.organisation for row in rows] == [upe]

    @pytest.mark.parametrize("name", ACTS)
    def test_only_at_ones_own_organisation(self, client, coordinator, name):
        row = AffiliationFactory()
        for response in (client.get(act(name, row)), client.post(act(name, row), {})):
            assert response.status_code == 404
        client.force_login(UserFactory(auditor=True))
        assert client.get(act(name, row)).status_code == 404

    @pytest.mark.parametrize("name", ACTS)
    def test_each_form_opens_and_asks_for_day_and_reason(self, client, coordinator, upe, name):
        row = AffiliationFactory(organisation=upe)
        assert client.get(act(name, row)).status_code == 200
        response = client.post(act(name, row), {})
        assert response.status_code == 422
        assert {"last_day" if name == "departure" else "on", "reason"} <= set(response.context["form"].errors)
        row.refresh_from_db()
        assert row.ended_on is None

    @pytest.mark.parametrize(
        ("name", "field", "value"),
        [
            ("departure", "last_day", "2099-01-01"),
            ("departure", "last_day", "1980-01-01"),
            ("departure", "last_day", "31/02/2026"),
            ("departure", "last_day", "2014-12-31"),
            ("departure", "reason", "AB123456"),
            ("departure", "reason", "x" * 201),
            ("profession", "profession", "roi"),
            ("profession", "on", "2099-01-01"),
            ("profession", "on", "2014-12-31"),
            ("transfer", "organisation", "x"),
            ("transfer", "organisation", "9" * 30),
            ("main", "on", "2014-12-31"),
        ],
    )
    def test_a_bad_value_is_an_error_beside_its_field(self, client, upe, name, field, value):
        coordinator = UserFactory(coordinates=upe)
        client.force_login(coordinator)
        second = OrganisationFactory()
        grant(coordinator, "upe_coordinator", organisation=second)
        row = AffiliationFactory(organisation=upe, is_primary=name != "main")
        good = {"last_day": today(), "on": today(), "reason": "x", "profession": "director", "organisation": second.pk}
        response = client.post(act(name, row), {**good, field: value})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {field}
        text = response.content.decode()
        assert f'id="id_{field}_error"' in text
        assert Affiliation.objects.filter(person=row.person).count() == 1


class TestArrivals:
    def test_somebody_who_left_comes_back(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe, ended=True, profession="psychologist")
        address = f"{reverse('person-arrival', args=[row.person.uuid])}?organisation={upe.uuid}"
        form = client.get(address).context["form"]
        assert (form["organisation"].value(), form["profession"].value()) == (upe.pk, "psychologist")
        data = {
            "organisation": upe.pk, "profession": "psychologist", "engagement": "paid", "started_on": today(),
            "reason": "back",
        }  # fmt: skip
        for _ in range(2):
            assert client.post(address, data).status_code == 302
        spans = row.person.affiliations.order_by("started_on").values_list("started_on", "ended_on")
        assert list(spans) == [(row.started_on, row.ended_on), (today(), None)]

    def test_bad_input_keeps_what_was_typed(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe, ended=True)
        address = reverse("person-arrival", args=[row.person.uuid])
        response = client.post(address, {"organisation": OrganisationFactory().pk, "reason": "back again"})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"organisation", "profession", "engagement", "started_on"}
        assert "back again" in response.content.decode()

    def test_not_for_strangers_nor_by_readers(self, client, coordinator, upe):
        row = AffiliationFactory(organisation=upe)
        assert client.get(reverse("person-arrival", args=[PersonFactory().uuid])).status_code == 404
        client.force_login(UserFactory(auditor=True))
        assert client.get(reverse("person-arrival", args=[row.person.uuid])).status_code == 404


class TestNewcomers:
    DATA = {
        "given_name": "Nadia", "family_name": "Ait Ali", "given_name_ar": "نادية", "family_name_ar": "آيت علي",
        "sex": "female", "profession": "educator", "engagement": "volunteer", "started_on": "2026-01-05",
        "language": "ar", "reason": "",
    }  # fmt: skip

    def test_person_and_place_are_recorded_together_without_an_address(self, client, coordinator, upe):
        response = client.post(reverse("organisation-newcomer", args=[upe.uuid]), self.DATA)
        person = Person.objects.get(given_name="Nadia")
        assert (response.status_code, response.url) == (302, page(person))
        row = person.affiliations.get()
        assert (row.organisation, row.profession, row.engagement, row.started_on) == (
            upe, "educator", "volunteer", datetime.date(2026, 1, 5),
        )  # fmt: skip

    def test_twice_shows_the_first_one(self, client, coordinator, upe):
        address = reverse("organisation-newcomer", args=[upe.uuid])
        client.post(address, self.DATA)
        response = client.post(address, self.DATA)
        assert [person.given_name for person, _reasons in response.context["form"].lookalikes] == ["Nadia"]
        assert Person.objects.filter(given_name="Nadia").count() == 1
        assert client.post(address, self.DATA | {"confirmed": "on"}).status_code == 302

    def test_all_of_it_or_nothing(self, client, coordinator, upe):
        upe.closed_on = datetime.date(2025, 12, 31)
        upe.save()
        response = client.post(reverse("organisation-newcomer", args=[upe.uuid]), self.DATA)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"started_on"})
        assert not Person.objects.filter(given_name="Nadia").exists()

    def test_only_at_ones_own_organisation(self, client, coordinator):
        address = reverse("organisation-newcomer", args=[OrganisationFactory().uuid])
        assert client.get(address).status_code == 404
        assert client.post(address, self.DATA).status_code == 404
        assert not Person.objects.filter(given_name="Nadia").exists()

"""The page of a coordinator: the team, who can sign in, and inviting a colleague."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.people.enums import InvitationState, Profession
from lms.people.models import Affiliation, Invitation, Person
from lms.people.structures import trainings
from tests.factories import (
    AffiliationFactory,
    InvitationFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    grant,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def upe():
    return OrganisationFactory(name_fr="UPE de Rabat")


@pytest.fixture
def coordinator(upe, client):
    user = UserFactory(coordinates=upe)
    client.force_login(user)
    return user


def newcomer(**other):
    return {
        "given_name": "Nadia", "family_name": "Ait Ali", "given_name_ar": "نادية", "family_name_ar": "آيت علي",
        "sex": "female", "profession": "educator", "started_on": "2026-01-05", "email": "nadia@example.org",
        "phone": "06 11 22 33 44", "language": "ar", **other,
    }  # fmt: skip


def teams(response):
    return {
        team.organisation: [colleague.person for colleague in team.colleagues] for team in response.context["teams"]
    }


class TestTheTeam:
    def test_it_lists_exactly_those_at_work_today(self, client, coordinator, upe):
        day = datetime.timedelta(days=1)
        last_day = AffiliationFactory(organisation=upe, person__family_name="A", ended_on=TODAY())
        first_day = AffiliationFactory(organisation=upe, person__family_name="B", started_on=TODAY())
        AffiliationFactory(organisation=upe, ended_on=TODAY() - day)
        AffiliationFactory(organisation=upe, started_on=TODAY() + day)
        AffiliationFactory()
        response = client.get(reverse("team"))
        assert teams(response) == {upe: [last_day.person, first_day.person, coordinator.person]}

    def test_each_colleague_has_the_state_of_their_account(self, client, coordinator, upe):
        def colleague(name):
            return AffiliationFactory(organisation=upe, person__family_name=name).person

        UserFactory(person=colleague("A ouvert"))
        UserFactory(person=colleague("B fermé"), is_active=False)
        InvitationFactory(person=colleague("C invitée"), organisation=upe)
        InvitationFactory(person=colleague("D expirée"), organisation=upe, expires_at=timezone.now())
        InvitationFactory(person=colleague("E retirée"), organisation=upe, state=InvitationState.WITHDRAWN)
        (team,) = client.get(reverse("team")).context["teams"]
        states = [
            (bool(row.user), row.is_invited, row.invitation_expired) for row in team.colleagues if row.person.email
        ]
        assert states == [
            (True, False, False),
            (True, False, False),
            (False, True, False),
            (False, False, True),
            (False, False, False),
            (True, False, False),  # the coordinator
        ]

    def test_those_who_came_and_left_within_the_year_are_named(self, client, coordinator, upe):
        day = datetime.timedelta(days=1)
        came = AffiliationFactory(organisation=upe, started_on=TODAY() - 30 * day).person
        left = AffiliationFactory(organisation=upe, ended_on=TODAY() - 30 * day).person
        split = AffiliationFactory(organisation=upe, ended_on=TODAY() - 60 * day)
        AffiliationFactory(organisation=upe, person=split.person, started_on=TODAY() - 59 * day)
        AffiliationFactory(organisation=upe, ended=True)
        (team,) = client.get(reverse("team")).context["teams"]
        assert [stay.person for stay in team.arrivals] == [came]
        assert [stay.person for stay in team.departures] == [left]

    def test_what_asks_for_attention_is_said(self, client, coordinator, upe):
        upe.agreement_to = TODAY() + datetime.timedelta(days=30)
        upe.save()
        expired = AffiliationFactory(organisation=upe).person
        InvitationFactory(person=expired, organisation=upe, expires_at=timezone.now())
        response = client.get(reverse("team"))
        (team,) = response.context["teams"]
        assert (team.alert.level, team.alert.days_left, team.expired_invitations) == ("soon", 30, 1)
        assert response.content.decode().split("<section", 1)[1].count("notice--warn") == 1

    def test_each_colleague_has_the_modules_they_were_trained_in(self, client, coordinator, upe, monkeypatch):
        trained, other = (AffiliationFactory(organisation=upe).person for _number in range(2))
        asked = []

        def source(person_ids, day):
            asked.append(set(person_ids))
            return {trained.pk: ["M02", "M01", "M02"]}

        monkeypatch.setattr(trainings, "_sources", [source])
        response = client.get(reverse("team"))
        (team,) = response.context["teams"]
        labels = {row.person: row.trainings for row in team.colleagues}
        assert labels == {trained: ["M01", "M02"], other: [], coordinator.person: []}
        assert team.trained == 1
        assert asked == [{trained.pk, other.pk, coordinator.person.pk}]
        assert response.content.decode().count("<bdi>M01</bdi>") == 1

    def test_an_empty_team_says_what_to_do(self, client, upe):
        user = UserFactory()
        grant(user, "upe_coordinator", organisation=upe)
        client.force_login(user)
        text = client.get(reverse("team")).content.decode()
        assert 'class="empty"' in text

    def test_two_organisations_are_two_lists(self, client, coordinator, upe):
        second = OrganisationFactory(name_fr="UPE de Salé")
        grant(coordinator, "upe_coordinator", organisation=second)
        assert list(teams(client.get(reverse("team")))) == [upe, second]

    def test_the_number_of_queries_does_not_grow(self, client, coordinator, upe):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("team"))
            return len(captured)

        def add():
            affiliation = AffiliationFactory(organisation=upe)
            InvitationFactory(person=affiliation.person, organisation=upe)
            UserFactory(person=AffiliationFactory(organisation=upe).person)

        add()
        queries()
        one = queries()
        add()
        add()
        assert queries() == one

    @pytest.mark.parametrize("role", ["learner", "trainer", "ministry_officer", "administrator", "auditor"])
    def test_others_have_no_such_page(self, client, role):
        client.force_login(UserFactory(with_role=role))
        for name in ("team", "invitation-create"):
            assert client.get(reverse(name)).status_code == 404


class TestInvitingANewcomer:
    def test_person_affiliation_and_invitation_are_made_together(
        self, client, coordinator, upe, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("invitation-create"), newcomer())
        assert (response.status_code, response.url) == (302, reverse("team"))
        person = Person.objects.get(email="nadia@example.org")
        assert (person.phone, person.arabic_name, person.language) == ("+212611223344", "نادية آيت علي", "ar")
        row = person.affiliations.get()
        assert (row.organisation, row.profession, row.started_on) == (
            upe, Profession.EDUCATOR, datetime.date(2026, 1, 5),
        )  # fmt: skip
        invitation = person.invitations.get()
        assert (invitation.role, invitation.organisation, invitation.invited_by) == ("learner", upe, coordinator)
        assert [letter.to for letter in mail.outbox] == [["nadia@example.org"]]

    def test_sending_twice_shows_the_first_instead_of_a_double(self, client, coordinator, upe):
        client.post(reverse("invitation-create"), newcomer())
        response = client.post(reverse("invitation-create"), newcomer())
        assert response.status_code == 200
        ((person, reasons),) = response.context["form"].lookalikes
        assert person.email == "nadia@example.org"
        assert len(reasons) == 4
        assert Person.objects.filter(email="nadia@example.org").count() == 1

    @pytest.mark.parametrize(
        "known",
        [
            {"given_name": "NADIA", "family_name": "Aït-Ali", "email": ""},
            {"email": "Nadia@example.org"},
            {"phone": "+212611223344", "email": ""},
            {"given_name_ar": "ناديه", "family_name_ar": "ايت علي", "email": ""},
        ],
    )
    def test_a_lookalike_is_shown_before_anything_is_saved(self, client, coordinator, upe, known):
        AffiliationFactory(organisation=upe, person=PersonFactory(**known))
        before = Person.objects.count()
        response = client.post(reverse("invitation-create"), newcomer())
        assert response.status_code == 200
        assert len(response.context["form"].lookalikes) == 1
        assert Person.objects.count() == before

    def test_it_is_added_when_somebody_says_it_is_another(self, client, coordinator, upe):
        AffiliationFactory(organisation=upe, person=PersonFactory(given_name="Nadia", family_name="Ait Ali"))
        response = client.post(reverse("invitation-create"), newcomer(confirmed="on"))
        assert response.status_code == 302
        assert Person.objects.filter(given_name="Nadia").count() == 2

    def test_of_a_lookalike_elsewhere_only_the_existence_is_told(self, client, coordinator):
        AffiliationFactory(
            person=PersonFactory(given_name="Nadia", family_name="Aït-Ali", given_name_ar="", family_name_ar="")
        )
        response = client.post(reverse("invitation-create"), newcomer())
        assert (response.status_code, response.context["form"].lookalikes) == (200, [])
        assert response.context["form"].lookalike_elsewhere
        page = response.content.decode()
        assert 'role="alert"' in page
        assert "Aït-Ali" not in page
        assert client.post(reverse("invitation-create"), newcomer(confirmed="on")).status_code == 302

    def test_an_address_with_an_account_is_refused_and_nothing_kept(self, client, coordinator):
        UserFactory(email="nadia@example.org")
        before = Person.objects.count()
        response = client.post(reverse("invitation-create"), newcomer())
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"email"}
        assert Person.objects.count() == before

    def test_somebody_elses_organisation_cannot_be_slipped_in(self, client, coordinator, upe):
        other = OrganisationFactory()
        client.post(reverse("invitation-create"), newcomer(organisation=other.pk))
        assert Person.objects.get(email="nadia@example.org").affiliations.get().organisation == upe
        grant(coordinator, "upe_coordinator", organisation=OrganisationFactory())
        response = client.post(
            reverse("invitation-create"), newcomer(organisation=other.pk, email="b@example.org", confirmed="on")
        )
        assert set(response.context["form"].errors) == {"organisation"}

    def test_an_empty_answer_names_what_is_missing(self, client, coordinator):
        response = client.post(reverse("invitation-create"), {})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {
            "__all__", "sex", "profession", "started_on", "email", "language",
        }  # fmt: skip
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("given_name", "AB 123456"),
            ("given_name", "ab١٢٣٤٥٦"),
            ("given_name", "x" * 81),
            ("phone", "123"),
            ("phone", "+33 6 12 34 56 78"),
            ("email", "nadia@"),
            ("started_on", "2099-01-01"),
            ("started_on", "1900-01-01"),
            ("started_on", "31/02/2026"),
            ("started_on", "hier"),
            ("sex", "x"),
            ("profession", "roi"),
            ("language", "en"),
        ],
    )
    def test_a_bad_value_is_an_error_beside_its_field(self, client, coordinator, field, value):
        response = client.post(reverse("invitation-create"), newcomer(**{field: value}))
        assert response.status_code == 422
        assert field in response.context["form"].errors
        assert (
            f'id="id_{field}_error"' in response.content.decode() or f'href="#id_{field}"' in response.content.decode()
        )
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize(
        "name",
        [
            "O'Neil", "D'", "Ñ", "Ḥ", "عبد الله", "عبدالله", "عـــبد", "أإآا", "Fatima Zahra", "مُحَمَّد",
            "<b>x</b>", "=1+1", "Nadia\u00a0", "Na\ndia", "{{ 7*7 }}", "%s", "\u202eabc",
        ],
    )  # fmt: skip
    def test_every_name_people_have_is_kept_and_shown_as_text(self, client, coordinator, name):
        response = client.post(reverse("invitation-create"), newcomer(given_name=name), follow=True)
        assert response.status_code == 200
        person = Person.objects.get(email="nadia@example.org")
        assert "\n" not in person.given_name
        assert "<b>x</b>" not in response.content.decode()

    @pytest.mark.parametrize("phone", ["+212 6 11 22 33 44", "06.11.22.33.44", "00212611223344", "٠٦١١٢٢٣٣٤٤"])
    def test_phones_however_typed(self, client, coordinator, phone):
        client.post(reverse("invitation-create"), newcomer(phone=phone))
        assert Person.objects.get(email="nadia@example.org").phone == "+212611223344"


class TestInvitingSomebodyOfTheTeam:
    def address(self, person):
        return f"{reverse('invitation-create')}?person={person.uuid}"

    def test_it_sends_to_the_address_given(self, client, coordinator, upe, django_capture_on_commit_callbacks):
        named = {"given_name": "Hind", "family_name": "Kettani", "given_name_ar": "هند", "family_name_ar": "الكتاني"}
        person = AffiliationFactory(organisation=upe, person=PersonFactory(**named, email="")).person
        assert client.get(self.address(person)).status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(self.address(person), {"email": "Neuf@example.org"})
        assert response.url == reverse("team")
        person.refresh_from_db()
        assert person.email == "neuf@example.org"
        assert [letter.to for letter in mail.outbox] == [["neuf@example.org"]]
        assert Affiliation.objects.filter(person=person).count() == 1

    @pytest.mark.parametrize("email", ["", "x", "a@b", "é@", "x" * 300 + "@example.org"])
    def test_a_bad_address_gives_the_form_back(self, client, coordinator, upe, email):
        person = AffiliationFactory(organisation=upe).person
        response = client.post(self.address(person), {"email": email})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"email"}

    def test_somebody_with_an_account_is_refused(self, client, coordinator):
        response = client.post(self.address(coordinator.person), {"email": "x@example.org"})
        assert response.status_code == 422

    def test_nobody_outside_the_team(self, client, coordinator, upe):
        gone = AffiliationFactory(organisation=upe, ended=True).person
        for person in (AffiliationFactory().person, PersonFactory(), gone):
            for response in (client.get(self.address(person)), client.post(self.address(person), {"email": "x@y.ma"})):
                assert response.status_code == 404

    @pytest.mark.parametrize("uuid", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_a_key_that_is_no_key_is_not_found(self, client, coordinator, uuid):
        assert client.get(f"{reverse('invitation-create')}?person={uuid}").status_code == 404

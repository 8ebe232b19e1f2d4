"""The office's screens on people save through the services and show what these refuse."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from lms.core.admin_menu import training_menu
from lms.people.enums import Role
from lms.people.models import (
    Affiliation,
    ArrondissementPrefecture,
    Invitation,
    Organisation,
    Person,
    Region,
    RoleGrant,
)
from tests.factories import (
    AffiliationFactory,
    InvitationFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    province,
)

pytestmark = pytest.mark.django_db
SCREENS = ["organisation", "person", "affiliation", "invitation", "rolegrant", "region", "province"]


@pytest.fixture
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


def shown_errors(response):
    assert response.status_code == 200
    return set(response.context["form"].errors)


class TestTheMenu:
    def entries(self, client):
        request = RequestFactory().get("/admin/")
        request.user = client
        menu = training_menu().menu
        items = sorted(menu.menu_items_for_request(request), key=lambda item: item.order)
        return [item.url for item in items if any(f"/admin/{name}/" == item.url for name in SCREENS)]

    def test_an_administrator_sees_every_record_in_the_order_of_the_chain(self):
        assert self.entries(UserFactory(administrator=True)) == [f"/admin/{name}/" for name in SCREENS]

    def test_others_see_what_they_may_read(self):
        without_roles = [f"/admin/{name}/" for name in SCREENS if name != "rolegrant"]
        assert self.entries(UserFactory(ministry_officer=True)) == without_roles
        assert self.entries(UserFactory(auditor=True)) == [f"/admin/{name}/" for name in SCREENS]
        assert self.entries(UserFactory(trainer=True)) == []

    def test_it_stands_in_the_sidebar(self, client, administrator):
        assert "/admin/person/" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("name", SCREENS)
def test_readers_list_and_inspect_but_neither_add_nor_change(client, name):
    client.force_login(UserFactory(auditor=True))
    pk = {
        "organisation": lambda: OrganisationFactory().pk,
        "person": lambda: PersonFactory().pk,
        "affiliation": lambda: AffiliationFactory().pk,
        "invitation": lambda: InvitationFactory().pk,
        "rolegrant": lambda: RoleGrant.objects.first().pk,
        "region": lambda: Region.objects.first().pk,
        "province": lambda: province().pk,
    }[name]()
    assert client.get(reverse(f"{name}:index")).status_code == 200
    assert client.get(reverse(f"{name}:inspect", args=[pk])).status_code == 200
    for address in (reverse(f"{name}:add"), reverse(f"{name}:edit", args=[pk])):
        for method in (client.get, client.post):
            assert method(address).status_code == 302
            assert client.get(address).url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", SCREENS)
def test_screens_open_in_both_languages(client, administrator, name, language):
    UserProfile.objects.create(user=administrator, preferred_language=language)
    for screen in ("index", "add"):
        response = client.get(reverse(f"{name}:{screen}"))
        # Regions and provinces are reference data: nobody adds one.
        assert response.status_code == (302 if screen == "add" and name in {"region", "province"} else 200)
    assert f'lang="{language}"' in client.get(reverse(f"{name}:index")).content.decode()


class TestPersons:
    def test_a_person_is_added_with_the_phone_in_its_one_form(self, client, administrator):
        data = {
            "given_name": "Nadia",
            "family_name": "Ait Ali",
            "sex": "female",
            "language": "fr",
            "phone": "06 11 22 33 44",
        }
        assert client.post(reverse("person:add"), data).status_code == 302
        assert Person.objects.get(given_name="Nadia").phone == "+212611223344"

    @pytest.mark.parametrize(
        ("data", "errors"),
        [
            ({}, {"__all__", "sex", "language"}),
            ({"given_name": "Nadia", "sex": "female", "language": "fr"}, {"__all__"}),
            (
                {"given_name": "AB123456", "family_name": "x", "sex": "female", "language": "fr", "phone": "1"},
                {"given_name", "phone"},
            ),
        ],
    )
    def test_bad_input_is_shown(self, client, administrator, data, errors):
        before = Person.objects.count()
        assert shown_errors(client.post(reverse("person:add"), data)) == errors
        assert Person.objects.count() == before


class TestOrganisations:
    data = {"kind": "upe", "name_fr": "UPE de Rabat", "name_ar": "وحدة الرباط"}

    def test_the_same_one_twice_is_refused(self, client, administrator):
        data = self.data | {"province": province().pk}
        assert client.post(reverse("organisation:add"), data).status_code == 302
        assert shown_errors(client.post(reverse("organisation:add"), data)) == {"__all__"}
        assert Organisation.objects.count() == 1

    def test_dates_in_order(self, client, administrator):
        data = self.data | {"province": province().pk, "opened_on": "2026-02-01", "closed_on": "2026-01-31"}
        assert shown_errors(client.post(reverse("organisation:add"), data)) == {"__all__"}

    def test_it_goes_through_the_services(self, client, administrator):
        association = OrganisationFactory(kind="association")
        data = self.data | {
            "province": province().pk, "opened_on": "2024-01-01", "managing_association": association.pk,
            "reason": "call of 2024",
        }  # fmt: skip
        assert client.post(reverse("organisation:add"), data).status_code == 302
        row = Organisation.objects.get(name_fr="UPE de Rabat")
        assert list(row.managements.values_list("association", "started_on")) == [
            (association.pk, datetime.date(2024, 1, 1))
        ]
        entry = ModelLogEntry.objects.get(action="people.organisation_created")
        assert (entry.user, entry.data["reason"]) == (administrator, "call of 2024")

    def test_a_change_of_association_splits_the_stays(self, client, administrator):
        first, second = (OrganisationFactory(kind="association") for _number in range(2))
        data = self.data | {"province": province().pk, "managing_association": first.pk}
        client.post(reverse("organisation:add"), data)
        row = Organisation.objects.get(name_fr="UPE de Rabat")
        AffiliationFactory(organisation=row)
        edit = reverse("organisation:edit", args=[row.pk])
        assert client.get(edit).context["form"].initial["managing_association"] == first.pk
        assert shown_errors(client.post(edit, data | {"managing_association": second.pk})) == {"managed_from"}
        assert row.affiliations.count() == 1
        moved = data | {"managing_association": second.pk, "managed_from": "2026-03-02"}
        assert client.post(edit, moved).status_code == 302
        assert client.post(edit, moved).status_code == 302
        assert row.affiliations.count() == 2
        assert row.managements.get(ended_on=None).association == second

    def test_closing_takes_the_staff_along_and_can_be_taken_back(self, client, administrator):
        row = OrganisationFactory(**self.data)
        AffiliationFactory(organisation=row)
        edit, data = reverse("organisation:edit", args=[row.pk]), self.data | {"province": row.province.pk}
        client.post(edit, data | {"closed_on": "2026-03-02"})
        assert row.affiliations.get().ended_on == datetime.date(2026, 3, 2)
        client.post(edit, data)
        assert row.affiliations.get().ended_on is None

    @pytest.mark.parametrize(
        ("wrong", "errors"),
        [
            ({"managing_association": "x"}, {"managing_association"}),
            ({"managed_from": "hier"}, {"managed_from"}),
            ({"reason": "AB123456"}, {"reason"}),
            ({"kind": "x"}, {"kind"}),
        ],
    )
    def test_bad_input_is_shown(self, client, administrator, wrong, errors):
        data = self.data | {"province": province().pk} | wrong
        assert shown_errors(client.post(reverse("organisation:add"), data)) == errors
        assert not Organisation.objects.exists()

    def test_a_part_of_casablanca_is_of_casablanca(self, client, administrator):
        part = ArrondissementPrefecture.objects.first()
        data = self.data | {"province": province().pk, "arrondissement_prefecture": part.pk}
        assert shown_errors(client.post(reverse("organisation:add"), data)) == {"arrondissement_prefecture"}


class TestAffiliations:
    def test_it_goes_through_the_service(self, client, administrator):
        person, organisation = PersonFactory(), OrganisationFactory()
        data = {
            "person": person.pk, "organisation": organisation.pk, "profession": "educator", "engagement": "paid",
            "started_on": "2026-01-05", "is_primary": "on",
        }  # fmt: skip
        for _time in range(2):
            client.post(reverse("affiliation:add"), data)
        assert Affiliation.objects.filter(person=person).count() == 1
        assert ModelLogEntry.objects.filter(action="people.arrival").count() == 1

    def test_empty(self, client, administrator):
        assert "person" in shown_errors(client.post(reverse("affiliation:add"), {}))

    def test_a_mistake_is_mended_by_the_service_with_a_reason(self, client, administrator):
        row = AffiliationFactory(started_on=datetime.date(2026, 1, 5))
        AffiliationFactory(
            person=row.person, organisation=row.organisation, started_on=datetime.date(2025, 1, 6),
            ended_on=datetime.date(2025, 6, 30), is_primary=False,
        )  # fmt: skip
        address = reverse("affiliation:edit", args=[row.pk])
        data = {
            "person": PersonFactory().pk, "organisation": OrganisationFactory().pk, "profession": "educator",
            "engagement": "paid", "started_on": "2025-06-30", "ended_on": "", "is_primary": "on",
            "reason": "Mauvaise date",
        }  # fmt: skip
        assert client.get(address).status_code == 200
        assert shown_errors(client.post(address, data)) == {"started_on"}
        assert shown_errors(client.post(address, data | {"started_on": "2025-07-01", "reason": ""})) == {"reason"}
        assert client.post(address, data | {"started_on": "2025-07-01"}).status_code == 302
        mended = Affiliation.objects.get(pk=row.pk)
        assert (mended.started_on, mended.person, mended.organisation) == (
            datetime.date(2025, 7, 1), row.person, row.organisation,
        )  # fmt: skip
        entry = ModelLogEntry.objects.get(action="people.affiliation_corrected")
        assert (entry.user, entry.data["reason"]) == (administrator, "Mauvaise date")
        assert not ModelLogEntry.objects.filter(action="wagtail.edit", object_id=str(row.pk)).exists()


class TestInvitations:
    def data(self, **other):
        return {
            "person": PersonFactory().pk, "email": "f@example.org", "role": "trainer", "organisation": "",
            "somebody_else": "on", **other,
        }  # fmt: skip

    def test_it_sends_the_link(self, client, administrator, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("invitation:add"), self.data())
        assert response.status_code == 302
        assert [letter.to for letter in mail.outbox] == [["f@example.org"]]
        assert Invitation.objects.get().invited_by == administrator

    def test_what_the_service_refuses_is_shown(self, client, administrator):
        data = self.data(person=UserFactory().person.pk)
        assert shown_errors(client.post(reverse("invitation:add"), data)) == {"__all__"}
        data = self.data(email=administrator.email)
        assert shown_errors(client.post(reverse("invitation:add"), data)) == {"email"}
        data = self.data(role=Role.UPE_COORDINATOR)
        assert shown_errors(client.post(reverse("invitation:add"), data)) == {"organisation"}
        assert not Invitation.objects.exists()

    def test_it_is_not_edited(self, client, administrator):
        assert client.get(reverse("invitation:edit", args=[InvitationFactory().pk])).status_code == 302


class TestRoles:
    def data(self, user, **other):
        return {"person": user.person.pk, "role": "trainer", "scope": "own", "starts_on": "2026-01-01", **other}

    def test_a_role_is_granted(self, client, administrator):
        user = UserFactory()
        for _time in range(2):
            assert client.post(reverse("rolegrant:add"), self.data(user)).status_code == 302
        assert user.role_grants.get().granted_by == administrator
        assert [group.name for group in user.groups.all()] == ["trainer"]

    @pytest.mark.parametrize(
        ("other", "errors"),
        [
            ({"scope": "national"}, {"scope"}),
            ({"role": "upe_coordinator", "scope": "organisation"}, {"__all__"}),
            ({"ends_on": "2025-12-31"}, {"__all__"}),
            ({"role": "king"}, {"role"}),
            ({"starts_on": ""}, {"starts_on"}),
        ],
    )
    def test_what_does_not_fit_is_shown(self, client, administrator, other, errors):
        user = UserFactory()
        assert shown_errors(client.post(reverse("rolegrant:add"), self.data(user, **other))) == errors
        assert not user.role_grants.exists()

    def test_nobody_raises_themselves(self, client, administrator):
        assert shown_errors(client.post(reverse("rolegrant:add"), self.data(administrator))) == {"person"}
        own = administrator.role_grants.get()
        assert shown_errors(client.post(reverse("rolegrant:edit", args=[own.pk]), {"ends_on": "2030-01-01"})) == {
            "__all__"
        }
        assert administrator.role_grants.count() == 1

    def test_somebody_without_an_account_gets_no_role(self, client, administrator):
        data = self.data(UserFactory()) | {"person": PersonFactory().pk}
        assert shown_errors(client.post(reverse("rolegrant:add"), data)) == {"person"}

    def test_only_the_last_day_can_be_changed(self, client, administrator):
        user = UserFactory(trainer=True)
        grant = user.role_grants.get()
        today = timezone.localdate()
        response = client.post(
            reverse("rolegrant:edit", args=[grant.pk]),
            {"ends_on": str(today), "role": "administrator", "scope": "national"},
        )
        assert response.status_code == 302
        grant.refresh_from_db()
        assert (grant.role, grant.ends_on) == ("trainer", today)
        assert ModelLogEntry.objects.filter(action="people.role_ended").count() == 1

    def test_a_last_day_before_the_first_is_shown(self, client, administrator):
        grant = UserFactory(trainer=True).role_grants.get()
        response = client.post(reverse("rolegrant:edit", args=[grant.pk]), {"ends_on": "2014-12-31"})
        assert shown_errors(response) == {"__all__"}

    @pytest.mark.parametrize("role", ["ministry_officer", "trainer", "content_editor"])
    def test_grants_are_the_administrators_business(self, client, role):
        grant = UserFactory(trainer=True).role_grants.get()
        client.force_login(UserFactory(with_role=role))
        assert client.get(reverse("rolegrant:index")).status_code == 302
        assert client.get(reverse("rolegrant:edit", args=[grant.pk])).status_code == 404

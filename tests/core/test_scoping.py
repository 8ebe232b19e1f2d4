"""Wagtail's admin shows a row only to those whose scope holds it, on every screen of a viewset."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex

from lms.core.scoping import refuse_outside_scope
from lms.people.enums import Role
from lms.people.models import Affiliation, Person
from lms.people.viewsets import PersonViewSet
from tests.factories import AffiliationFactory, InvitationFactory, OrganisationFactory, UserFactory, grant, province

pytestmark = pytest.mark.django_db
ROW_SCREENS = ["edit", "inspect", "history", "history_results", "usage"]


@pytest.fixture
def clerk():
    """Every right of the people app in Wagtail, over one province only: what the plain views would not limit."""
    user = UserFactory()
    grant(user, Role.TERRITORIAL_COORDINATOR, province=province("04.421"))
    rights = Permission.objects.filter(content_type__app_label="people") | Permission.objects.filter(
        codename="access_admin"
    )
    user.user_permissions.set(rights)
    return user


@pytest.fixture
def inside():
    return AffiliationFactory(
        person__family_name="Dedans", organisation=OrganisationFactory(province=province("04.421"))
    )


@pytest.fixture
def outside():
    return AffiliationFactory(
        person__family_name="Dehors",
        organisation=OrganisationFactory(province=province("06.141"), name_fr="UPE d'ailleurs"),
    )


def rows(affiliation):
    return {
        "person": affiliation.person.pk,
        "organisation": affiliation.organisation.pk,
        "affiliation": affiliation.pk,
    }


@pytest.mark.parametrize(
    "address", [f"{name}:{screen}" for name in ("person", "organisation", "affiliation") for screen in ROW_SCREENS]
)
def test_a_row_outside_the_scope_is_not_found(client, clerk, inside, outside, address):
    client.force_login(clerk)
    name = address.split(":")[0]
    assert client.get(reverse(address, args=[rows(inside)[name]])).status_code == 200
    assert client.get(reverse(address, args=[rows(outside)[name]])).status_code == 404


@pytest.mark.parametrize("name", ["person", "organisation", "affiliation"])
def test_there_is_no_delete_screen(client, clerk, inside, name):
    client.force_login(clerk)
    for method in (client.get, client.post):
        assert method(f"/admin/{name}/delete/{rows(inside)[name]}/").status_code == 404
    assert Affiliation.objects.filter(pk=inside.pk).exists()


def test_posting_an_edit_outside_the_scope_changes_nothing(client, clerk, outside):
    client.force_login(clerk)
    person = outside.person
    data = {"given_name": "Autre", "family_name": "Nom", "sex": "female", "language": "fr"}
    assert client.post(reverse("person:edit", args=[person.pk]), data).status_code == 404
    person.refresh_from_db()
    assert person.family_name == "Dehors"


def test_listings_hold_exactly_the_scope(client, clerk, inside, outside):
    client.force_login(clerk)
    for name in ("index", "index_results"):
        response = client.get(reverse(f"person:{name}"))
        assert {row.pk for row in response.context["object_list"]} == {inside.person.pk, clerk.person.pk}
        assert "Dehors" not in response.content.decode()


def test_a_listing_finds_folded_words(client, clerk, inside, outside):
    client.force_login(clerk)
    inside.person.given_name_ar, inside.person.family_name_ar = "فاطمة", "الإدريسي"
    inside.person.save()
    for words, found in (("فاطمه ادريسي", [inside.person]), ("DÉDANS", [inside.person]), ("dehors", [])):
        response = client.get(reverse("person:index"), {"q": words})
        assert list(response.context["object_list"]) == found


@pytest.mark.parametrize("name", ["person", "organisation", "affiliation", "invitation", "rolegrant"])
def test_the_number_of_queries_of_a_listing_does_not_grow(client, name):
    def make_one():
        affiliation = AffiliationFactory()
        InvitationFactory(person=affiliation.person, organisation=affiliation.organisation)
        grant(UserFactory(), Role.UPE_COORDINATOR, organisation=affiliation.organisation)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"{name}:index")).status_code == 200
        return len(captured)

    client.force_login(UserFactory(administrator=True))
    make_one()
    queries()  # content types and the like are read once per process
    with_one = queries()
    make_one()
    make_one()
    assert queries() == with_one


def test_choosers_list_and_hand_over_the_scope_only(client, clerk, inside, outside):
    client.force_login(clerk)
    for name in ("choose", "choose_results"):
        text = client.get(reverse(f"person_chooser:{name}")).content.decode()
        assert "Dedans" in text
        assert "Dehors" not in text
    assert "Dehors" not in client.get(reverse("person_chooser:choose_results"), {"q": "dehors"}).content.decode()
    assert "Dedans" in client.get(reverse("person_chooser:choose_results"), {"q": "dedans"}).content.decode()

    chosen = client.get(reverse("person_chooser:chosen", args=[inside.person.pk]))
    assert json.loads(chosen.content)["result"]["id"] == str(inside.person.pk)
    assert client.get(reverse("person_chooser:chosen", args=[outside.person.pk])).status_code == 404

    several = reverse("person_chooser:chosen_multiple")
    assert client.get(several, {"id": [inside.person.pk]}).status_code == 200
    assert client.get(several, {"id": [inside.person.pk, outside.person.pk]}).status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999999", "abc", "1.5", "٣", "'"])
def test_a_key_that_is_no_key_is_not_found(clerk, pk):
    with pytest.raises(Http404):
        refuse_outside_scope(Person, pk, clerk)


def test_forms_and_filters_offer_the_scope_only(client, clerk, inside, outside):
    client.force_login(clerk)
    form = client.get(reverse("affiliation:add")).context["form"]
    assert set(form.fields["person"].queryset) == {inside.person, clerk.person}
    assert set(form.fields["organisation"].queryset) == {inside.organisation}

    data = {
        "person": outside.person.pk, "organisation": inside.organisation.pk, "profession": "educator",
        "engagement": "paid", "started_on": "2026-01-05",
    }  # fmt: skip
    response = client.post(reverse("affiliation:add"), data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"person"}
    assert Affiliation.objects.count() == 2


def test_usage_hides_the_names_of_rows_outside_the_scope(client, clerk, inside):
    """A person of ours also works elsewhere: that row is counted, not named."""
    elsewhere = AffiliationFactory(
        person=inside.person, organisation=OrganisationFactory(name_fr="UPE secrète"), is_primary=False
    )
    elsewhere.organisation.province = province("06.141")
    elsewhere.organisation.save()
    for row in (inside, elsewhere):
        ReferenceIndex.create_or_update_for_object(row)
    client.force_login(clerk)
    response = client.get(reverse("organisation:usage", args=[inside.organisation.pk]))
    assert "Dedans" in response.content.decode()
    text = client.get(reverse("person:usage", args=[inside.person.pk])).content.decode()
    assert "UPE secrète" not in text
    assert "Dedans ·" in text


def test_somebody_without_a_scope_reaches_nothing(client, inside, outside):
    user = UserFactory(person=None, email="sans-portee@example.org")
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="people") | Permission.objects.filter(codename="access_admin")
    )
    client.force_login(user)
    assert list(client.get(reverse("person:index")).context["object_list"]) == []
    assert client.get(reverse("person:edit", args=[inside.person.pk])).status_code == 404


def test_every_view_of_a_viewset_is_behind_the_check(clerk, outside):
    """Also a view class that somebody puts in without a thought for scopes."""
    from django.views.generic import View

    class Careless(View):
        model = None

        def get(self, request, pk):
            raise AssertionError("reached")

    class Viewset(PersonViewSet):
        inspect_view_class = Careless

        def get_inspect_view_kwargs(self, **kwargs):
            return {}

    request = RequestFactory().get("/")
    request.user = clerk
    with pytest.raises(Http404):
        Viewset().inspect_view(request, pk=str(outside.person.pk))


def test_exports_of_a_listing_run_no_formula(client, clerk, inside):
    inside.person.given_name = '=HYPERLINK("http://x")'
    inside.person.save()
    client.force_login(clerk)
    view = PersonViewSet(list_export=["given_name", "family_name"]).index_view
    request = RequestFactory().get("/", {"export": "csv"})
    request.user = clerk
    text = b"".join(view(request).streaming_content).decode()
    assert "\"'=HYPERLINK" in text

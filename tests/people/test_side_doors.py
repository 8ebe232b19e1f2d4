"""One way in: allauth's. Nothing else takes a password, and accounts are edited nowhere but in our screens."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page

from lms.people.enums import Role
from lms.people.models import User
from tests.factories import PASSWORD, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
SIDE_DOORS = [
    "/admin/login/",
    "/admin/password_reset/",
    "/django-admin/login/",
    "/django-admin/",
    "/fr/admin/login/",
    "/ar/admin/login/",
    "/fr/_util/login/",
    "/ar/_util/login/",
    "/_util/login/",
    "/accounts/login/",
    "/login/",
    "/api-auth/login/",
]


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def credentials(user):
    names = dict.fromkeys(("username", "login", "email", "user", "identifier"), user.username)
    return {**names, "password": PASSWORD, "next": "/admin/"}


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("door", SIDE_DOORS)
def test_a_correct_password_at_a_side_door_signs_nobody_in(client, administrator, door):
    response = client.post(door, credentials(administrator), follow=True)
    assert not is_signed_in(client)
    assert response.status_code in {200, 404}
    assert client.get("/admin/").status_code == 302


def login_like_addresses() -> set[str]:
    """Every address of the resolver whose route speaks of signing in or of a password, with no argument."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route

    words = ("login", "signin", "sign-in", "password", "auth", "session")
    routes = {route.replace("^", "").replace("$", "") for route in walk(get_resolver().url_patterns)}
    return {f"/{route}" for route in routes if any(word in route for word in words) and not set("<(*?") & set(route)}


def test_of_all_addresses_only_allauths_login_signs_in(client, administrator):
    opened = set()
    addresses = login_like_addresses()
    assert reverse("account_login") in addresses
    for address in sorted(addresses):
        client.post(address, credentials(administrator))
        if is_signed_in(client):
            opened.add(address)
            client.logout()
    assert opened == {reverse("account_login")}


class TestTheFrontDoor:
    @pytest.mark.parametrize("name", ["username", "email"])
    def test_it_opens_with_user_name_or_address(self, client, administrator, name):
        client.post(reverse("account_login"), {"login": getattr(administrator, name), "password": PASSWORD})
        assert is_signed_in(client)

    def test_a_password_alone_does_not_pass_a_second_factor(self, client, administrator):
        TOTP.activate(administrator, generate_totp_secret())
        for door in [reverse("account_login"), *sorted(login_like_addresses()), *SIDE_DOORS]:
            client.post(door, credentials(administrator))
            assert not is_signed_in(client), door

    def test_the_second_factor_is_asked_for(self, client, administrator):
        TOTP.activate(administrator, generate_totp_secret())
        response = client.post(reverse("account_login"), credentials(administrator))
        assert response.url == reverse("mfa_authenticate")

    def test_sign_up_is_closed(self, client):
        before = User.objects.count()
        data = {"email": "x@example.org", "username": "x", "password1": PASSWORD, "password2": PASSWORD}
        response = client.post(reverse("account_signup"), data)
        assert response.status_code == 200
        assert User.objects.count() == before

    def test_a_closed_account_stays_out(self, client):
        user = UserFactory(is_active=False, trainer=True)
        client.post(reverse("account_login"), credentials(user))
        assert not is_signed_in(client)


class TestAccountsInTheAdministration:
    """Whoever may edit users in Wagtail may make themselves superuser: those screens are shut, for superusers too."""

    @pytest.fixture(params=["administrator", "superuser"])
    def somebody(self, request, client):
        user = UserFactory(administrator=True, is_superuser=request.param == "superuser")
        client.force_login(user)
        return user

    @pytest.mark.parametrize(
        "address",
        [
            "/admin/users/",
            "/admin/users/new/",
            "/admin/users/edit/{pk}/",
            "/admin/users/delete/{pk}/",
            "/admin/groups/",
            "/admin/groups/new/",
            "/admin/groups/edit/1/",
            "/admin/bulk/people/user/delete/?id={pk}",
            "/admin/bulk/people/user/assign_role/?id={pk}",
            "/admin/bulk/people/user/set_active_state/?id={pk}",
            "/admin/bulk/people/person/delete/?id=1",
            "/admin/bulk/nothing/nothing/delete/?id=1",
            "/admin/redirects/import/",
            "/admin/redirects/import/process/",
        ],
    )
    def test_every_address_is_not_found(self, client, somebody, address):
        target = UserFactory()
        for method in (client.get, client.post):
            assert method(address.format(pk=target.pk)).status_code == 404
        assert User.objects.filter(pk=target.pk, is_active=True).exists()

    def test_no_menu_leads_there(self, client, somebody):
        text = client.get("/admin/").content.decode()
        assert "/admin/users/" not in text
        assert "/admin/groups/" not in text
        assert "/admin/redirects/import/" not in client.get("/admin/redirects/").content.decode()

    def test_pages_keep_their_bulk_actions(self, client, somebody):
        home = Page.objects.filter(depth=2).first()
        assert client.get(f"/admin/bulk/wagtailcore/page/publish/?id={home.pk}&next=/admin/").status_code == 200


class TestTheJournalOfTheWholePortal:
    addresses = ("/admin/reports/site-history/", "/admin/reports/site-history/results/")

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MINISTRY_OFFICER, Role.AUDITOR])
    def test_national_readers_read_it(self, client, role):
        client.force_login(UserFactory(with_role=role))
        for address in self.addresses:
            assert client.get(address).status_code == 200

    @pytest.mark.parametrize("role", [Role.TRAINER, Role.CONTENT_EDITOR])
    def test_authors_do_not(self, client, role):
        client.force_login(UserFactory(with_role=role))
        for address in self.addresses:
            assert client.get(address).status_code == 404
        assert "site-history" not in client.get("/admin/").content.decode()

    def test_others_are_kept_out_of_the_administration(self, client):
        client.force_login(UserFactory(coordinates=OrganisationFactory()))
        for address in self.addresses:
            assert client.get(address).status_code == 302

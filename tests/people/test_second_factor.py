"""Staff pass a second factor in every session, whatever door was used; learners are asked for none."""

from __future__ import annotations

import base64
import importlib
import re
import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from lms.people.cards.issuing import issue_recovery_card
from lms.people.enums import STAFF_ROLES, Role
from lms.people.second_factor import note_first_factor, was_passed
from tests.factories import PASSWORD, OrganisationFactory, UserFactory, grant, province
from tests.permissions.resolver import fill, routes

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETUP = "/fr/account/second-factor/"
STAFF_PAGES = ("/fr/team/", "/fr/sessions/", "/fr/indicators/", "/admin/", "/admin/account/", "/fr/signed-in/")
API = "/admin/api/main/pages/"
OWN_PAGES = ("/fr/", "/fr/my-learning/", "/fr/certificates/", "/fr/verify/", "/fr/account/logout/", "/ar/my-learning/")
FACTOR_PAGES = ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_email", "account_change_password")


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def staff(role, **traits):
    user = UserFactory(learner=True, **traits)
    if role == Role.UPE_COORDINATOR:
        grant(user, role, organisation=OrganisationFactory())
    elif role == Role.TERRITORIAL_COORDINATOR:
        grant(user, role, province=province())
    else:
        grant(user, role)
    return user


@pytest.fixture
def administrator():
    return staff(Role.ADMINISTRATOR)


def code_of_now(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def reached(client, address) -> bool:
    response = client.get(address)
    return not (response.status_code == 302 and response.url.endswith("/account/second-factor/"))


def reauthenticate(client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


class TestWithoutAFactor:
    @pytest.mark.parametrize("role", sorted(STAFF_ROLES))
    def test_no_staff_page_opens_whatever_the_role(self, client, role):
        client.force_login(staff(role))
        assert [page for page in STAFF_PAGES if reached(client, page)] == []

    def test_a_superuser_is_staff(self, client):
        client.force_login(UserFactory(is_superuser=True))
        assert [page for page in STAFF_PAGES if reached(client, page)] == []

    def test_ones_own_pages_and_the_way_out_stay_open(self, client, administrator):
        client.force_login(administrator)
        assert [page for page in OWN_PAGES if not reached(client, page)] == []

    def test_the_pages_that_set_one_up_stay_open(self, client, administrator):
        client.force_login(administrator)
        reauthenticate(client)
        assert [client.get(reverse(name)).status_code for name in FACTOR_PAGES] == [200] * len(FACTOR_PAGES)

    def test_on_ones_own_pages_the_role_does_not_act(self, client, administrator):
        client.force_login(administrator)
        page = client.get("/fr/my-learning/")
        assert page.context["reach"].roles == frozenset()
        assert page.context["reach"].person_id == administrator.person_id

    def test_a_form_of_staff_changes_nothing(self, client):
        organisation = OrganisationFactory()
        client.force_login(staff(Role.UPE_COORDINATOR))
        response = client.post(reverse("invitation-create"), {})
        assert (response.status_code, response.url) == (302, reverse("second-factor"))
        assert organisation.affiliations.count() == 0

    def test_of_all_addresses_only_these_open(self, client, administrator):
        """Every address of the portal: one added later is shut until it is declared open."""
        client.force_login(administrator)
        samples = {"int": 1, "uuid": uuid.uuid4(), "table": "csv", "indicator": "I-2"}
        opened = set()
        for route in routes():
            if "(" in route:  # pages of the tree, and the administration's own places: among the pages above
                continue
            arguments = {name: samples.get(kind, "x") for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route)}
            if reached(client, fill(route, arguments)):
                opened.add(route)
        places = ("L/account/", "L/learning/", "L/verify/", "L/my-data/")
        assert {route for route in opened if not route.startswith(places)} == {
            "",
            "v/<str:code>/",
            "L/card/",
            "L/certificates/",
            "L/my-learning/",
        }

    def test_a_learner_is_asked_for_nothing(self, client):
        client.force_login(UserFactory(learner=True))
        assert [page for page in ("/fr/my-learning/", "/fr/sessions/", "/fr/team/") if not reached(client, page)] == []

    def test_a_visitor_is_asked_for_nothing(self, client):
        assert [page for page in ("/fr/", "/fr/sessions/", "/fr/account/login/") if not reached(client, page)] == []

    def test_a_role_given_in_the_middle_of_a_session_asks_at_once(self, client):
        user = UserFactory(learner=True)
        client.force_login(user)
        assert reached(client, "/fr/sessions/")
        grant(user, Role.TRAINER)
        assert not reached(client, "/fr/sessions/")


class TestSettingOneUp:
    @pytest.mark.django_db(transaction=True)
    def test_it_leads_on_to_the_page_that_was_wanted(self, client, administrator):
        client.force_login(administrator)
        assert client.get("/fr/indicators/?period=2026").url == SETUP
        assert client.get(SETUP).status_code == 200
        reauthenticate(client)
        client.get(reverse("mfa_activate_totp"))
        code = code_of_now(client.session["mfa.totp.secret"])
        response = client.post(reverse("mfa_activate_totp"), {"code": code})
        assert response.url == reverse("mfa_view_recovery_codes")
        assert f'href="{SETUP}"' in client.get(response.url).content.decode()
        assert client.get(SETUP).url == "/fr/indicators/?period=2026"
        assert client.get("/fr/indicators/").status_code == 200

    @pytest.mark.parametrize("language", ["fr", "ar"])
    def test_the_page_offers_both_ways(self, client, administrator, language):
        client.force_login(administrator)
        with translation.override(language):
            page = client.get(reverse("second-factor")).content.decode()
            assert [reverse(name) in page for name in ("mfa_activate_totp", "mfa_add_webauthn")] == [True, True]

    def test_whoever_needs_none_is_led_on(self, client):
        client.force_login(UserFactory(learner=True))
        assert client.get(SETUP).url == reverse("signed-in")


class TestWithAFactor:
    @pytest.fixture
    def protected(self, administrator):
        TOTP.activate(administrator, SECRET)
        return administrator

    def test_signing_in_with_it_opens_staff_pages(self, client, protected):
        client.post(reverse("account_login"), {"login": protected.username, "password": PASSWORD})
        response = client.post(reverse("mfa_authenticate"), {"code": code_of_now()})
        assert response.url == reverse("signed-in")
        assert [page for page in STAFF_PAGES if not reached(client, page)] == []

    def test_another_door_leads_to_it_and_back(self, client, protected):
        client.force_login(protected)
        assert [page for page in STAFF_PAGES if reached(client, page)] == []
        client.get("/fr/indicators/")
        response = client.get(SETUP)
        assert response.url.startswith(reverse("mfa_reauthenticate"))
        response = client.post(response.url, {"code": code_of_now()})
        assert response.url == SETUP
        assert client.get(SETUP).url == "/fr/indicators/"
        assert reached(client, "/fr/indicators/")

    def test_a_recovery_code_passes_too(self, client, protected):
        codes = RecoveryCodes.activate(protected).generate_codes()
        client.force_login(protected)
        client.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
        assert reached(client, "/fr/indicators/")

    def test_a_passkey_passes_too(self, client, protected):
        """allauth notes the use of a passkey in the session as it does a code's."""
        client.force_login(protected)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "webauthn", "passwordless": True}]
        session["account_authentication_methods_user"] = str(protected.pk)
        session.save()
        assert reached(client, "/fr/indicators/")

    def test_what_another_user_passed_in_the_session_does_not_count(self, client, protected):
        client.force_login(protected)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp"}]
        session["account_authentication_methods_user"] = str(UserFactory().pk)
        session.save()
        assert not reached(client, "/fr/indicators/")

    def test_a_password_alone_adds_no_factor_beside_it(self, client, protected):
        client.force_login(protected)
        reauthenticate(client)
        for name in (*FACTOR_PAGES, "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
            assert not reached(client, reverse(name)), name
        assert reached(client, reverse("mfa_reauthenticate"))
        assert reached(client, reverse("account_logout"))

    def test_a_second_factor_that_appears_does_not_pass_the_first(self, rf, protected, client):
        client.force_login(protected)
        request = rf.get("/")
        request.session, request.user = client.session, protected
        second = Authenticator.objects.create(user=protected, type=Authenticator.Type.WEBAUTHN, data={})
        note_first_factor(request, protected, second)
        assert not was_passed(request)


def by_password(client, user):
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})


def by_code_in_the_mail(client, user):
    client.post(reverse("account_request_login_code"), {"email": user.email})
    (code,) = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)
    client.post(reverse("account_confirm_login_code"), {"code": code})


def by_forgotten_password(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    (link,) = re.findall(r"https?://\S+", mail.outbox[-1].body)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "un-tout-autre-mot-9"
    client.post(form, {"password1": new, "password2": new})
    client.post(reverse("account_login"), {"login": user.username, "password": new})


def by_card(client, user):
    issued = issue_recovery_card(user.person, actor=UserFactory(is_superuser=True))
    new = "un-tout-autre-mot-9"
    client.post(reverse("card-open", args=[issued.code]), {"password1": new, "password2": new})


def by_wagtails_sign_in(client, user):
    client.post("/admin/login/", {"username": user.username, "password": PASSWORD}, follow=True)


def by_a_password_with_each_request(client, user):
    pair = base64.b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    client.defaults["HTTP_AUTHORIZATION"] = f"Basic {pair}"


DOORS = (
    by_password, by_code_in_the_mail, by_forgotten_password, by_card, by_wagtails_sign_in,
    by_a_password_with_each_request,
)  # fmt: skip
# The doors that know whose account it is before the factor was passed: half way in for whoever has one.
KNOWING = DOORS[:4]


def shown(client):
    """The pages of the role that the client is shown. (The list of sessions is for visitors too.)"""
    pages = {*STAFF_PAGES, API} - {"/fr/sessions/"}
    return {page for page in pages if client.get(page).status_code == 200}


class TestEveryDoor:
    """None of them leads past the factor: without one to its setting up, with one to the question for it."""

    @pytest.fixture
    def officer(self):
        user = staff(Role.ADMINISTRATOR, email="amina@example.org")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    @pytest.mark.parametrize("door", DOORS)
    def test_without_a_factor(self, client, officer, door):
        door(client, officer)
        assert ("_auth_user_id" in client.session) == (door in KNOWING)
        assert shown(client) == set()

    @pytest.mark.parametrize("door", DOORS)
    def test_with_one(self, client, officer, door):
        TOTP.activate(officer, SECRET)
        door(client, officer)
        assert "_auth_user_id" not in client.session
        assert shown(client) == set()
        client.post(reverse("mfa_authenticate"), {"code": code_of_now()})
        assert (client.get("/fr/indicators/").status_code == 200) == (door in KNOWING)


class TestLosingEverything:
    def test_a_command_takes_the_factors_away_and_logs_it(self, client, administrator, capsys):
        TOTP.activate(administrator, SECRET)
        RecoveryCodes.activate(administrator)
        call_command("remove_second_factors", administrator.username)
        assert "Removed: 2." in capsys.readouterr().out
        assert not Authenticator.objects.exists()
        entry = ModelLogEntry.objects.get(action="people.second_factors_removed")
        assert (entry.user, entry.data) == (None, {"number": 2})
        client.force_login(administrator)
        assert client.get(SETUP).status_code == 200

    def test_nobody_is_no_account(self):
        with pytest.raises(CommandError):
            call_command("remove_second_factors", "nobody")


class TestTheBand:
    TEXT = "Demonstration: second factor switched off"

    @pytest.fixture(autouse=True)
    def in_english(self):
        with translation.override("en"):
            yield

    @pytest.mark.parametrize("is_required", [True, False])
    def test_it_stands_on_staff_pages_when_the_setting_is_off(self, client, settings, is_required):
        settings.SECOND_FACTOR_REQUIRED = is_required
        seen = {}
        for name, user in {"staff": staff(Role.MINISTRY_OFFICER), "learner": UserFactory(learner=True)}.items():
            client.force_login(user)
            seen[name] = bool(client.get("/fr/my-learning/").context["second_factor_off"])
        assert seen == {"staff": not is_required, "learner": False}

    def test_it_stands_in_the_administration_too(self, client, settings, administrator):
        settings.SECOND_FACTOR_REQUIRED = False
        client.force_login(administrator)
        assert 'class="takwin-band"' in client.get("/admin/").content.decode()


class TestSecretsAtRest:
    def stored(self) -> str:
        return str(list(Authenticator.objects.values_list("data", flat=True)))

    def test_they_are_not_readable_in_the_database(self, administrator):
        TOTP.activate(administrator, SECRET)
        RecoveryCodes.activate(administrator)
        assert SECRET not in self.stored()
        seeds = [row.data["seed"] for row in Authenticator.objects.filter(type="recovery_codes")]
        assert [len(seed) > 100 for seed in seeds] == [True]
        assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of_now())

    def test_an_earlier_key_still_reads_them_another_one_does_not(self, administrator, settings):
        TOTP.activate(administrator, SECRET)
        earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-entirely"
        settings.SECRET_KEY_FALLBACKS = [earlier]
        assert Authenticator.objects.get().wrap().validate_code(code_of_now())
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(InvalidToken):
            Authenticator.objects.get().wrap().validate_code(code_of_now())

    def test_the_migration_encrypts_what_was_stored_in_clear_and_back(self, administrator):
        migration = importlib.import_module("lms.people.migrations.0006_encrypt_second_factor_secrets")
        clear = {"totp": {"secret": SECRET}, "recovery_codes": {"seed": "abc", "used_mask": 0}, "webauthn": {"x": 1}}
        for kind, data in clear.items():
            Authenticator.objects.create(user=administrator, type=kind, data=data)
        migration.encrypt_secrets(apps, None)
        assert SECRET not in self.stored()
        assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of_now())
        migration.decrypt_secrets(apps, None)
        assert dict(Authenticator.objects.values_list("type", "data")) == clear

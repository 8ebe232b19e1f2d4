"""Every screen of sign-in and of the account, in the portal's own frame, in both languages."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lms.people.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

FOR_VISITORS = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_email_verification_sent",
    "account_inactive",
)
FOR_MEMBERS = ("account_email", "account_change_password", "account_logout", "mfa_index", "account_reauthenticate")
AFTER_REAUTHENTICATION = ("sign-in-phone", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE
)


def address(name: str, language: str, *args: object) -> str:
    with translation.override(language):
        return reverse(name, args=args)


def assert_framed(page: str, language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert re.search(r"<title>\s*[^\s<–][^<]* – Takwin</title>", page)
    assert page.count("<h1>") == 1
    assert page.count('<main id="content"') == 1
    assert "/static/takwin/takwin.css" in page
    assert INLINE.search(page) is None
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


@pytest.fixture
def member() -> User:
    user = UserFactory(learner=True, email="fatima@example.ma")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def signed_in(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def reauthenticate(client: Client) -> None:
    client.post(address("account_reauthenticate", "fr"), {"password": PASSWORD})


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
@pytest.mark.parametrize("name", FOR_VISITORS)
def test_screens_before_sign_in(client: Client, name: str, language: str) -> None:
    assert_framed(client.get(address(name, language), follow=True).content.decode(), language)


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_screens_of_the_account(signed_in: Client, name: str, language: str) -> None:
    answer = signed_in.get(address(name, language))
    assert answer.status_code == 200
    assert_framed(answer.content.decode(), language)


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
@pytest.mark.parametrize("name", AFTER_REAUTHENTICATION)
def test_screens_of_the_second_factor(signed_in: Client, name: str, language: str) -> None:
    reauthenticate(signed_in)
    answer = signed_in.get(address(name, language))
    assert answer.status_code == 200
    assert_framed(answer.content.decode(), language)


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
def test_screens_once_a_second_factor_is_set(signed_in: Client, member: User, language: str) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(member, generate_totp_secret())
    RecoveryCodes.activate(member)
    key = Authenticator.objects.create(
        user=member, type=Authenticator.Type.WEBAUTHN, data={"name": "Téléphone", "credential": {}}
    )
    reauthenticate(signed_in)
    names = ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
    for name in names:
        answer = signed_in.get(address(name, language))
        assert answer.status_code == 200, name
        assert_framed(answer.content.decode(), language)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        answer = signed_in.get(address(name, language, key.pk))
        assert answer.status_code == 200, name
        assert_framed(answer.content.decode(), language)


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
def test_sign_in_asks_for_the_second_factor_in_the_frame(client: Client, member: User, language: str) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(member, generate_totp_secret())
    answer = client.post(
        address("account_login", language), {"login": member.username, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == address("mfa_authenticate", language)
    assert_framed(answer.content.decode(), language)


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
def test_sign_in_by_code_stays_in_the_frame(client: Client, member: User, language: str) -> None:
    answer = client.post(address("account_request_login_code", language), {"email": member.email}, follow=True)
    assert answer.redirect_chain[-1][0] == address("account_confirm_login_code", language)
    assert_framed(answer.content.decode(), language)


def test_mistakes_stand_beside_their_field_and_above_the_form(client: Client) -> None:
    page = client.post("/fr/account/login/", {"login": "", "password": ""}).content.decode()
    assert page.count('class="error"') == 2
    assert 'href="#id_login"' in page
    assert 'role="alert"' in page


def test_a_wrong_pair_tells_nothing_of_the_account(client: Client, member: User) -> None:
    pages = [
        client.post("/fr/account/login/", {"login": login, "password": "wrong"}).content.decode()
        for login in (member.username, "nobody-at-all")
    ]
    summaries = [re.search(r'class="summary".*?</div>', page, re.DOTALL) for page in pages]
    assert summaries[0] is not None
    assert summaries[1] is not None
    assert summaries[0].group() == summaries[1].group()


def test_language_can_change_before_sign_in_without_losing_the_way(client: Client) -> None:
    page = client.get("/fr/account/login/?next=/fr/sessions/").content.decode()
    assert '<a href="/ar/account/login/?next=/ar/sessions/" lang="ar" hreflang="ar">' in page


def test_screens_load_only_scripts_that_exist(signed_in: Client) -> None:
    reauthenticate(signed_in)
    scripts = set()
    for name in (*FOR_MEMBERS, *AFTER_REAUTHENTICATION):
        page = signed_in.get(address(name, "fr")).content.decode()
        scripts |= set(re.findall(r'<script[^>]* src="/static/([^"]+)"', page))
    assert scripts != set()
    assert [script for script in scripts if finders.find(script) is None] == []

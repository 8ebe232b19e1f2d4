"""Second factors in a real browser, with a real code and a real passkey: set up, used at the door, and enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from lms.people.enums import Role
from tests.factories import PASSWORD, UserFactory, grant
from tests.people.test_second_factor import code_of_now

from .walking import Walker

if TYPE_CHECKING:
    from lms.people.models import User

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
STAFF_PAGE = "/fr/indicators/"
# A phone that knows its holder: a passkey in it says who signs in, and its fingerprint that it is them.
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


def member(username: str) -> User:
    user = UserFactory(learner=True, username=username, email=f"{username}@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def with_a_phone(walker: Walker) -> Walker:
    devices = walker.page.context.new_cdp_session(walker.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return walker


def leads_to(walker: Walker, selector: str, address: str) -> None:
    """Press what `selector` names, and wait for the page at `address`."""
    walker.page.locator(selector).click()
    walker.page.wait_for_url(f"**{address}")
    walker.look()


def confirm_password(walker: Walker) -> None:
    walker.fill(password=PASSWORD)
    walker.press("Confirm", within="main form")


def add_passkey(walker: Walker) -> None:
    walker.open(f"/{walker.language}/account/2fa/webauthn/add/")
    if walker.page.locator("input[name=password]").count():
        confirm_password(walker)
    walker.fill(name="Téléphone")
    walker.page.check("input[name=passwordless]")
    walker.page.click("#mfa_webauthn_add")


def sign_out(walker: Walker) -> None:
    walker.open(f"/{walker.language}/account/logout/")
    leads_to(walker, "main .btn", f"/{walker.language}/")


def sign_in_with_passkey(walker: Walker, address: str) -> None:
    walker.open(f"/{walker.language}/account/login/")
    leads_to(walker, "#passkey_login", address)


def test_a_learner_adds_a_passkey_and_signs_in_with_it(arrive: Callable[..., Walker]) -> None:
    member("fatima")
    learner = with_a_phone(arrive(language="fr"))
    learner.sign_in("fatima")
    add_passkey(learner)
    learner.page.wait_for_url("**/2fa/recovery-codes/")
    sign_out(learner)
    sign_in_with_passkey(learner, "/my-learning/")


def test_staff_set_up_a_code_then_a_passkey_and_pass_with_either(arrive: Callable[..., Walker]) -> None:
    grant(member("amina"), Role.MINISTRY_OFFICER)
    officer = with_a_phone(arrive(language="fr"))
    officer.sign_in("amina")
    officer.open(STAFF_PAGE)
    assert officer.page.url.endswith("/fr/account/second-factor/")

    # An application for codes, from the secret that the page shows.
    officer.follow("Set up the application", within="main")
    confirm_password(officer)
    secret = officer.page.locator("#authenticator_secret").inner_text()
    officer.fill(code=code_of_now(secret))
    officer.press("Activate", within="main")
    assert officer.page.url.endswith("/2fa/recovery-codes/")
    officer.open(STAFF_PAGE)
    assert officer.page.url.endswith(STAFF_PAGE)

    # At the next sign-in, its code opens what the password alone does not. A code is good once: half a minute passes.
    sign_out(officer)
    cache.clear()
    officer.sign_in("amina")
    officer.open(STAFF_PAGE)
    assert officer.page.url.endswith("/account/2fa/authenticate/")
    officer.fill(code=code_of_now(secret))
    officer.press("Sign In", within="main")
    assert officer.page.url.endswith(STAFF_PAGE)

    # A passkey is beside it, and is enough alone: it is the phone and the finger.
    add_passkey(officer)
    officer.page.wait_for_url("**/2fa/")
    sign_out(officer)
    sign_in_with_passkey(officer, STAFF_PAGE)
    sign_out(officer)

    # After a password it stands for the code.
    officer.sign_in("amina")
    leads_to(officer, "#mfa_webauthn_authenticate", STAFF_PAGE)

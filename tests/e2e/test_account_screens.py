"""Sign-in in a real browser: its screens pass the accessibility rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress

from tests.factories import PASSWORD, UserFactory

from .accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from lms.people.models import User

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member(live_server: Any) -> User:
    user = UserFactory(learner=True, username="fatima", email="fatima@example.ma")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/fr/account/login/")
    page.fill("#id_login", "fatima")
    page.fill("#id_password", PASSWORD)
    page.click("form.card .btn:not(.btn--secondary)")
    page.wait_for_url("**/my-learning/")


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_screens_before_and_after_sign_in_are_accessible(
    live_server: Any, member: User, open_page: Callable[..., Page], language: str, width: int
) -> None:
    page = open_page(width=width, language=language)
    found: dict[str, list[str]] = {}

    def look(path: str) -> None:
        page.goto(f"{live_server.url}{path}")
        too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        found[path] = violations(page) + (["wider than the screen"] if too_wide else [])

    for path in ("login/", "password/reset/", "login/code/", "signup/", "inactive/"):
        look(f"/{language}/account/{path}")
    look(f"/{language}/nothing-here/")
    look("/styleguide/")
    sign_in(page, live_server.url)
    for path in ("email/", "password/change/", "2fa/", "reauthenticate/", "logout/"):
        look(f"/{language}/account/{path}")
    assert {path: rules for path, rules in found.items() if rules} == {}

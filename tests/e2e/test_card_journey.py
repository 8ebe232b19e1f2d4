"""A colleague without e-mail: invited on paper, in by a phone in Arabic, back with the personal code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from lms.people.models import Person, SignInCard
from tests.factories import PASSWORD, OrganisationFactory, UserFactory

from .accessibility import violations
from .steps import NEWCOMER, PHONE, name_of
from .walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def print_card(coordinator: Walker) -> tuple[str, str]:
    """The coordinator records the colleague and gets the card: its code, and the personal code."""
    coordinator.sign_in("younes")
    coordinator.follow("Invite a colleague")
    coordinator.fill(**NEWCOMER, sex="female", profession="social_assistant", language="ar")
    coordinator.page.locator("[name=by_card]").check()
    coordinator.press("Record and invite")
    coordinator.reads(NEWCOMER["family_name"])
    coordinator.reads(NEWCOMER["family_name_ar"])
    assert violations(coordinator.page) == []
    code, personal_code = coordinator.page.locator(".paper__code").all_inner_texts()
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", code)
    return code, personal_code


def use_card(learner: Walker, code: str, personal_code: str, *, check: Callable[[Page], list[str]]) -> None:
    """On the phone: the code as people type it, then a password."""
    learner.open("/ar/account/login/")
    learner.fits()
    learner.follow("I have a card")
    learner.fits()
    learner.fill(code="zzzzz zzzzz")
    learner.press("Continue", within="main form")
    learner.reads(learner.say("What you can do now"))
    assert check(learner.page) == []
    learner.fits()
    learner.fill(code=code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    learner.press("Continue", within="main form")
    learner.reads(name_of(NEWCOMER, "ar"))
    learner.reads(personal_code)
    assert check(learner.page) == []
    learner.fits()
    learner.fill(password1=PASSWORD, password2=PASSWORD)
    learner.press("Open my account")
    learner.reads(personal_code)
    learner.press("I have read this notice: continue")
    assert learner.page.url.endswith("/ar/my-learning/"), learner.page.locator("main").inner_text()
    learner.fits()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_colleague_without_email_comes_in(arrive: Callable[..., Walker], scripts: bool) -> None:
    UserFactory(username="younes", coordinates=OrganisationFactory(), person__language="fr")
    coordinator = arrive(language="fr")
    code, personal_code = print_card(coordinator)
    learner = arrive(language="ar", width=PHONE, scripts=scripts)
    # The accessibility rules are a script themselves.
    use_card(learner, code, personal_code, check=violations if scripts else lambda page: [])
    learner.open("/ar/account/logout/")
    learner.press("Sign out", within="main form")
    learner.open("/ar/account/login/")
    learner.fill(login=personal_code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), password=PASSWORD)
    learner.press("Sign in", within="main form")
    assert learner.page.url.endswith("/ar/my-learning/")
    person: Any = Person.objects.get(family_name=NEWCOMER["family_name"])
    assert SignInCard.objects.get(person=person).used_at is not None
    coordinator.open("/fr/team/")
    coordinator.reads(coordinator.say("Account open"))

"""One's own data on a phone: the notice is read once, a name is corrected, an erasure is asked, answered and told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail

from lms.people.models import Person
from tests.factories import UserFactory

from .accessibility import violations
from .steps import PHONE
from .walking import Walker

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def stands(walker: Walker) -> None:
    """The page fits its screen and passes the accessibility rules."""
    walker.fits()
    assert violations(walker.page) == [], walker.page.url


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_notice_correction_and_erasure(language: str, arrive: Callable[..., Walker]) -> None:
    user = UserFactory(learner=True, username="lina", notice=False, person__language=language)
    UserFactory(administrator=True, username="karim", person__language=language)

    learner = arrive(language=language, width=PHONE)
    learner.sign_in("lina")
    assert f"/{language}/my-data/notice/?next=" in learner.page.url
    stands(learner)
    learner.press("I have read this notice: continue")
    assert learner.page.url.endswith(f"/{language}/my-learning/")

    learner.open(f"/{language}/my-data/")
    stands(learner)
    learner.follow("Correct my data")
    stands(learner)
    learner.fill(given_name="Kanariette")
    learner.page.locator("button[value=identity]").click()
    learner.page.wait_for_url("**/my-data/")
    assert Person.objects.get(pk=user.person_id).given_name == "Kanariette"

    learner.follow("Ask for my data to be erased")
    learner.press("Ask for erasure")
    learner.reads(learner.say("Confirm that you have read what is erased."))
    stands(learner)
    learner.page.locator("[name=confirmed]").check()
    learner.press("Ask for erasure")
    learner.reads(learner.say("Your request is sent. You read the answer on this page."))
    stands(learner)

    administrator = arrive(language=language)
    administrator.sign_in("karim")
    administrator.open(f"/{language}/my-data/requests/")
    stands(administrator)
    administrator.page.locator("main .items a").click()
    administrator.page.wait_for_url("**/my-data/requests/*-*/")
    stands(administrator)
    administrator.press("Erase for good")
    assert Person.objects.get(pk=user.person_id).pseudonymised_at is not None
    assert [letter.to for letter in mail.outbox] == [[user.email]]

    learner.page.goto(f"{learner.server}/{language}/my-data/")
    assert "/account/login/" in learner.page.url
    assert (learner.troubles, learner.untranslated) == ([], {})
    assert (administrator.troubles, administrator.untranslated) == ([], {})

"""The whole chain, walked once in each language by everybody it needs, in their own browser.

invitation → account → module followed → test passed → session registered, marked, closed → certificate issued,
downloaded, verified → the ministry's figure, opened down to the learner's name.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from certificates.models import Certificate
from courses.models import TestAttempt
from lms.people.models import Person

from .steps import (
    EMAIL,
    PHONE,
    count_learner,
    download_certificate,
    hold_session,
    invite,
    issue_certificates,
    open_account,
    pass_test,
    read_module,
    register_newcomer,
    revise_first_lesson,
    verify,
)
from .walking import Walker
from .world import build_world

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_module_is_published_followed_attended_certified_and_counted(
    language: str, arrive: Callable[..., Walker]
) -> None:
    world = build_world(language)
    side = 0 if language == "fr" else 1

    coordinator = arrive(language=language)
    invite(coordinator)

    author = arrive(language=language)
    revise_first_lesson(author, world, language)

    learner = arrive(language=language, width=PHONE)
    open_account(learner)
    read_module(learner, world, language)
    pass_test(learner, side)

    person = Person.objects.get(email=EMAIL)
    assert TestAttempt.objects.get(enrolment__person=person).passed
    register_newcomer(coordinator, world, person)

    trainer = arrive(language=language, width=PHONE)
    hold_session(trainer, world)

    administrator = arrive(language=language)
    issue_certificates(administrator, world)

    certificate = Certificate.objects.get(person=person)
    download_certificate(learner, certificate)

    verify(arrive(language=language, width=PHONE), certificate)

    officer = arrive(language=language)
    count_learner(officer, person, language)


def test_learner_trainer_and_visitor_need_no_script(arrive: Callable[..., Walker]) -> None:
    world = build_world()
    phone = {"language": "fr", "width": PHONE, "scripts": False}
    coordinator = arrive(**phone)
    invite(coordinator)
    learner = arrive(**phone)
    open_account(learner)
    read_module(learner, world, "fr")
    pass_test(learner, 0)
    person = Person.objects.get(email=EMAIL)
    register_newcomer(coordinator, world, person)
    hold_session(arrive(**phone), world)
    issue_certificates(arrive(**phone), world)
    certificate = Certificate.objects.get(person=person)
    download_certificate(learner, certificate)
    verify(arrive(**phone), certificate)
    count_learner(arrive(**phone), person, "fr")

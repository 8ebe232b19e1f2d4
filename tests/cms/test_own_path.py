"""The learner's first screen, and where signing in leads."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.enums import SessionStatus
from cms.own_path import read_own_path
from cms.views.signed_in import landing_of
from courses.enrolment import enrol
from courses.enums import TestKind
from courses.lesson_progress import finish_lesson
from courses.models import CourseVersion
from courses.testing import record_paper_result
from lms.people.enums import Role
from lms.people.models import User
from tests.cms.tree import lesson_page, show
from tests.factories import (
    AffiliationFactory,
    CourseVersionFactory,
    LessonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)
from tests.wording import said, words_of

TODAY = timezone.localdate


def read_all(version: CourseVersion, user: User) -> Any:
    enrolment = enrol(user.person, version, actor=user)
    for lesson in version.lessons.all():
        finish_lesson(enrolment, lesson, actor=user)
    return enrolment


def test_first_visit_offers_the_first_module(signed: Client, version: CourseVersion) -> None:
    words = words_of(signed.get("/fr/my-learning/"))
    assert f'<a class="btn" href="/fr/modules/{version.course.code.lower()}/"' in words
    assert said("My modules") not in words
    assert words.count('class="btn"') == 1


def test_resume_card_follows_the_last_module_read(signed: Client, learner: User, version: CourseVersion) -> None:
    other = CourseVersionFactory()
    for _number in range(2):
        LessonFactory(version=other)
    show(other)
    enrolment = enrol(learner.person, version, actor=learner)
    later = enrol(learner.person, other, actor=learner)
    assert read_own_path(learner.person, TODAY()).resumed.enrolment == later
    finish_lesson(enrolment, version.lessons.first(), actor=learner)
    path = read_own_path(learner.person, TODAY())
    assert path.resumed.enrolment == enrolment
    assert path.next_lesson == version.lessons.get(position=2)
    words = words_of(signed.get("/fr/my-learning/"))
    assert f'<a class="btn" href="{lesson_page(version, 2).url}"' in words
    assert f'<a class="btn" href="{lesson_page(version, 2, "ar").url}"' in words_of(signed.get("/ar/my-learning/"))


def test_when_all_is_read_the_test_is_next_and_then_the_module_is_done(
    signed: Client, learner: User, version: CourseVersion
) -> None:
    enrolment = read_all(version, learner)
    words = words_of(signed.get("/fr/my-learning/"))
    assert f'<a class="btn" href="{reverse("test-start", args=[version.course.uuid])}"' in words
    record_paper_result(enrolment, TestKind.FINAL, 3, 3, TODAY(), actor=learner)
    path = read_own_path(learner.person, TODAY())
    assert [step.is_done for step in path.steps] == [True]
    assert path.resumed is None
    assert said("You are up to date") in words_of(signed.get("/fr/my-learning/"))


def test_finished_modules_fold_after_four(learner: User, db: Any) -> None:
    for _number in range(6):
        version = CourseVersionFactory()
        LessonFactory(version=version)
        read_all(version, learner)
    unread = CourseVersionFactory()
    LessonFactory(version=unread)
    enrol(learner.person, unread, actor=learner)
    path = read_own_path(learner.person, TODAY())
    assert (len(path.open_steps), len(path.done_steps), len(path.older_done_steps)) == (1, 4, 2)


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "status", "shown"),
    [
        (5, 6, SessionStatus.PLANNED, True),
        (0, 0, SessionStatus.PLANNED, True),
        (-1, 0, SessionStatus.IN_PROGRESS, True),
        (-2, -1, SessionStatus.PLANNED, False),
        (5, 6, SessionStatus.CANCELLED, False),
        (5, 6, SessionStatus.POSTPONED, False),
    ],
)
def test_next_session(learner: User, starts_in: int, ends_in: int, status: str, shown: bool) -> None:
    session = SessionFactory(
        starts_on=TODAY() + datetime.timedelta(days=starts_in),
        ends_on=TODAY() + datetime.timedelta(days=ends_in),
        status=status,
    )
    registration = RegistrationFactory(session=session, person=learner.person)
    RegistrationFactory(session=session)  # somebody else's is never shown
    path = read_own_path(learner.person, TODAY())
    assert path.next_registration == (registration if shown else None)


def test_page_names_the_person_and_the_unit_in_the_language(signed: Client, learner: User) -> None:
    affiliation = AffiliationFactory(person=learner.person)
    AffiliationFactory(person=learner.person, ended=True, is_primary=False)
    french, arabic = words_of(signed.get("/fr/my-learning/")), words_of(signed.get("/ar/my-learning/"))
    assert affiliation.organisation.name_fr in french
    assert affiliation.organisation.name_ar in arabic
    assert learner.person.given_name_ar in arabic


def test_account_without_a_person_has_a_page_too(client: Client, db: Any) -> None:
    client.force_login(UserFactory(person=None, administrator=True))
    assert said("Your account is not linked to a person") in words_of(client.get("/fr/my-learning/"))


def test_page_needs_an_account(client: Client, db: Any) -> None:
    assert client.get("/ar/my-learning/").url == "/ar/account/login/?next=/ar/my-learning/"


# ------------------------------------------------------------------------------ signing in


@pytest.mark.parametrize(
    ("roles", "name"),
    [
        ((), "my-learning"),
        ((Role.LEARNER,), "my-learning"),
        ((Role.TRAINER,), "session-list"),
        ((Role.UPE_COORDINATOR, Role.LEARNER), "team"),
        ((Role.MINISTRY_OFFICER,), "indicator-dashboard"),
        ((Role.AUDITOR,), "indicator-dashboard"),
        ((Role.TERRITORIAL_COORDINATOR,), "indicator-dashboard"),
        ((Role.CONTENT_EDITOR,), "wagtailadmin_home"),
        ((Role.TRAINER, Role.ADMINISTRATOR), "wagtailadmin_home"),
    ],
)
def test_each_role_lands_on_its_daily_work(roles: tuple[str, ...], name: str) -> None:
    assert landing_of(frozenset(roles)) == name


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_signing_in_leads_to_the_persons_language(client: Client, db: Any, language: str) -> None:
    user = UserFactory(learner=True, person__language=language)
    client.force_login(user)
    assert client.get("/fr/signed-in/").url == f"/{language}/my-learning/"


def test_signed_in_needs_an_account(client: Client, db: Any) -> None:
    assert "/account/login/" in client.get("/fr/signed-in/").url

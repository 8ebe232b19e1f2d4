"""A learner's page costs ten queries at most, and no more with three things to show than with one."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from cms.models import HomePage, StandardPage
from courses.enrolment import enrol
from courses.enums import TestKind
from courses.lesson_progress import finish_lesson
from courses.models import CourseVersion
from courses.testing import answer_question, questions_of, start_attempt
from lms.people.models import User
from tests.cms.tree import lesson_page, show
from tests.factories import (
    AffiliationFactory,
    CompetencyFactory,
    CourseVersionFactory,
    LessonFactory,
    RegistrationFactory,
    SessionFactory,
)

Measure = Callable[[Client, str], int]


def add_modules(count: int) -> list[CourseVersion]:
    versions = []
    for number in range(count):
        version = CourseVersionFactory(with_test=True)
        version.course.competencies.add(CompetencyFactory(code="A1"), CompetencyFactory(code=f"B{number + 1}"))
        LessonFactory(version=version)
        show(version)
        versions.append(version)
    return versions


def plan(version: CourseVersion, count: int) -> None:
    today = timezone.localdate()
    for number in range(count):
        day = today + datetime.timedelta(days=10 + number)
        SessionFactory(version=version, starts_on=day, ends_on=day)


def test_home(client: Client, version: CourseVersion, queries_of: Measure) -> None:
    plan(version, 1)
    one = queries_of(client, "/fr/")
    add_modules(2)
    plan(version, 2)
    assert queries_of(client, "/fr/") == one == 9  # four of them look for figures, which are remembered once there


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_catalogue(signed: Client, version: CourseVersion, queries_of: Measure, language: str) -> None:
    one = queries_of(signed, f"/{language}/modules/")
    add_modules(2)
    assert queries_of(signed, f"/{language}/modules/") == one == 9


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_course(signed: Client, learner: User, version: CourseVersion, queries_of: Measure, language: str) -> None:
    address = f"/{language}/modules/{version.course.code.lower()}/"
    enrol(learner.person, version, actor=learner)
    plan(version, 1)
    one = queries_of(signed, address)
    LessonFactory(version=version)
    version.course.competencies.add(CompetencyFactory(code="B1"), CompetencyFactory(code="B2"))
    plan(version, 2)
    assert queries_of(signed, address) == one == 9


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_lesson(signed: Client, learner: User, version: CourseVersion, queries_of: Measure, language: str) -> None:
    enrol(learner.person, version, actor=learner)
    address = lesson_page(version, 1, language).url
    two = queries_of(signed, address)
    LessonFactory(version=version)
    assert queries_of(signed, address) == two == 6


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Wagtail leaves closing its temporary files to Python
def test_lesson_with_pictures(client: Client, version: CourseVersion, queries_of: Measure) -> None:
    """Two more queries for one picture (the pictures, their renditions), and the same two for three."""
    page = lesson_page(version, 1)
    bare = queries_of(client, page.url)
    costs = []
    for count in (1, 3):
        images = [
            get_image_model().objects.create(title=f"Image {n}", file=get_test_image_file(f"{count}-{n}.png"))
            for n in range(count)
        ]
        page.body = json.dumps(
            [
                {
                    "type": "image",
                    "id": str(uuid.uuid4()),
                    "value": {"image": image.pk, "alternative": "Un schéma", "caption": ""},
                }
                for image in images
            ]
        )
        page.save()
        costs.append(queries_of(client, page.url))
    assert costs == [bare + 2, bare + 2]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_my_learning(signed: Client, learner: User, version: CourseVersion, queries_of: Measure, language: str) -> None:
    AffiliationFactory(person=learner.person)
    enrol(learner.person, version, actor=learner)
    plan(version, 1)
    RegistrationFactory(session=version.sessions.get(), person=learner.person)
    address = f"/{language}/my-learning/"
    one = queries_of(signed, address)
    for other in add_modules(2):
        enrol(learner.person, other, actor=learner)
    assert queries_of(signed, address) == one == 9


@pytest.mark.parametrize("questions", [1, 3])
def test_test_screens(
    signed: Client, learner: User, version: CourseVersion, queries_of: Measure, questions: int
) -> None:
    version.questions.filter(position__gt=questions).delete()
    enrolment = enrol(learner.person, version, actor=learner)
    for lesson in version.lessons.all():
        finish_lesson(enrolment, lesson, actor=learner)
    assert queries_of(signed, reverse("test-start", args=[version.course.uuid])) == 9
    attempt = start_attempt(enrolment, TestKind.FINAL, actor=learner)
    address = reverse("test-question", args=[attempt.uuid, 1])
    assert queries_of(signed, address) == 9
    first = questions_of(attempt)[0]
    answer_question(attempt, first, first.choices.first(), actor=learner)
    assert queries_of(signed, address) == 10


def test_plain_page(signed: Client, queries_of: Measure) -> None:
    home = HomePage.objects.get(locale__language_code="ar")
    home.add_child(instance=StandardPage(title="إشعار", slug="avis", body="<p>نص</p>", locale=home.locale))
    assert queries_of(signed, "/ar/avis/") == 5

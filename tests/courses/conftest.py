"""What the tests of learning share: a module with lessons and a test, and somebody who follows it."""

from __future__ import annotations

from typing import Any

import pytest

from courses.lesson_progress import finish_lesson
from courses.models import Choice, CourseVersion, Enrolment, Question
from lms.people.models import User
from tests.factories import CourseVersionFactory, EnrolmentFactory, LessonFactory, QuestionFactory, UserFactory


@pytest.fixture
def version(db: Any) -> CourseVersion:
    """A published version with two lessons and five questions, each about the first lesson; passed at 60 %."""
    version = CourseVersionFactory(with_test=True)
    first, _second = LessonFactory(version=version), LessonFactory(version=version)
    for _number in range(5):
        QuestionFactory(version=version, lesson=first)
    return version


@pytest.fixture
def user(db: Any) -> User:
    return UserFactory(learner=True)


@pytest.fixture
def enrolment(version: CourseVersion, user: User) -> Enrolment:
    return EnrolmentFactory(version=version, person=user.person)


@pytest.fixture
def ready(enrolment: Enrolment, user: User) -> Enrolment:
    """Every lesson is read: the test is open."""
    for lesson in enrolment.version.lessons.all():
        finish_lesson(enrolment, lesson, actor=user)
    return enrolment


def right(question: Question) -> Choice:
    return question.choices.get(is_correct=True)


def wrong(question: Question) -> Choice:
    return question.choices.filter(is_correct=False).first()

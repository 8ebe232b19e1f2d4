"""What the tests of pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import CourseVersion
from lms.people.models import User
from tests.cms.tree import show
from tests.factories import CompetencyFactory, CourseVersionFactory, LessonFactory, QuestionFactory, UserFactory

# SQL of the settled state: the frame's names are remembered by the process after the first page.
Measure = Callable[[Client, str], int]


@pytest.fixture
def queries_of() -> Measure:
    """`queries_of(client, address)`: how many queries the page costs once the frame is remembered."""

    def measure(client: Client, address: str) -> int:
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    return measure


@pytest.fixture
def version(db: Any) -> CourseVersion:
    """A published version with two lessons and a test of three questions, shown in both languages."""
    version = CourseVersionFactory(with_test=True, objectives_fr="nommer ;\nsituer.", objectives_ar="تسمية؛\nتحديد.")
    version.course.competencies.add(CompetencyFactory())
    for _number in range(2):
        LessonFactory(version=version)
    for _number in range(3):
        QuestionFactory(version=version, lesson=version.lessons.first())
    show(version)
    return version


@pytest.fixture
def learner(db: Any) -> User:
    return UserFactory(learner=True)


@pytest.fixture
def signed(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client

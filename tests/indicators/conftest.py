"""What the tests of the figures share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.indicators.worked_example import load_worked_example
from lms.people.models import Person
from tests.factories import UserFactory


@pytest.fixture
def count_queries() -> Callable[[], CaptureQueriesContext]:
    """`with count_queries() as queries: …; len(queries)`"""
    return lambda: CaptureQueriesContext(connection)


@pytest.fixture
def example(db: Any) -> dict[str, Person]:
    """The worked example in the database; its persons as P1 … P7."""
    load_worked_example()
    return {f"P{number}": person for number, person in enumerate(Person.objects.filter(is_demo=True).order_by("pk"), 1)}


@pytest.fixture
def officer(client: Client, db: Any) -> Client:
    """A browser signed in as a ministry officer."""
    client.force_login(UserFactory(ministry_officer=True))
    return client

"""The suite's database keeper: what migrations wrote is there before and after every kind of test."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from wagtail.models import Locale, Page

from lms.people.models import Province, Region

ORDERS = (1, 2)  # each test runs twice, in any order: the second proves that the first left nothing behind


def territory() -> tuple[int, int]:
    return Region.objects.count(), Province.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERS)
def test_rows_of_migrations_are_there(order: int) -> None:
    assert territory() == (12, 75)
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"fr", "ar"}
    assert Page.objects.filter(depth=1).count() == 1
    Region.objects.update(name_fr=f"changed by {order}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("order", ORDERS)
def test_a_committed_change_is_undone_after_the_test(order: int) -> None:
    assert territory() == (12, 75)
    assert not Region.objects.filter(name_fr__startswith="changed").exists()
    Region.objects.update(name_fr=f"changed by {order}")


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_what_is_committed() -> None:
    seen: list[set[str]] = []
    Region.objects.update(name_fr="committed")

    def read() -> None:
        seen.append(set(Region.objects.values_list("name_fr", flat=True)))
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    reader.join()
    assert seen == [{"committed"}]

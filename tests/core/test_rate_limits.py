"""How often an address may look up certificates: thirty times a minute, three hundred times an hour."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from lms.core import rate_limits
from lms.core.rate_limits import refuse_too_many

ADDRESS = "/fr/verify/ABCDEFGH23456789/"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    moment = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(time=lambda: moment.now))
    return moment


@pytest.fixture
def is_let_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    monkeypatch.setattr(rate_limits, "respond_429", lambda request: "refused")

    def ask(address: str = HERE, **headers: str) -> bool:
        request = RequestFactory().get("/", REMOTE_ADDR=address, **headers)  # type: ignore[arg-type]
        return refuse_too_many(request, action="verify_certificate") is None

    return ask


def test_thirty_a_minute(clock: SimpleNamespace, is_let_in: Callable[..., bool]) -> None:
    assert [is_let_in() for _ in range(32)] == [True] * 30 + [False] * 2
    clock.now += 59
    assert (is_let_in(), is_let_in(ELSEWHERE)) == (False, True)
    clock.now += 1
    assert is_let_in()


def test_three_hundred_an_hour_however_slowly(clock: SimpleNamespace, is_let_in: Callable[..., bool]) -> None:
    """One every ten seconds: three thousand seconds for all of them, and what is refused is not counted."""
    answers = []
    for _ in range(320):
        answers.append(is_let_in())
        clock.now += 10
    assert answers == [True] * 300 + [False] * 20
    clock.now += 3600 - 3200
    assert is_let_in()


@pytest.mark.parametrize(("proxies", "refused"), [(0, True), (1, False)])
def test_a_forged_address_does_not_escape(
    clock: SimpleNamespace, is_let_in: Callable[..., bool], settings: Any, proxies: int, refused: bool
) -> None:
    """What stands before the entries of our proxies is the visitor's to write."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(30):
        assert is_let_in(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 10.0.0.1")
    assert not is_let_in(HTTP_X_FORWARDED_FOR="192.0.2.99, 10.0.0.1")
    assert is_let_in(HTTP_X_FORWARDED_FOR="10.0.0.1, 192.0.2.99") is not refused


@pytest.mark.django_db
def test_a_verification_costs_one_counter_in_the_database(client: Client, settings: Any) -> None:
    store = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    settings.CACHES = settings.CACHES | {"default": store}
    call_command("createcachetable")
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)
    counting = [query for query in queries if '"cache"' in query["sql"]]
    assert (len(counting), len(queries)) == (8, 15)

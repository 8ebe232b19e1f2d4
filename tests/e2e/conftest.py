"""Browser tests: one server for all of them, and people who arrive at it with a browser of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import TransactionTestCase
from pytest_django.live_server_helper import LiveServer

from .lived_world import LivedWorld, build_lived_world
from .walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def portal_server(django_db_setup: None) -> Iterator[LiveServer]:
    """pytest-django's server, started once the database is there: before, it would take the database for one in
    memory and share a single connection between all its threads."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def live_server(portal_server: LiveServer) -> LiveServer:
    """The same under pytest-django's name, which gives each test a fresh database."""
    return portal_server


def wait_for_last_requests(seconds: float = 10) -> None:
    """Return once the server has answered everything, also what pages send while they are being closed.

    The database is put back right afterwards, and must not be written at that moment.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.05)


@pytest.fixture
def arrive(live_server: LiveServer, open_page: Callable[..., Page], settings: Any) -> Iterator[Callable[..., Walker]]:
    """`arrive(language="ar", width=360)`: somebody with a browser of their own at the portal's door."""
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    walkers: list[Walker] = []

    def arrive(*, language: str, width: int = 1280, **options: Any) -> Walker:
        walkers.append(Walker(open_page(width=width, language=language, **options), live_server.url, language))
        return walkers[-1]

    yield arrive
    for walker in walkers:
        walker.page.context.close()
    wait_for_last_requests()
    assert [trouble for walker in walkers for trouble in walker.troubles] == []
    assert {page: words for walker in walkers for page, words in walker.untranslated.items()} == {}


@pytest.fixture(scope="module")
def lived_world(browser: Browser, portal_server: LiveServer, django_db_blocker: Any) -> Iterator[LivedWorld]:
    """A world for all the tests of a module, which only look at it; the database is put back at the end."""
    with django_db_blocker.unblock():
        yield build_lived_world()
        wait_for_last_requests()
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]

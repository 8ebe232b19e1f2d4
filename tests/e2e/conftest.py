"""Browser tests: all of them are marked, and walk the portal through `arrive`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from .walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """pytest-django's server, started once the database is there: before, it would take the database for one in
    memory and share a single connection between all its threads."""
    server = LiveServer("localhost")
    yield server
    server.stop()


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
def arrive(live_server: Any, open_page: Callable[..., Page], settings: Any) -> Iterator[Callable[..., Walker]]:
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

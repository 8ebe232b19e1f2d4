"""What every test stands on: a migrated database, no network, no leftovers, a browser when there is one."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import caches
from django.test import TransactionTestCase
from django.utils import translation

from tests.network import refuse_network
from tests.snapshots import ROOT, open_database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# `make test STRICT=1`: what this machine lacks is a failure, not a skip.
STRICT = os.environ.get("STRICT", "") not in {"", "0"}
# Chromium without windows takes a tenth less of the processor than the whole of it.
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or "/usr/bin/chromium"
)

# Examples that hypothesis found wanting, kept with everything else that a machine makes for itself.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / "var" / "hypothesis"))


def missing(what: str) -> None:
    """Skip the test for want of `what`, or fail it when the run is strict."""
    if STRICT:
        pytest.fail(f"{what} is missing, and STRICT=1 forbids to go without.", pytrace=False)
    pytest.skip(f"{what} is missing")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="look at every screen in every language at every width")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        from lms.core.catalogues import compile_catalogues

        compile_catalogues()
    refuse_network()


def pytest_collection_finish() -> None:
    """Everything imported so far stays to the end: looking through it for garbage at Python's usual pace takes a fifth
    of the run."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's own: a copy of the migrated snapshot, not a migration per process."""
    # Open for the making only: a test that asks for no database must not write to one, for nobody would undo it.
    with django_db_blocker.unblock():
        database = open_database(tmp_path_factory.mktemp("database"))
    with pytest.MonkeyPatch.context() as patch:
        # Django empties every table after a transactional test, also of the rows that migrations wrote.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: database.restore())
        yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(autouse=True)
def nothing_left_over() -> Iterator[None]:
    """The next test starts with empty caches (rate limits live there) and in the default language."""
    yield
    for cache in caches.all():
        cache.clear()
    translation.deactivate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium under Playwright, without a way out of this machine."""
    if not os.access(CHROMIUM, os.X_OK):
        missing("Chromium")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would mistake for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(width=360, language="ar", scripts=False)`: a page in its own context, closed at the end."""
    contexts = []

    def open_page(*, width: int = 1280, language: str = "fr", scripts: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800 if width > 600 else 740},
            locale=f"{language}-MA",
            java_script_enabled=scripts,
            **options,
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()

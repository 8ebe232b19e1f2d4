"""What a learner's phone has to fetch, served as in production: compressed, hashed, kept by the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from django.test.utils import CaptureQueriesContext

from lms.people.models import User

from .lived_world import LivedWorld
from .walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

KILOBYTE = 1024
FIRST_VIEW = 50 * KILOBYTE
REPEAT_VIEW = 12 * KILOBYTE
MOST_REQUESTS = 6
MOST_QUERIES = 10
# The Wagtail part is not on these pages, and compressing it takes a minute.
NOT_COLLECTED = ["wagtail*", "admin", "rest_framework"]


def learner_screens(lived: LivedWorld) -> dict[str, tuple[str, str]]:
    """Each learner page by name: who opens it, and its address."""
    world = lived.world
    return {
        "home": ("", "/fr/"),
        "catalogue": ("", "/fr/modules/"),
        "module": ("hind", world.course_page("fr").url),
        "lesson": ("hind", world.lesson_page(1, "fr").url),
        "my learning": ("hind", "/fr/my-learning/"),
        "test": ("hind", f"/fr/learning/courses/{world.course.uuid}/test/"),
        "question": ("hind", f"/fr/learning/tests/{lived.sitting.uuid}/2/"),
        "result": ("hind", f"/fr/learning/tests/{lived.passed.uuid}/"),
        "certificates": ("hind", "/fr/certificates/"),
        "session": ("hind", f"/fr/sessions/{world.session.uuid}/"),
        "register": ("samira", f"/fr/sessions/{world.session.uuid}/register/"),
        "sign-in": ("", "/fr/account/login/"),
        "verification": ("", f"/fr/verify/{lived.valid.code}/"),
        "accueil en arabe": ("", "/ar/"),
        "درس": ("hind", world.lesson_page(1, "ar").url),
    }


@pytest.fixture(scope="module")
def production_server(lived_world: LivedWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal behind WhiteNoise with its hashed and compressed files, and nothing else in between."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    root: Path = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=storages, STATIC_ROOT=str(root), WHITENOISE_AUTOREFRESH=False):
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=NOT_COLLECTED)
        thread = LiveServerThread("localhost", static_handler=lambda application: application)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        assert thread.error is None
        yield f"http://localhost:{thread.port}"
        thread.terminate()


def weigh(page: Page, address: str) -> tuple[int, int]:
    """Bytes that crossed the wire, headers included, and the number of requests."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(address, wait_until="networkidle")
    session.detach()
    return sum(sizes), sum(size > 0 for size in sizes)


def test_first_view_is_light_and_repeat_view_lighter(
    lived_world: LivedWorld, production_server: str, open_page: Callable[..., Page]
) -> None:
    too_heavy = {}
    for name, (who, address) in learner_screens(lived_world).items():
        page = open_page(width=360)
        if who:
            Walker(page, production_server, "fr").enter_as(User.objects.get(username=who))
        size, requests = weigh(page, production_server + address)
        again, _requests = weigh(page, production_server + address)
        assert size > again > 0, name
        if size > FIRST_VIEW or requests > MOST_REQUESTS or again > REPEAT_VIEW:
            too_heavy[name] = (size, requests, again)
    assert too_heavy == {}


def test_learner_pages_ask_the_database_ten_times_at_most(lived_world: LivedWorld) -> None:
    counts = {}
    for name, (who, address) in learner_screens(lived_world).items():
        client = Client()
        if who:
            client.force_login(User.objects.get(username=who))
        assert client.get(address).status_code == 200, name
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts[name] = len(queries)
    # The register belongs to a trainer: its budget is in tests/attendance.
    counts.pop("register")
    assert {name: count for name, count in counts.items() if count > MOST_QUERIES} == {}


def test_the_stylesheet_is_served_hashed_compressed_and_kept_for_good(
    lived_world: LivedWorld, production_server: str, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(f"{production_server}/fr/")
    address = page.locator("link[rel=stylesheet]").get_attribute("href")
    assert address
    answer = page.request.get(production_server + address)
    assert staticfiles_storage.url("takwin/takwin.css") == address != "/static/takwin/takwin.css"
    assert answer.headers["content-encoding"] in {"gzip", "br"}
    assert "immutable" in answer.headers["cache-control"]

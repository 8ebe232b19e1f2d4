"""Browser tests: all of them are marked, and walk the portal through `arrive`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from .walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def arrive(live_server: Any, open_page: Callable[..., Page], settings: Any) -> Iterator[Callable[..., Walker]]:
    """`arrive(language="ar", width=360)`: somebody with a browser of their own at the portal's door."""
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    walkers: list[Walker] = []

    def arrive(*, language: str, width: int = 1280, **options: Any) -> Walker:
        walkers.append(Walker(open_page(width=width, language=language, **options), live_server.url, language))
        return walkers[-1]

    yield arrive
    assert [trouble for walker in walkers for trouble in walker.troubles] == []
    assert {page: words for walker in walkers for page, words in walker.untranslated.items()} == {}

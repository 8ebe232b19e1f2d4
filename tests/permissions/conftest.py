"""The country and its visitors, made once for all tests of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import override_settings

from certificates import rendering
from tests.permissions.visitors import Visitors
from tests.permissions.world import build


@contextmanager
def _country(django_db_blocker: Any, is_drawn: Callable[[str], bool]) -> Iterator[Visitors]:
    """Each request is taken back, and the country at the end. Of the templates, those are drawn whose path `is_drawn`.

    Sessions are kept in their cookie, from which each request starts again. One certificate is drawn for all of them:
    who may have it does not depend on its looks, and each takes most of a second.
    """
    in_cookies = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    with in_cookies, pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        drawn: list[bytes] = []
        draw_certificate, draw = rendering.render_certificate, Template.render

        def draw_once(*args: Any, **options: Any) -> bytes:
            if not drawn:
                drawn.append(draw_certificate(*args, **options))
            return drawn[0]

        def draw_some(self: Template, context: Any = None, request: Any = None) -> str:
            return draw(self, context, request) if is_drawn(str(self.origin)) else ""

        patch.setattr(rendering, "render_certificate", draw_once)
        patch.setattr(Template, "render", draw_some)
        # Nobody has redirected an address: that is looked up for every page not found.
        patch.setattr("wagtail.contrib.redirects.middleware.get_redirect", lambda *args, **options: None)
        yield Visitors(build())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    """The visitors of a portal that draws no page: who is answered what does not depend on its looks."""
    with _country(django_db_blocker, lambda path: "/pdf/" in path) as visitors:
        yield visitors


@pytest.fixture(scope="module")
def readers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    """The visitors of a portal that draws its pages, save the one that says there is none."""
    with _country(django_db_blocker, lambda path: not path.endswith("/404.html")) as visitors:
        yield visitors

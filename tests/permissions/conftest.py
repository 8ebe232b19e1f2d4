"""The country and its visitors, made once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.template.backends.django import Template

from certificates import rendering
from tests.permissions.visitors import Visitors
from tests.permissions.world import build


@contextmanager
def _country(django_db_blocker: Any) -> Iterator[Visitors]:
    """Each request is taken back, and the country at the end. One certificate is drawn for all of them: who may have
    it does not depend on its looks, and each takes most of a second."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        drawn: list[bytes] = []
        draw = rendering.render_certificate

        def draw_once(*args: Any, **options: Any) -> bytes:
            if not drawn:
                drawn.append(draw(*args, **options))
            return drawn[0]

        patch.setattr(rendering, "render_certificate", draw_once)
        yield Visitors(build())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    """The visitors of a portal that draws no page: who is answered what does not depend on its looks."""
    with _country(django_db_blocker) as visitors, pytest.MonkeyPatch.context() as patch:
        draw = Template.render

        def draw_documents_only(self: Template, context: Any = None, request: Any = None) -> str:
            return draw(self, context, request) if "/pdf/" in str(self.origin) else ""

        patch.setattr(Template, "render", draw_documents_only)
        yield visitors


@pytest.fixture(scope="module")
def readers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    """The visitors of a portal that draws its pages."""
    with _country(django_db_blocker) as visitors:
        yield visitors

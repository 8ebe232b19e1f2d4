"""Which content policy each address carries."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponseBase
from django.test import Client
from wagtail.documents.models import Document

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def policy(client: Client, address: str) -> dict[str, set[str]]:
    """The directives of the answer's policy and their values."""
    return directives_of(client.get(address, follow=True))


def directives_of(answer: HttpResponseBase) -> dict[str, set[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {part[0]: set(part[1:]) for part in parts if part}


@pytest.mark.parametrize("address", ["/fr/account/login/", "/ar/account/login/", "/fr/nothing-here/", "/styleguide/"])
def test_the_portal_runs_no_inline_script_nor_style(client: Client, address: str) -> None:
    directives = policy(client, address)
    assert directives["default-src"] == {"'none'"}
    assert directives["script-src"] == directives["style-src"] == {"'self'"}
    assert directives["base-uri"] == {"'none'"}
    assert directives["form-action"] == directives["frame-ancestors"] == {"'self'"}


def test_the_administration_may_use_inline_scripts_and_styles(client: Client) -> None:
    client.force_login(UserFactory(administrator=True))
    directives = policy(client, "/admin/")
    assert directives["script-src"] == directives["style-src"] == {"'self'", "'unsafe-inline'"}
    assert directives["default-src"] == {"'none'"}


def test_a_document_runs_in_a_sandbox_and_is_downloaded(client: Client) -> None:
    document = Document(title="Guide")
    document.file.save("guide.pdf", ContentFile(b"%PDF-1.4 sample"))
    answer = client.get(document.url)
    answer.close()
    directives = directives_of(answer)
    assert "sandbox" in directives
    assert "allow-scripts" not in directives["sandbox"]
    assert directives["default-src"] == directives["script-src"] == {"'none'"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")

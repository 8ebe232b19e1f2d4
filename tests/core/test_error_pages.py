"""What people read when something is missing, refused, or broken."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import page_not_found, permission_denied, server_error

FRAMED = ("403.html", "403_csrf.html", "404.html", "429.html")


def visit(path: str = "/fr/nothing-here/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("template", FRAMED)
def test_error_pages_stand_in_the_frame(template: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(template, request=visit(f"/{language}/nothing-here/"))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert page.count("<h1>") == 1
    assert len(re.findall(r'class="btn"', page)) == 1
    assert 'href="#content"' in page


@pytest.mark.django_db
def test_a_missing_page_is_answered_404_in_the_language_of_its_address(client: Client) -> None:
    answer = client.get("/ar/nothing-here/")
    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()


@pytest.mark.django_db
def test_defaults_find_our_templates() -> None:
    missing = page_not_found(visit(), Exception("nothing"))
    refused = permission_denied(visit(), PermissionDenied())
    assert (missing.status_code, refused.status_code) == (404, 403)
    assert b"takwin.css" in missing.content
    assert b"takwin.css" in refused.content


@pytest.mark.django_db
def test_a_form_kept_open_too_long_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/fr/account/login/", {"login": "someone", "password": "something"})
    assert answer.status_code == 403
    assert b'href="/fr/account/login/"' in answer.content


def test_the_last_page_needs_no_database_and_speaks_both_languages() -> None:
    """No django_db mark: a query would fail this test."""
    page = server_error(visit()).content.decode()
    assert '<html lang="fr" dir="ltr">' in page
    assert 'lang="ar" dir="rtl"' in page
    assert 'href="/fr/"' in page
    assert 'href="/ar/"' in page

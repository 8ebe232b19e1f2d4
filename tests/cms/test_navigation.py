"""The frame: where each role is led, what is marked as current, and the same page in the other language."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from cms.models import HomePage, StandardPage
from cms.navigation import (
    ADMINISTRATION,
    CERTIFICATES,
    HOME,
    INDICATORS,
    LEARNING,
    MODULES,
    ORGANISATIONS,
    SESSIONS,
    SIGN_IN,
    TEAM,
    VERIFY,
    Destination,
    destinations,
    language_links,
    navigation,
)
from lms.people.enums import Role
from lms.people.scopes import Reach
from tests.factories import UserFactory

PLACES = (VERIFY, SIGN_IN, LEARNING, SESSIONS, CERTIFICATES, TEAM, INDICATORS, ORGANISATIONS, ADMINISTRATION)
NATIONAL = (INDICATORS, ORGANISATIONS, SESSIONS, MODULES)


def visit(path: str, user: Any = None, **query: str) -> HttpRequest:
    request = RequestFactory().get(path, query)
    request.user = user or AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.LEARNER}, (LEARNING, MODULES, SESSIONS, CERTIFICATES)),
        (set(), (LEARNING, MODULES, SESSIONS, CERTIFICATES)),
        ({Role.TRAINER}, (SESSIONS, MODULES, LEARNING)),
        ({Role.LEARNER, Role.TRAINER}, (SESSIONS, MODULES, LEARNING)),
        ({Role.UPE_COORDINATOR}, (TEAM, SESSIONS, MODULES, LEARNING)),
        ({Role.TRAINER, Role.UPE_COORDINATOR}, (TEAM, SESSIONS, MODULES, LEARNING)),
        ({Role.MINISTRY_OFFICER}, NATIONAL),
        ({Role.AUDITOR}, NATIONAL),
        ({Role.TERRITORIAL_COORDINATOR}, NATIONAL),
        ({Role.CONTENT_EDITOR}, (MODULES, LEARNING)),
        ({Role.ADMINISTRATOR}, (INDICATORS, ORGANISATIONS, SESSIONS, MODULES, ADMINISTRATION)),
        ({Role.ADMINISTRATOR, Role.UPE_COORDINATOR}, (INDICATORS, ORGANISATIONS, SESSIONS, MODULES, ADMINISTRATION)),
    ],
)
def test_destinations_by_role(roles: set[str], expected: tuple[Destination, ...]) -> None:
    assert destinations(Reach(roles=frozenset(roles)), signed_in=True) == expected


def test_destinations_of_a_visitor() -> None:
    assert destinations(Reach(), signed_in=False) == (HOME, MODULES, VERIFY, SIGN_IN)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.TRAINER}, (SESSIONS, MODULES, LEARNING, ADMINISTRATION)),
        (
            {Role.TRAINER, Role.UPE_COORDINATOR, Role.MINISTRY_OFFICER},
            (INDICATORS, ORGANISATIONS, SESSIONS, MODULES, ADMINISTRATION),
        ),
    ],
)
def test_who_writes_pages_finds_the_administration_among_five(
    roles: set[str], expected: tuple[Destination, ...]
) -> None:
    assert destinations(Reach(roles=frozenset(roles)), signed_in=True, may_administer=True) == expected


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.url_name)
def test_every_destination_has_an_address(place: Destination) -> None:
    assert reverse(place.url_name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fr/", {"home": "page"}),
        ("/fr/verify/", {"shield": "page"}),
        ("/fr/verify/7K4M-Q2XD-9RTB-H5WN/", {"shield": "true"}),
        ("/fr/account/login/", {"person": "page"}),
        ("/fr/account/password/reset/", {}),
        ("/fr/modules/", {"book": "page"}),
        ("/fr/modules/m01/", {"book": "true"}),
    ],
)
def test_where_a_visitor_is(path: str, expected: dict[str, str]) -> None:
    with translation.override("fr"):
        assert {entry.icon: entry.current for entry in navigation(visit(path)) if entry.current} == expected


@pytest.mark.django_db
def test_a_test_belongs_to_learning() -> None:
    with translation.override("ar"):
        entries = navigation(visit("/ar/learning/tests/1/", UserFactory(learner=True)))
    assert [entry.icon for entry in entries if entry.current] == ["path"]
    assert all(entry.url.startswith("/ar/") for entry in entries)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fr/sessions/", [("ar", "/ar/sessions/"), ("fr", "/fr/sessions/")]),
        (
            "/fr/verify/",
            [("ar", "/ar/verify/"), ("fr", "/fr/verify/"), ("en", "/en/verify/")],
        ),
        ("/styleguide/", [("ar", "/ar/"), ("fr", "/fr/")]),
    ],
)
def test_the_same_address_in_the_other_languages(path: str, expected: list[tuple[str, str]]) -> None:
    with translation.override("fr"):
        links = language_links(visit(path))
    assert [(link.code, link.url) for link in links] == expected
    assert [link.code for link in links if link.current] == ["fr"]


@pytest.mark.django_db
def test_a_search_keeps_its_words_and_the_way_back_changes_language() -> None:
    with translation.override("fr"):
        links = language_links(visit("/fr/account/login/", q="enfant", next="/fr/sessions/"))
    assert links[0].url == "/ar/account/login/?q=enfant&next=/ar/sessions/"


@pytest.fixture
def help_pages(db: None) -> dict[str, StandardPage]:
    """The help page in French and its translation, under another slug."""
    french = StandardPage(title="Aide", slug="aide", locale=Locale.objects.get(language_code="fr"))
    HomePage.objects.get(locale__language_code="fr").add_child(instance=french)
    arabic = StandardPage(
        title="مساعدة",
        slug="musaada",
        locale=Locale.objects.get(language_code="ar"),
        translation_key=french.translation_key,
    )
    HomePage.objects.get(locale__language_code="ar").add_child(instance=arabic)
    return {"fr": french, "ar": arabic}


def test_a_page_leads_to_its_translation(client: Client, help_pages: dict[str, StandardPage]) -> None:
    page = client.get("/fr/aide/").content.decode()
    assert '<a href="/ar/musaada/" lang="ar" hreflang="ar">' in page
    assert '<link rel="alternate" hreflang="ar" href="/ar/musaada/">' in page


def test_a_page_not_yet_translated_leads_to_the_other_home(client: Client, help_pages: dict[str, StandardPage]) -> None:
    help_pages["ar"].unpublish()
    assert '<a href="/ar/" lang="ar" hreflang="ar">' in client.get("/fr/aide/").content.decode()


def test_the_footer_names_the_plain_pages(client: Client, help_pages: dict[str, StandardPage]) -> None:
    page = client.get("/ar/account/login/").content.decode()
    assert '<li><a href="/ar/musaada/">مساعدة</a></li>' in page

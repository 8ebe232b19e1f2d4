"""Addresses: the page found in one query is the one Wagtail would have found."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from wagtail.models import Page, PageViewRestriction

from cms.models import CoursePage, HomePage, LessonPage, StandardPage
from cms.page_links import page_url
from cms.page_paths import below_home, page_address
from cms.serving import find_page
from courses.models import CourseVersion
from lms.people.models import Person
from tests.cms.tree import lesson_page, show
from tests.factories import CourseVersionFactory, LessonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url_path", "below"),
    [("/accueil/", ""), ("/accueil/modules/", "modules/"), ("/accueil/modules/m02/", "modules/m02/")],
)
def test_what_follows_the_home_page(url_path: str, below: str) -> None:
    assert below_home(url_path) == below


def test_every_page_has_the_address_wagtail_gives_it(version: CourseVersion) -> None:
    pages = Page.objects.filter(depth__gt=1).select_related("locale")
    assert len(pages) == 10
    for page in pages:
        assert page_address(page.url_path, page.locale.language_code) == page.url
        found = find_page(below_home(page.url_path), page.locale.language_code)
        assert found == page.specific
        assert type(found) is page.specific_class


def test_finding_a_page_costs_one_query(version: CourseVersion) -> None:
    find_page("modules/", "fr")  # content types are remembered
    for path in (
        "",
        "modules/",
        f"modules/{version.course.code.lower()}/",
        f"modules/{version.course.code.lower()}/lecon-1/",
    ):
        with CaptureQueriesContext(connection) as queries:
            page = find_page(path, "ar")
        assert page is not None
        assert len(queries) == 1


@pytest.mark.parametrize("path", ["nulle-part/", "modules/nulle-part/", "modules/x/y/z/", "modules/lecon-1/"])
def test_unknown_addresses_are_not_found(client: Client, version: CourseVersion, path: str) -> None:
    assert client.get(f"/fr/{path}").status_code == 404


def test_a_draft_is_not_served(client: Client, version: CourseVersion) -> None:
    page = lesson_page(version, 1)
    address = page.url
    assert client.get(address).status_code == 200
    page.unpublish()
    assert client.get(address).status_code == 404


def test_same_slug_in_two_modules_stays_apart(client: Client, version: CourseVersion) -> None:
    other = CourseVersionFactory()
    LessonFactory(version=other, title_fr="Une autre première leçon")
    show(other)
    content = client.get(lesson_page(other, 1).url).content.decode()
    assert "Une autre première leçon" in content
    assert version.course.title_fr not in content


def test_a_restricted_page_asks_for_a_sign_in(client: Client, version: CourseVersion) -> None:
    page = CoursePage.objects.get(course=version.course, locale__language_code="fr")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get(lesson_page(version, 1).url)
    assert response.status_code == 302
    assert "/account/login/" in response.url
    assert client.get("/fr/modules/").status_code == 200


def test_language_links_lead_to_the_translated_page(client: Client, version: CourseVersion) -> None:
    page = lesson_page(version, 1)
    arabic = lesson_page(version, 1, "ar")
    arabic.slug = "dars-1"
    arabic.save_revision().publish()
    content = client.get(page.url).content.decode()
    assert f'href="{lesson_page(version, 1, "ar").url}" lang="ar"' in content


def test_page_without_translation_links_to_the_other_home(client: Client) -> None:
    home = HomePage.objects.get(locale__language_code="fr")
    home.add_child(instance=StandardPage(title="Seule", slug="seule", locale=home.locale))
    assert 'href="/ar/" lang="ar"' in client.get("/fr/seule/").content.decode()


def test_links_of_many_records_cost_one_query_per_kind(version: CourseVersion, rf: object) -> None:
    request = rf.get("/fr/")  # type: ignore[attr-defined]
    others = [CourseVersionFactory() for _number in range(2)]
    for other in others:
        show(other)
    with CaptureQueriesContext(connection) as queries:
        addresses = [page_url(row, request) for row in (version, version.course, *others)]
    assert len(queries) == 1
    code = version.course.code.lower()
    assert addresses == [f"/fr/modules/{code}/"] * 2 + [f"/fr/modules/{row.course.code.lower()}/" for row in others]
    with CaptureQueriesContext(connection) as queries:
        lessons = [page_url(lesson, request) for lesson in version.lessons.all()]
    assert len(queries) == 2  # the lessons themselves, and their pages
    assert lessons == [f"/fr/modules/{code}/lecon-{n}/" for n in (1, 2)]


def test_record_without_page_has_no_address_and_people_have_none_at_all() -> None:
    assert page_url(CourseVersionFactory().course) == ""
    with pytest.raises(TypeError):
        page_url(Person())


def test_every_page_type_previews(version: CourseVersion) -> None:
    for page in (HomePage, CoursePage, LessonPage):
        instance = page.objects.first()
        response = instance.make_preview_request(preview_mode=instance.default_preview_mode)
        assert response.status_code == 200
        assert escape(instance.title) in response.content.decode()

"""What the demonstration builds. Every test here shares one catalogue: the module's fixture builds it once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count
from django.test import Client
from wagtail.models import Page

from cms.demo.pages import LANGUAGES, PLAIN_PAGES, build_pages
from cms.models import CoursePage, LessonPage, StandardPage
from courses.models import Course, CourseVersion, Lesson, Question, Theme
from courses.publishing import publishing_obstacles
from tests.wording import words_of


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The demonstration catalogue, built once for the tests of this part and taken away afterwards."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        said: list[str] = []
        counts = build_pages(progress=said.append)
        yield counts, said
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def test_demonstration_has_ten_modules_in_both_languages(built: Any, db: None) -> None:
    counts, said = built
    assert counts == {"themes": 14, "competencies": 9, "courses": 10, "course_pages": 10, "plain_pages": 5}
    assert said == [f"M{n:02d}" for n in range(1, 11)] * 2 + list(PLAIN_PAGES)
    assert Theme.objects.count() == 14
    for language in LANGUAGES:
        assert CoursePage.objects.live().filter(locale__language_code=language).count() == 10
        assert LessonPage.objects.live().filter(locale__language_code=language).count() == Lesson.objects.count()
        assert StandardPage.objects.live().filter(locale__language_code=language).count() == 5


def test_demonstration_pages_are_linked_in_pairs(built: Any, db: None) -> None:
    pairs = Page.objects.filter(depth__gt=1).order_by().values("translation_key")
    pairs = pairs.annotate(pages=Count("pk"), languages=Count("locale", distinct=True))
    assert {(row["pages"], row["languages"]) for row in pairs} == {(2, 2)}


def test_demonstration_records_are_complete(built: Any, db: None) -> None:
    assert set(Course.objects.values_list("code", flat=True)) == {f"M{n:02d}" for n in range(1, 11)}
    for version in CourseVersion.objects.select_related("course"):
        assert publishing_obstacles(version) == []
        assert version.questions.exists()
        assert all(question.lesson_id for question in version.questions.all())
    assert not Question.objects.exclude(explanation_fr="").filter(explanation_ar="").exists()


def test_demonstration_is_built_once(built: Any, db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        counts = build_pages()
    assert set(counts.values()) == {0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_demonstration_pages_are_served(built: Any, db: None, client: Client, language: str) -> None:
    home = words_of(client.get(f"/{language}/"))
    for slug in PLAIN_PAGES:
        assert f'href="/{language}/{slug}/"' in home
        assert client.get(f"/{language}/{slug}/").status_code == 200
    for page in [*CoursePage.objects.filter(locale__language_code=language), *LessonPage.objects.filter(
        locale__language_code=language, lesson__version__course__code__in=["M01", "M02"]
    )]:  # fmt: skip
        assert client.get(page.url).status_code == 200

"""From records to the pages that show them, in the language being read.

Records do not know their pages, so a list of records asks here once for all of them, never once per row.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language

from courses.models import Course, CourseVersion, Lesson

from .models import CoursePage, LessonPage
from .page_paths import page_address


def portal_language() -> str:
    """The language of the portal's pages being read: French where the page speaks English."""
    language = (get_language() or "fr")[:2]
    return language if language in settings.PORTAL_LANGUAGES else "fr"


def course_path(reference: str = "pk") -> Subquery:
    """The `url_path` of the page of the course at `reference`, to annotate a list of records with."""
    return _path_of(CoursePage.objects.filter(course=OuterRef(reference)))


def lesson_path(reference: str = "pk") -> Subquery:
    """The `url_path` of the page of the lesson at `reference`."""
    return _path_of(LessonPage.objects.filter(lesson=OuterRef(reference)))


def _path_of(pages: QuerySet[Any]) -> Subquery:
    shown = pages.filter(live=True, locale__language_code=portal_language())
    return Subquery(shown.order_by("path").values("url_path")[:1])


def address(url_path: str | None) -> str:
    """The address of an annotated path, empty when there is no page in this language."""
    return page_address(url_path, portal_language()) if url_path else ""


def page_url(record: Any, request: HttpRequest | None = None) -> str:
    """The address of the page of a Course, a CourseVersion or a Lesson; empty when it has none in this language.

    The first course asked for reads the pages of all courses, the first lesson those of its version.
    Raises TypeError for records that no page shows.
    """
    known: dict[tuple[str, str, int], dict[int, str]] = (
        {} if request is None else request.__dict__.setdefault("_page_addresses", {})
    )
    language = portal_language()
    if isinstance(record, CourseVersion):
        return _look_up(known, ("course", language, 0), record.course_id)
    if isinstance(record, Course):
        return _look_up(known, ("course", language, 0), record.pk)
    if isinstance(record, Lesson):
        return _look_up(known, ("lesson", language, record.version_id), record.pk)
    raise TypeError(f"No page shows a {type(record).__name__}.")


def _look_up(known: dict[tuple[str, str, int], dict[int, str]], key: tuple[str, str, int], pk: int) -> str:
    if key not in known:
        kind, language, version_id = key
        rows: QuerySet[Any]
        if kind == "course":
            rows = CoursePage.objects.values_list("course_id", "url_path")
        else:
            rows = LessonPage.objects.filter(lesson__version=version_id).values_list("lesson_id", "url_path")
        shown = rows.filter(live=True, locale__language_code=language).order_by("-path")
        known[key] = {record: page_address(path, language) for record, path in shown}
    return known[key].get(pk, "")

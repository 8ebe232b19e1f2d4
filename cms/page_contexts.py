"""What each page shows besides its own fields.

The readings know the page models, so they are imported when a page is served, not when the models are loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import CataloguePage, CoursePage, HomePage, LessonPage


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    from .readings import home

    return home.read(page, request)


def catalogue_context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    from .readings import catalogue

    return catalogue.read(page, request)


def course_context(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    from .readings import course

    return course.read(page, request)


def lesson_context(page: LessonPage, request: HttpRequest) -> dict[str, Any]:
    from .readings import lesson

    return lesson.read(page, request)

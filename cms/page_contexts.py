"""What each page shows besides its own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import CataloguePage, CoursePage, LessonPage


def home_context(request: HttpRequest) -> dict[str, Any]:
    return {}


def catalogue_context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    return {}


def course_context(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    return {}


def lesson_context(page: LessonPage, request: HttpRequest) -> dict[str, Any]:
    return {}

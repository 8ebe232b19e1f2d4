"""The page of a lesson: its place among the others, and what comes after it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from wagtail.images import get_image_model

from courses.enums import VersionState
from courses.models import Lesson
from courses.selectors import lessons_of

from ..models import LessonPage
from ..page_links import address, lesson_path
from ..page_paths import page_address
from ..pictures import RENDITIONS
from .reader import reader_id


def read(page: LessonPage, request: HttpRequest) -> dict[str, Any]:
    person_id = reader_id(request)
    version = page.lesson.version
    lessons: list[Any] = list(lessons_of(version.pk, person_id).annotate(page_path=lesson_path()))
    place = next((index for index, row in enumerate(lessons) if row.pk == page.lesson_id), 0)
    following = lessons[place + 1] if place + 1 < len(lessons) else None
    course_address = page_address(page.url_path.rstrip("/").rpartition("/")[0] + "/", page.locale.language_code)
    read_renditions_at_once(page.body)
    return {
        "lesson": page.lesson,
        "version": version,
        "course": version.course,
        "course_address": course_address,
        "lessons": lessons,
        "number": place + 1,
        "is_finished": bool(lessons) and lessons[place].is_finished,
        "previous": lessons[place - 1] if place else None,
        "following": following,
        "next_address": _next_address(version, following, course_address),
        "has_person": person_id is not None,
        "is_open": version.state == VersionState.PUBLISHED,
    }


def _next_address(version: Any, following: Lesson | None, course_address: str) -> str:
    """After this lesson: the following one; after the last the test, or the module's page without a test."""
    if following is not None:
        return address(following.page_path) or course_address  # type: ignore[attr-defined]
    if version.requires_test:
        return reverse("test-start", args=[version.course.uuid])
    return course_address


def read_renditions_at_once(body: Any) -> None:
    """Give the pictures of a body their renditions with one query instead of one each."""
    images = [block.value["image"] for block in body if block.block_type == "image" and block.value["image"]]
    if images:
        rows = get_image_model().get_rendition_model().objects.filter(filter_spec__in=RENDITIONS)
        prefetch_related_objects(images, Prefetch("renditions", queryset=rows, to_attr="prefetched_renditions"))

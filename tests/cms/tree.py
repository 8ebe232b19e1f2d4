"""Pages for tests: a version shown in both languages."""

from __future__ import annotations

import json
import uuid
from typing import Any

from wagtail.models import Locale

from cms.models import CataloguePage, CoursePage, LessonPage
from courses.models import CourseVersion

PARAGRAPH = [{"type": "paragraph", "id": str(uuid.uuid4()), "value": "<p>Un texte à lire.</p>"}]


def show(
    version: CourseVersion, *, languages: tuple[str, ...] = ("fr", "ar"), body: Any = None
) -> dict[str, CoursePage]:
    """Publish the pages of the module and of its lessons; return the module's page by language."""
    key, keys = uuid.uuid4(), {lesson.pk: uuid.uuid4() for lesson in version.lessons.all()}
    return {language: _show_in(version, language, key, keys, json.dumps(body or PARAGRAPH)) for language in languages}


def _show_in(
    version: CourseVersion, language: str, key: uuid.UUID, keys: dict[int, uuid.UUID], body: str
) -> CoursePage:
    locale = Locale.objects.get(language_code=language)
    page = CataloguePage.objects.get(locale=locale).add_child(
        instance=CoursePage(
            course=version.course,
            title=getattr(version.course, f"title_{language}"),
            slug=version.course.code.lower(),
            locale=locale,
            translation_key=key,
        )
    )
    for lesson in version.lessons.all():
        page.add_child(
            instance=LessonPage(
                lesson=lesson,
                title=getattr(lesson, f"title_{language}"),
                slug=f"lecon-{lesson.position}",
                body=body,
                locale=locale,
                translation_key=keys[lesson.pk],
            )
        )
    return page


def lesson_page(version: CourseVersion, position: int, language: str = "fr") -> LessonPage:
    return LessonPage.objects.get(lesson__version=version, lesson__position=position, locale__language_code=language)

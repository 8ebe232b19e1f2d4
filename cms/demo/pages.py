"""The demonstration catalogue: records and linked French and Arabic pages, from the texts beside this module.

Only what is missing is made, so a second run changes nothing and what editors changed stays changed.
"""

from __future__ import annotations

import datetime
import json
import tomllib
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from courses.enums import VersionState
from courses.models import Choice, Competency, Course, CourseVersion, Lesson, Question, Theme

from ..models import CataloguePage, CoursePage, HomePage, LessonPage, StandardPage

CONTENT = Path(__file__).parent / "content"
PLAIN = Path(__file__).parent / "plain"
LANGUAGES = ("fr", "ar")
# Foot pages in the order in which the foot shows them.
PLAIN_PAGES = ("aide", "accessibilite", "donnees-personnelles", "comment-nous-comptons", "mentions-legales")
# Before the first demonstration session, so that every session follows a version already published.
PUBLISHED_ON = datetime.date(2024, 1, 8)
Progress = Callable[[str], None]


def build_pages(*, progress: Progress | None = None) -> dict[str, int]:
    """Make the themes, competencies, modules, lessons, questions and pages that are missing; return how many.

    `progress` is called with the code or slug of each thing made.
    """
    say = progress or (lambda made: None)
    counts = {"themes": _reference(Theme, "themes"), "competencies": _reference(Competency, "competencies")}
    texts = [_read(path) for path in sorted(CONTENT.glob("m*.toml"))]
    counts["courses"] = _missing(texts, "code", Course.objects.values_list("code", flat=True), _make_course, say)
    shown = CoursePage.objects.values_list("course__code", flat=True)
    counts["course_pages"] = _missing(texts, "code", shown, _make_course_pages, say)
    plain = [_read(PLAIN / f"{slug}.toml") | {"slug": slug} for slug in PLAIN_PAGES]
    written = StandardPage.objects.values_list("slug", flat=True)
    counts["plain_pages"] = _missing(plain, "slug", written, _make_plain_pages, say)
    return counts


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _missing(
    texts: Iterable[dict[str, Any]],
    key: str,
    there: Iterable[str],
    make: Callable[[dict[str, Any]], None],
    say: Progress,
) -> int:
    """Make what is not there yet, each in one transaction: an interrupted run leaves nothing half made."""
    known, made = set(there), 0
    for text in texts:
        if text[key] not in known:
            with transaction.atomic():
                make(text)
            say(text[key])
            made += 1
    return made


def _reference(model: Any, name: str) -> int:
    known = set(model.objects.values_list("code", flat=True))
    rows = [model(**row) for row in _read(CONTENT / f"{name}.toml")[name] if row["code"] not in known]
    model.objects.bulk_create(rows)
    return len(rows)


# ------------------------------------------------------------------------------ records


def _make_course(text: dict[str, Any]) -> None:
    course = Course.objects.create(
        theme=Theme.objects.get(code=text["theme"]),
        **{name: text[name] for name in ("code", "level", "modality")},
        **_both(text, "title", "summary"),
    )
    course.competencies.set(Competency.objects.filter(code__in=text["competencies"]))
    version = CourseVersion.objects.create(
        course=course,
        number=1,
        state=VersionState.PUBLISHED,
        published_on=PUBLISHED_ON,
        review_on=text.get("review_on"),
        pass_mark=text["pass_mark"] if text["requires_test"] else None,
        validity_months=text["validity_months"] or None,
        **{name: text[name] for name in ("minutes", "practice_share", "attendance_threshold")},
        **_both(text, "objectives", "sources"),
        **{f"audience_{code}": _audience(text, code) for code in LANGUAGES},
    )
    lessons = {
        row["slug"]: Lesson.objects.create(
            version=version, position=position, minutes=row["minutes"], **_both(row, "title", "summary")
        )
        for position, row in enumerate(text["lessons"], start=1)
    }
    for row in text["questions"]:
        _make_question(version, row, lessons)


def _make_question(version: CourseVersion, row: dict[str, Any], lessons: dict[str, Lesson]) -> None:
    question = Question.objects.create(
        version=version,
        form=row.get("form", "a"),
        position=row["position"],
        lesson=lessons[row["lesson"]] if row.get("lesson") else None,
        **_both(row, "text", "explanation"),
    )
    Choice.objects.bulk_create(
        Choice(question=question, position=position, is_correct=choice["correct"], **_both(choice, "text"))
        for position, choice in enumerate(row["choices"], start=1)
    )


def _both(row: dict[str, Any], *names: str) -> dict[str, str]:
    """The columns of both languages; lists become one item per line."""
    columns = {}
    for name in names:
        for code in LANGUAGES:
            value = row.get(f"{name}_{code}", "")
            columns[f"{name}_{code}"] = "\n".join(value) if isinstance(value, list) else value
    return columns


def _audience(text: dict[str, Any], code: str) -> str:
    parts = [text.get(f"audience_{code}", ""), text.get(f"prerequisites_{code}", "")]
    return "\n\n".join(part for part in parts if part)


# ------------------------------------------------------------------------------ pages


def _make_course_pages(text: dict[str, Any]) -> None:
    course = Course.objects.get(code=text["code"])
    version = course.versions.order_by("number").first()
    lessons = {lesson.position: lesson for lesson in version.lessons.all()} if version else {}
    course_key, lesson_keys = uuid.uuid4(), [uuid.uuid4() for _row in text["lessons"]]
    for locale in _locales():
        code = locale.language_code
        parent = CataloguePage.objects.get(locale=locale)
        page = _publish(
            parent,
            CoursePage(course=course, title=text[f"title_{code}"], slug=text[f"slug_{code}"]),
            locale,
            course_key,
        )
        for position, (row, key) in enumerate(zip(text["lessons"], lesson_keys, strict=True), start=1):
            body = json.dumps([_block(entry, code) for entry in row["blocks"]])
            lesson_page = LessonPage(lesson=lessons[position], title=row[f"title_{code}"], slug=row["slug"], body=body)
            _publish(page, lesson_page, locale, key)


def _block(entry: dict[str, Any], code: str) -> dict[str, Any]:
    """A block of the text as StreamField data in one language, with the ids that translation needs."""
    value: Any
    if entry["type"] == "paragraph":
        value = entry[code]
    elif entry["type"] == "key_message":
        value = {"text": entry[code]}
    elif entry["type"] == "case_study":
        value = {
            "title": entry[f"title_{code}"],
            "situation": entry[f"situation_{code}"],
            "questions": [{"type": "item", "id": _id(), "value": text} for text in entry[f"questions_{code}"]],
            "guidance": entry.get(f"guidance_{code}", ""),
            "is_fictional": True,
        }
    else:
        raise ValueError(f"No block of a lesson is called {entry['type']!r}.")
    return {"type": entry["type"], "id": _id(), "value": value}


def _id() -> str:
    return str(uuid.uuid4())


def _make_plain_pages(text: dict[str, Any]) -> None:
    key = uuid.uuid4()
    for locale in _locales():
        code = locale.language_code
        columns = {name: text[f"{name}_{code}"] for name in ("title", "introduction", "body")}
        _publish(HomePage.objects.get(locale=locale), StandardPage(slug=text["slug"], **columns), locale, key)


def _locales() -> list[Locale]:
    return sorted(
        Locale.objects.filter(language_code__in=LANGUAGES), key=lambda row: LANGUAGES.index(row.language_code)
    )


def _publish(parent: Page, page: Any, locale: Locale, translation_key: uuid.UUID) -> Any:
    """Add `page` under `parent`, live, as the translation that shares the key."""
    now = timezone.now()
    page.locale, page.translation_key = locale, translation_key
    page.live, page.first_published_at, page.last_published_at = True, now, now
    return parent.add_child(instance=page)

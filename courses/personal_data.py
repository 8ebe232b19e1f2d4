"""What this app keeps about a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.people.privacy.own_parts import coded
from lms.people.privacy.portrait import LEARNING, register_part

from .models import Enrolment, LessonProgress, TestAttempt

Lines = Iterable[tuple[Any, ...]]


def enrolments(person: Person) -> Lines:
    for row in Enrolment.objects.filter(person=person).select_related("version__course"):
        yield row.version.course.code, row.version.course.title, row.version.number, row.enrolled_at


def lessons(person: Person) -> Lines:
    rows = LessonProgress.objects.filter(enrolment__person=person).select_related("lesson__version__course")
    for row in rows:
        yield row.lesson.version.course.code, row.lesson.title, row.completed_at


def attempts(person: Person) -> Lines:
    rows = TestAttempt.objects.filter(enrolment__person=person).select_related("enrolment__version__course")
    for row in rows:
        yield (
            row.enrolment.version.course.code, coded(row, "kind"), row.started_at, row.submitted_at, row.points,
            row.points_possible, row.passed,
        )  # fmt: skip


def register() -> None:
    """Add the parts of this app to the portrait."""
    module = ("module", _("module"))
    register_part(
        "enrolments", _("Modules followed"), rows=enrolments, order=LEARNING,
        headings=(module, ("title", _("title")), ("version", _("version")), ("enrolled_at", _("enrolled at"))),
    )  # fmt: skip
    register_part(
        "lessons", _("Lessons finished"), rows=lessons, order=LEARNING + 10,
        headings=(module, ("lesson", _("lesson")), ("finished_at", _("finished at"))),
    )  # fmt: skip
    register_part(
        "attempts", _("Tests"), rows=attempts, order=LEARNING + 20,
        headings=(module, ("kind", _("kind")), ("started_at", _("started at")), ("handed_in_at", _("handed in at")),
                  ("points", _("points")), ("points_possible", _("points possible")), ("passed", _("passed"))),
    )  # fmt: skip

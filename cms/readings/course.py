"""The page of a module: what it teaches, how far the reader is, what a certificate asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone

from attendance.enums import Capacity
from attendance.models import Registration, Session
from attendance.rates import half_days_needed
from courses.enums import VersionState
from courses.models import CourseVersion, Lesson
from courses.scoring import half_days, least_part, whole_days, whole_percent
from courses.selectors import lessons_of, readable_version

from ..models import CoursePage
from ..page_links import lesson_path
from .lesson import read_renditions_at_once
from .reader import reader_id

SESSIONS_SHOWN = 5


@dataclass(frozen=True)
class Conditions:
    """What the certificate asks, in whole numbers."""

    half_days: int
    half_days_needed: int
    questions: int
    right_answers_needed: int


@dataclass(frozen=True)
class Progress:
    """How far the reader is in the module."""

    version: Any
    lessons: list[Any]

    @property
    def finished_count(self) -> int:
        return sum(lesson.is_finished for lesson in self.lessons)

    @property
    def percent(self) -> int:
        return whole_percent(self.finished_count, len(self.lessons))

    @property
    def is_enrolled(self) -> bool:
        return self.version.enrolment_id is not None

    @property
    def next_lesson(self) -> Lesson | None:
        return next((lesson for lesson in self.lessons if not lesson.is_finished), None)

    @property
    def awaits_test(self) -> bool:
        """Every lesson is read and the test is the next thing to do."""
        has_test = self.version.requires_test and self.version.question_count
        return bool(self.is_enrolled and not self.next_lesson and has_test and not self.version.test_passed)


def read(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    person_id = reader_id(request)
    version = readable_version(page.course_id, person_id)
    read_renditions_at_once(page.body)
    context: dict[str, Any] = {
        "course": page.course,
        "version": version,
        "competencies": list(page.course.competencies.all()),
        "sessions": _open_sessions(page.course_id, person_id),
        "has_person": person_id is not None,
    }
    if version is not None:
        lessons = list(lessons_of(version.pk, person_id).annotate(page_path=lesson_path()))
        context |= {
            "lessons": lessons,
            "progress": Progress(version, lessons),
            "days": whole_days(version.minutes),
            "is_withdrawn": version.state == VersionState.WITHDRAWN,
            "conditions": _conditions(version),
        }
    return context


def _conditions(version: CourseVersion) -> Conditions:
    slots = half_days(version.minutes)
    questions: int = version.question_count
    return Conditions(
        half_days=slots,
        half_days_needed=half_days_needed(slots, version.attendance_threshold),
        questions=questions,
        right_answers_needed=least_part(questions, version.pass_mark or 0),
    )


def _open_sessions(course_id: int, person_id: int | None) -> list[Session]:
    """The next sessions of the module, each with the reader's own registration when there is one."""
    own = Registration.objects.filter(session=OuterRef("pk"), person=person_id, capacity=Capacity.PARTICIPANT)
    rows = Session.objects.upcoming(timezone.localdate()).filter(version__course=course_id)
    rows = rows.select_related("province").annotate(
        own_status=Subquery(own.values("status")[:1]), seats_left=F("capacity") - F("seats_taken")
    )
    return list(rows.order_by("starts_on", "code")[:SESSIONS_SHOWN])

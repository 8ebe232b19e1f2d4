"""Readings over several records: what a person sees of a version, and of their own path."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, Count, Exists, F, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from .enums import QuestionForm, TestKind, VersionState
from .models import CourseVersion, Enrolment, Lesson, LessonProgress, Question, TestAttempt


def readable_version(course_id: int, person_id: int | None) -> CourseVersion | None:
    """The version a visitor reads: the published one, else the last that was withdrawn; never a draft.

    It carries `question_count` (of one form), and for a known person `enrolment_id` and `test_passed`.
    """
    mine = Enrolment.objects.filter(version=OuterRef("pk"), person=person_id)
    passed = TestAttempt.objects.passed_finals().filter(enrolment__version=OuterRef("pk"), enrolment__person=person_id)
    questions = Question.objects.filter(version=OuterRef("pk"), form=QuestionForm.A).order_by().values("version")
    return (
        CourseVersion.objects.filter(course=course_id)
        .exclude(state=VersionState.DRAFT)
        .annotate(
            question_count=Coalesce(Subquery(questions.annotate(total=Count("pk")).values("total")), 0),
            enrolment_id=Subquery(mine.values("pk")[:1]),
            test_passed=Exists(passed),
            preference=Case(When(state=VersionState.PUBLISHED, then=0), default=1),
        )
        .order_by("preference", "-number")
        .first()
    )


def lessons_of(version_id: int, person_id: int | None) -> QuerySet[Lesson]:
    """The lessons of a version in order, each with `is_finished` for the person."""
    finished = LessonProgress.objects.filter(lesson=OuterRef("pk"), enrolment__person=person_id)
    return Lesson.objects.filter(version=version_id).annotate(is_finished=Exists(finished)).order_by("position")


def enrolment_for(person_id: int | None, course_uuid: UUID) -> Enrolment | None:
    """The person's enrolment that counts for a course: in the published version, else the newest one."""
    if person_id is None:
        return None
    return (
        Enrolment.objects.filter(person=person_id, version__course__uuid=course_uuid)
        .select_related("version__course")
        .annotate(preference=Case(When(version__state=VersionState.PUBLISHED, then=0), default=1))
        .order_by("preference", "-version__number")
        .first()
    )


def path_of(person_id: int) -> QuerySet[Enrolment]:
    """The person's enrolments, last active first.

    Each carries `lesson_count`, `finished_count`, `test_passed` and `last_activity`.
    """
    passed = TestAttempt.objects.passed_finals().filter(enrolment=OuterRef("pk"))
    return (
        Enrolment.objects.filter(person=person_id)
        .select_related("version__course")
        .annotate(
            lesson_count=Count("version__lessons", distinct=True),
            finished_count=Count("progress", distinct=True),
            test_passed=Exists(passed),
            last_read=Max("progress__completed_at"),
        )
        .annotate(last_activity=Greatest("enrolled_at", Coalesce("last_read", F("enrolled_at"))))
        .order_by("-last_activity", "-pk")
    )


def attempts_of(enrolment: Enrolment, kind: TestKind) -> QuerySet[TestAttempt]:
    """The attempts of a kind, the last begun first; at most one is still open."""
    return enrolment.attempts.filter(kind=kind).order_by("-started_at", "-pk")


def published_versions(person_id: int | None = None) -> QuerySet[CourseVersion]:
    """The catalogue: published versions with their module, `lesson_count`, and whether the person follows them."""
    lessons = Lesson.objects.filter(version=OuterRef("pk")).order_by().values("version")
    following = Enrolment.objects.filter(version=OuterRef("pk"), person=person_id)
    return (
        CourseVersion.objects.published()
        .select_related("course__theme")
        .annotate(
            lesson_count=Coalesce(Subquery(lessons.annotate(total=Count("pk")).values("total")), 0),
            is_followed=Exists(following) if person_id else Value(False),
        )
        .order_by("course__code")
    )

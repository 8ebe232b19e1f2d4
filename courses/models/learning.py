"""What a person did: enrolled, finished lessons, sat tests. Nothing here knows a page or its language."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person

from ..enums import QuestionForm, TestKind
from ..querysets import EnrolmentQuerySet, TestAttemptQuerySet
from .catalogue import CourseVersion
from .lessons import Choice, Lesson, Question


class Enrolment(models.Model):
    """A person following a version of a course by themselves. (A seat in a session is a registration.)"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("module version")
    )
    enrolled_at = models.DateTimeField(_("enrolled at"), auto_now_add=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-enrolled_at", "pk"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(name="enrolment_once_per_version", fields=["person", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.version}"


class LessonProgress(models.Model):
    """A lesson opened, then finished, by an enrolled person."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    completed_at = models.DateTimeField(_("finished at"))

    class Meta:
        ordering = ["completed_at"]
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        constraints = [
            models.UniqueConstraint(name="lesson_progress_once", fields=["enrolment", "lesson"]),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.lesson}"


class TestAttempt(models.Model):
    """One sitting of a pre-test or final test. Marks are kept as two integers, never as a rounded share.

    `points` of `points_possible`; a paper test typed in later has no answers. `passed` compares
    100 × points ≥ pass mark × points_possible, with the pass mark of the day it was handed in.
    """

    __test__ = False  # pytest: not a test case

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    kind = models.CharField(_("kind"), max_length=8, choices=TestKind, default=TestKind.FINAL)
    form = models.CharField(_("form"), max_length=1, choices=QuestionForm, default=QuestionForm.A)
    started_at = models.DateTimeField(_("started at"))
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    points_possible = models.PositiveSmallIntegerField(_("points possible"), null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True)

    objects = TestAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "pk"]
        verbose_name = _("test attempt")
        verbose_name_plural = _("test attempts")
        constraints = [
            models.CheckConstraint(name="test_attempt_kind_is_listed", condition=models.Q(kind__in=TestKind.values)),
            models.CheckConstraint(
                name="test_attempt_form_is_listed", condition=models.Q(form__in=QuestionForm.values)
            ),
            models.UniqueConstraint(
                name="test_attempt_one_open",
                fields=["enrolment", "kind"],
                condition=models.Q(submitted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="test_attempt_marked_when_handed_in",
                condition=models.Q(submitted_at__isnull=True, points__isnull=True, passed__isnull=True)
                | models.Q(
                    submitted_at__isnull=False,
                    passed__isnull=False,
                    points__isnull=False,
                    points_possible__gt=0,
                    points__lte=models.F("points_possible"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.get_kind_display()}"


class TestAnswer(models.Model):
    """The choice made for one question of an attempt; kept at once, so that a lost connection loses nothing."""

    __test__ = False

    attempt = models.ForeignKey(TestAttempt, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="answers")
    answered_at = models.DateTimeField(_("answered at"), auto_now_add=True)

    class Meta:
        ordering = ["answered_at", "pk"]
        verbose_name = _("test answer")
        verbose_name_plural = _("test answers")
        constraints = [
            models.UniqueConstraint(name="test_answer_once_per_question", fields=["attempt", "question"]),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} · {self.question_id}"

"""The parts of a version: lessons that pages show in each language, and the questions of its tests."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.core.localised import Localised

from ..enums import QuestionForm
from .catalogue import CourseVersion


class Lesson(models.Model):
    """A lesson as a record: progress hangs here, so that pages can be moved, translated or unpublished freely."""

    sort_order_field = "position"  # the administration orders lessons by dragging
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = ParentalKey(
        CourseVersion, on_delete=models.PROTECT, related_name="lessons", verbose_name=_("module version")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title_fr = models.CharField(_("title in French"), max_length=160)
    title_ar = models.CharField(_("title in Arabic"), max_length=160)
    summary_fr = models.TextField(_("summary in French"), blank=True)
    summary_ar = models.TextField(_("summary in Arabic"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("reading time in minutes"), default=10)

    title = Localised("title")
    summary = Localised("summary")

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.UniqueConstraint(name="lesson_unique_position", fields=["version", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.version.course.code}.{self.position} {self.title}"


class Question(ClusterableModel):
    """A question with one right choice, in both languages."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, related_name="questions", verbose_name=_("module version")
    )
    form = models.CharField(_("form"), max_length=1, choices=QuestionForm, default=QuestionForm.A)
    position = models.PositiveSmallIntegerField(_("position"))
    lesson = models.ForeignKey(
        Lesson,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("lesson to read again"),
    )
    text_fr = models.TextField(_("question in French"))
    text_ar = models.TextField(_("question in Arabic"))
    explanation_fr = models.TextField(_("explanation in French"), blank=True)
    explanation_ar = models.TextField(_("explanation in Arabic"), blank=True)

    text = Localised("text")
    explanation = Localised("explanation")

    class Meta:
        ordering = ["version", "form", "position"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(name="question_unique_position", fields=["version", "form", "position"]),
            models.CheckConstraint(name="question_form_is_listed", condition=models.Q(form__in=QuestionForm.values)),
        ]

    def __str__(self) -> str:
        return self.text


class Choice(models.Model):
    """One of the answers offered."""

    sort_order_field = "position"
    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices", verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"))
    text_fr = models.CharField(_("answer in French"), max_length=300)
    text_ar = models.CharField(_("answer in Arabic"), max_length=300)
    is_correct = models.BooleanField(_("right answer"), default=False)

    text = Localised("text")

    class Meta:
        ordering = ["question", "position"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(name="choice_unique_position", fields=["question", "position"]),
            models.UniqueConstraint(
                name="choice_one_right_per_question",
                fields=["question"],
                condition=models.Q(is_correct=True),
                violation_error_message=_("A question has one right answer."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

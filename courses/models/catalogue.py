"""What is taught: a course (in the interface: module) and its dated versions."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from lms.core.localised import Localised
from lms.core.text import FoldedField

from ..enums import Level, Modality, VersionState
from ..querysets import CourseQuerySet, CourseVersionQuerySet


class Theme(models.Model):
    """A theme of the training programme, such as T2 "Detection and reporting"."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)

    name = Localised("name")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Competency(models.Model):
    """A service a UPE renders (A1–A5 emergency protection, B1–B4 prevention), which a course prepares for."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)

    name = Localised("name")

    class Meta:
        ordering = ["code"]
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Course(models.Model):
    """A course of the catalogue, whatever its version and its pages."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=160)
    title_ar = models.CharField(_("title in Arabic"), max_length=160)
    summary_fr = models.CharField(_("summary in French"), max_length=240, blank=True)
    summary_ar = models.CharField(_("summary in Arabic"), max_length=240, blank=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="courses", verbose_name=_("theme"))
    competencies = models.ManyToManyField(Competency, related_name="courses", verbose_name=_("competencies"))
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.FRONT_LINE)
    modality = models.CharField(_("form"), max_length=12, choices=Modality, default=Modality.IN_PERSON)
    search_text = FoldedField(sources=("code", "title_fr", "title_ar", "summary_fr", "summary_ar"))

    title = Localised("title")
    summary = Localised("summary")
    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        constraints = [
            models.CheckConstraint(name="course_level_is_listed", condition=models.Q(level__in=Level.values)),
            models.CheckConstraint(name="course_modality_is_listed", condition=models.Q(modality__in=Modality.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


def _percent(name: str, label: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=label,
        condition=models.Q(**{f"{name}__isnull": True}) | models.Q(**{f"{name}__gte": 0, f"{name}__lte": 100}),
        violation_error_message=_("A share lies between 0 and 100."),
    )


PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class CourseVersion(ClusterableModel):
    """One edition of a course. Sessions, tests and certificates stay attached to the version they followed."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions", verbose_name=_("module"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState, default=VersionState.DRAFT)
    minutes = models.PositiveIntegerField(_("duration in minutes"), help_text=_("A training day counts 360 minutes."))
    practice_share = models.PositiveSmallIntegerField(_("share of practice (%)"), default=0, validators=PERCENT)
    # τ of the counting rules: attendance counts when 100 × attended ≥ τ × due, in minutes, without rounding.
    attendance_threshold = models.PositiveSmallIntegerField(
        _("attendance threshold (%)"), default=80, validators=PERCENT
    )
    # Empty: no final test is required.
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (%)"), null=True, blank=True, validators=PERCENT)
    validity_months = models.PositiveSmallIntegerField(
        _("certificate valid for (months)"), null=True, blank=True, help_text=_("Empty: no expiry.")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    objectives_fr = models.TextField(_("objectives in French"), blank=True, help_text=_("One per line."))
    objectives_ar = models.TextField(_("objectives in Arabic"), blank=True, help_text=_("One per line."))
    audience_fr = models.TextField(_("audience and prerequisites in French"), blank=True)
    audience_ar = models.TextField(_("audience and prerequisites in Arabic"), blank=True)
    sources_fr = models.TextField(_("sources in French"), blank=True, help_text=_("One per line."))
    sources_ar = models.TextField(_("sources in Arabic"), blank=True, help_text=_("One per line."))

    objectives = Localised("objectives")
    audience = Localised("audience")
    sources = Localised("sources")
    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        ordering = ["course__code", "-number"]
        verbose_name = _("module version")
        verbose_name_plural = _("module versions")
        constraints = [
            models.UniqueConstraint(name="course_version_unique_number", fields=["course", "number"]),
            models.UniqueConstraint(
                name="course_version_one_published",
                fields=["course"],
                condition=models.Q(state=VersionState.PUBLISHED),
                violation_error_message=_("Another version of this module is published: withdraw it first."),
            ),
            models.CheckConstraint(
                name="course_version_state_is_listed", condition=models.Q(state__in=VersionState.values)
            ),
            _percent("practice_share", "course_version_practice_share_0_100"),
            _percent("attendance_threshold", "course_version_threshold_0_100"),
            _percent("pass_mark", "course_version_pass_mark_0_100"),
            models.CheckConstraint(
                name="course_version_has_a_duration",
                condition=models.Q(minutes__gt=0),
                violation_error_message=_("The duration is at least one minute."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} · v{self.number}"

    @property
    def requires_test(self) -> bool:
        return self.pass_mark is not None

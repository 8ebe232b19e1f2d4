"""A session of a course: when, where, by whom, in half-day slots."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from courses.enums import Modality
from courses.models import CourseVersion
from lms.core.localised import Localised
from lms.people.models import Organisation, Province

from ..enums import OPEN_STATUSES, Capacity, Half, RegistrationStatus, SessionKind, SessionStatus
from ..querysets import SessionQuerySet

if TYPE_CHECKING:
    from .register import Registration


class Series(models.Model):
    """Sessions that belong together, such as one workshop held in seven cities.

    For activities older than the portal, whose names are not known, the head-count is declared here with its
    source; a declared head-count enters no indicator.
    """

    name_fr = models.CharField(_("name in French"), max_length=200)
    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    declared_headcount = models.PositiveIntegerField(_("declared head-count"), null=True, blank=True)
    declared_is_minimum = models.BooleanField(_("the head-count is a minimum"), default=False)
    declared_source_fr = models.TextField(_("source in French"), blank=True)
    declared_source_ar = models.TextField(_("source in Arabic"), blank=True)

    name = Localised("name")
    declared_source = Localised("declared_source")

    class Meta:
        ordering = ["name_fr"]
        verbose_name = _("series of sessions")
        verbose_name_plural = _("series of sessions")
        constraints = [
            models.UniqueConstraint(name="series_unique_name", fields=["name_fr"]),
            models.CheckConstraint(
                name="series_declared_headcount_has_a_source",
                condition=models.Q(declared_headcount__isnull=True) | ~models.Q(declared_source_fr=""),
                violation_error_message=_("Name the source of the declared head-count."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(ClusterableModel):
    """One session. `entered_at` is when it was typed in; `starts_on`–`ends_on` is when it is held."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SessionKind, default=SessionKind.TRAINING)
    version = models.ForeignKey(
        CourseVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("module version"),
    )
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("series")
    )
    # A past activity known by its head-count only: it has a source in its series, no names and no marks.
    is_declared = models.BooleanField(_("declared activity without names"), default=False)
    dates_are_approximate = models.BooleanField(_("only the period is known"), default=False)
    for_upe = models.BooleanField(_("intended for UPE staff"), default=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("province of the venue")
    )
    venue_fr = models.CharField(_("venue in French"), max_length=160, blank=True)
    venue_ar = models.CharField(_("venue in Arabic"), max_length=160, blank=True)
    modality = models.CharField(_("form"), max_length=12, choices=Modality, default=Modality.IN_PERSON)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organiser")
    )
    funder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("funder")
    )
    status = models.CharField(_("status"), max_length=12, choices=SessionStatus, default=SessionStatus.PLANNED)
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=25)
    # Kept in step by the registration services; the constraint below stops two people taking the last seat.
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    is_demo = models.BooleanField(_("demonstration data"), default=False)

    venue = Localised("venue")
    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["status", "ends_on"], name="session_status_ends_on")]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                name="session_seats_not_oversold",
                condition=models.Q(seats_taken__lte=models.F("capacity")),
                violation_error_message=_("There is no seat left in this session."),
            ),
            models.CheckConstraint(
                name="session_follows_a_version_or_is_declared",
                condition=models.Q(version__isnull=False) | models.Q(is_declared=True, series__isnull=False),
                violation_error_message=_("Choose the module version this session follows."),
            ),
            models.CheckConstraint(name="session_kind_is_listed", condition=models.Q(kind__in=SessionKind.values)),
            models.CheckConstraint(
                name="session_status_is_listed", condition=models.Q(status__in=SessionStatus.values)
            ),
            models.CheckConstraint(name="session_modality_is_listed", condition=models.Q(modality__in=Modality.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def title(self) -> str:
        """The course's title, or the series' name for a declared activity."""
        return self.version.course.title if self.version else str(self.series)

    @cached_property
    def confirmed(self) -> list[Registration]:
        """Its confirmed registrations in every capacity, by name, with persons and organisations; read once per
        loaded session. Not scoped: for rules, and for those who keep the register."""
        rows = self.registrations.filter(status=RegistrationStatus.CONFIRMED).select_related("person", "organisation")
        return list(rows.order_by("person__family_name", "person__given_name", "pk"))

    @property
    def confirmed_trainers(self) -> list[Registration]:
        """The same people as `RegistrationQuerySet.trainers()`."""
        return [row for row in self.confirmed if row.capacity == Capacity.TRAINER]

    @property
    def free_seats(self) -> int:
        return self.capacity - self.seats_taken

    @property
    def is_open(self) -> bool:
        """Whether people may still be registered and marked."""
        return self.status in OPEN_STATUSES and not self.is_declared


class Slot(models.Model):
    """A half-day of a session. Times are local; `minutes` is what attendance of the whole slot is worth."""

    session = ParentalKey(Session, on_delete=models.PROTECT, related_name="slots", verbose_name=_("session"))
    date = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=12, choices=Half)
    starts_at = models.TimeField(_("from (time)"))
    ends_at = models.TimeField(_("until (time)"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=180)
    took_place = models.BooleanField(_("took place"), default=True)

    class Meta:
        ordering = ["date", "starts_at"]
        verbose_name = _("half-day")
        verbose_name_plural = _("half-days")
        constraints = [
            models.UniqueConstraint(
                name="slot_once_per_half_day",
                fields=["session", "date", "half"],
                violation_error_message=_("This half-day is already in the session."),
            ),
            models.CheckConstraint(
                name="slot_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("The half-day ends before it starts."),
            ),
            models.CheckConstraint(
                name="slot_has_minutes",
                condition=models.Q(minutes__gt=0),
                violation_error_message=_("The duration is at least one minute."),
            ),
            models.CheckConstraint(name="slot_half_is_listed", condition=models.Q(half__in=Half.values)),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} · {self.get_half_display()}"

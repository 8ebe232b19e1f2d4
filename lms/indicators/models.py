"""What is promised, for when, and what was published. Figures themselves are computed, then frozen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.localised import Localised
from lms.people.models import Organisation, Region

from .enums import FigureStatus, IndicatorType, PeriodKind


def _dates_in_order(name: str, start: str = "starts_on", end: str = "ends_on") -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(**{f"{end}__gte": models.F(start)}),
        violation_error_message=_("The last day is before the first day."),
    )


class Commitment(models.Model):
    """A public commitment, such as MO0061 of the open-government action plan 2024–2027."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=240)
    title_ar = models.CharField(_("title in Arabic"), max_length=240)
    plan_fr = models.CharField(_("action plan in French"), max_length=160)
    plan_ar = models.CharField(_("action plan in Arabic"), max_length=160)
    starts_on = models.DateField(_("counts from"))
    ends_on = models.DateField(_("counts until"))

    title = Localised("title")
    plan = Localised("plan")

    class Meta:
        ordering = ["code"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [_dates_in_order("commitment_dates_in_order")]

    def __str__(self) -> str:
        return self.code


class Indicator(models.Model):
    """An indicator with the definition printed beside each of its figures. A changed rule is a new version."""

    code = models.CharField(_("code"), max_length=8)
    definition_version = models.PositiveSmallIntegerField(_("version of the definition"), default=1)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("type"), max_length=12, choices=IndicatorType)
    name_fr = models.CharField(_("name in French"), max_length=160)
    name_ar = models.CharField(_("name in Arabic"), max_length=160)
    definition_fr = models.TextField(_("definition in French"))
    definition_ar = models.TextField(_("definition in Arabic"))
    unit_fr = models.CharField(_("unit in French"), max_length=60, blank=True)
    unit_ar = models.CharField(_("unit in Arabic"), max_length=60, blank=True)
    is_additive = models.BooleanField(_("may be summed over periods"), default=False)
    in_commitment = models.BooleanField(_("indicator of the commitment itself"), default=False)

    name = Localised("name")
    definition = Localised("definition")
    unit = Localised("unit")

    class Meta:
        ordering = ["position"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(name="indicator_unique_version", fields=["code", "definition_version"]),
            models.CheckConstraint(name="indicator_kind_is_listed", condition=models.Q(kind__in=IndicatorType.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Period(models.Model):
    """A reporting period, both ends included."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=PeriodKind)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    name = Localised("name")

    class Meta:
        ordering = ["-starts_on", "ends_on"]
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            _dates_in_order("period_dates_in_order"),
            models.CheckConstraint(name="period_kind_is_listed", condition=models.Q(kind__in=PeriodKind.values)),
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """What an indicator should reach in a period. Absent means "no target set", never 0."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="targets", verbose_name=_("period"))
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    value = models.PositiveIntegerField(_("target"))
    set_on = models.DateField(_("set on"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["indicator", "period"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                name="target_once_per_period_and_region",
                fields=["indicator", "period", "region"],
                violation_error_message=_("This indicator already has a target for this period and region."),
            ),
            # SQLite has no NULLS NOT DISTINCT: the country as a whole needs a constraint of its own.
            models.UniqueConstraint(
                name="target_once_per_period_for_the_country",
                fields=["indicator", "period"],
                condition=models.Q(region__isnull=True),
                violation_error_message=_("This indicator already has a target for this period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} · {self.period}: {self.value}"


class Freeze(models.Model):
    """The figures of a period as published: values, the rows behind them, the rules' version and a hash."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="freezes", verbose_name=_("commitment")
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="freezes", verbose_name=_("period"))
    status = models.CharField(_("status"), max_length=12, choices=FigureStatus, default=FigureStatus.FINAL)
    rules_version = models.PositiveSmallIntegerField(_("version of the rules"))
    figures = models.JSONField(_("figures"))
    rows = models.JSONField(_("rows behind the figures"))
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("frozen figures")
        verbose_name_plural = _("frozen figures")
        constraints = [
            models.UniqueConstraint(
                name="freeze_one_final_per_period",
                fields=["commitment", "period"],
                condition=models.Q(status=FigureStatus.FINAL),
            ),
            models.CheckConstraint(name="freeze_status_is_listed", condition=models.Q(status__in=FigureStatus.values)),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.period}"


class Restatement(models.Model):
    """A published figure that changed afterwards: the old value stays, the difference is explained."""

    freeze = models.ForeignKey(
        Freeze, on_delete=models.PROTECT, related_name="restatements", verbose_name=_("frozen figures")
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("indicator"))
    value_before = models.IntegerField(_("published value"))
    value_after = models.IntegerField(_("revised value"))
    reason = models.CharField(_("reason"), max_length=240)
    restated_at = models.DateTimeField(_("revised at"), auto_now_add=True)
    restated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-restated_at"]
        verbose_name = _("restatement")
        verbose_name_plural = _("restatements")
        constraints = [
            models.CheckConstraint(
                name="restatement_changes_the_value", condition=~models.Q(value_before=models.F("value_after"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}: {self.value_before} → {self.value_after}"


class ReportDeadline(models.Model):
    """A report due on a day, and the day it was published (indicator I-6)."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="report_deadlines", verbose_name=_("commitment")
    )
    title_fr = models.CharField(_("title in French"), max_length=160)
    title_ar = models.CharField(_("title in Arabic"), max_length=160)
    due_on = models.DateField(_("due on"))
    published_on = models.DateField(_("published on"), null=True, blank=True)
    address = models.URLField(_("address of the report"), blank=True)

    title = Localised("title")

    class Meta:
        ordering = ["due_on"]
        verbose_name = _("report deadline")
        verbose_name_plural = _("report deadlines")
        constraints = [
            models.UniqueConstraint(name="report_deadline_once", fields=["commitment", "title_fr", "due_on"]),
        ]

    def __str__(self) -> str:
        return self.title


class ChildrenServed(models.Model):
    """The number of children a UPE served in a quarter, typed as one aggregate with its source (indicator I-24).

    It never comes from, or leads to, a child's record: Takwin holds none.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="children_served", verbose_name=_("UPE")
    )
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+", verbose_name=_("quarter"))
    number = models.PositiveIntegerField(_("children served"))
    source = models.CharField(_("source document"), max_length=200)
    reported_on = models.DateField(_("reported on"))

    class Meta:
        ordering = ["period", "organisation"]
        verbose_name = _("children served")
        verbose_name_plural = _("children served")
        constraints = [
            models.UniqueConstraint(
                name="children_served_once_per_period",
                fields=["organisation", "period"],
                violation_error_message=_("This UPE's number for this period is already entered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.period}: {self.number}"

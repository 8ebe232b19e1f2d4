"""The closed lists of the indicators app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndicatorType(models.TextChoices):
    PROCESS = "process", _("Process indicator")
    OUTPUT = "output", _("Output indicator")
    OUTCOME = "outcome", _("Outcome indicator")
    IMPACT = "impact", _("Impact indicator")
    CONTEXT = "context", _("Context indicator")


class PeriodKind(models.TextChoices):
    QUARTER = "quarter", _("Quarter")
    HALF_YEAR = "half_year", _("Half-year")
    YEAR = "year", _("Year")
    ACTIVITY = "activity", _("Activity of the commitment")
    PLAN = "plan", _("Action plan")


class FigureStatus(models.TextChoices):
    PROVISIONAL = "provisional", _("Provisional figures")
    FINAL = "final", _("Final figures")
    REVISED = "revised", _("Revised figures")

"""Who works where, as what, from when to when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import Engagement, Profession
from ..querysets import AffiliationQuerySet
from .organisation import Organisation
from .person import Person


class Affiliation(models.Model):
    """A person at an organisation over a span of days, both ends included. Spans may overlap; one is primary."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    profession = models.CharField(_("profession"), max_length=24, choices=Profession, default=Profession.OTHER)
    engagement = models.CharField(_("engagement"), max_length=12, choices=Engagement, default=Engagement.PAID)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    is_primary = models.BooleanField(_("main organisation"), default=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                name="affiliation_ends_after_it_starts",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                name="affiliation_profession_is_listed", condition=models.Q(profession__in=Profession.values)
            ),
            models.CheckConstraint(
                name="affiliation_engagement_is_listed", condition=models.Q(engagement__in=Engagement.values)
            ),
            models.UniqueConstraint(
                name="affiliation_one_open_primary_per_person",
                fields=["person"],
                condition=models.Q(is_primary=True, ended_on__isnull=True),
                violation_error_message=_("This person already has a main organisation: end that affiliation first."),
            ),
            models.UniqueConstraint(
                name="affiliation_once_per_start",
                fields=["person", "organisation", "started_on"],
                violation_error_message=_("This affiliation is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"

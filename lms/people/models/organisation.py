"""Structures of every kind. A UPE is one of them, dated: the number of UPE is never a constant."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.localised import Localised
from lms.core.text import FoldedField

from ..enums import OrganisationKind
from ..querysets import ManagementQuerySet, OrganisationQuerySet
from .territory import ArrondissementPrefecture, Province


class Organisation(models.Model):
    """A structure: UPE, support centre, association, court, institute…"""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name_fr = models.CharField(_("name in French"), max_length=160)
    name_ar = models.CharField(_("name in Arabic"), max_length=160)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("province")
    )
    arrondissement_prefecture = models.ForeignKey(
        ArrondissementPrefecture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("prefecture of arrondissements"),
        help_text=_("For Casablanca only."),
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    agreement_from = models.DateField(_("agreement from"), null=True, blank=True)
    agreement_to = models.DateField(_("agreement until"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    search_text = FoldedField(sources=("name_fr", "name_ar"))

    name = Localised("name")
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name_fr"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_listed", condition=models.Q(kind__in=OrganisationKind.values)
            ),
            models.CheckConstraint(
                name="organisation_closed_after_opening",
                condition=models.Q(closed_on__isnull=True)
                | models.Q(opened_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
                violation_error_message=_("The closing date is before the opening date."),
            ),
            models.CheckConstraint(
                name="organisation_agreement_dates_in_order",
                condition=models.Q(agreement_to__isnull=True)
                | models.Q(agreement_from__isnull=True)
                | models.Q(agreement_to__gte=models.F("agreement_from")),
                violation_error_message=_("The agreement ends before it begins."),
            ),
            models.UniqueConstraint(
                name="organisation_unique_name_in_province",
                fields=["kind", "province", "name_fr"],
                violation_error_message=_("This province already has an organisation of this kind and name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        part = self.arrondissement_prefecture
        if part is not None and part.province_id != self.province_id:
            raise ValidationError(
                {"arrondissement_prefecture": _("This prefecture of arrondissements is not in the province chosen.")},
                code="province",
            )


class Management(models.Model):
    """The association that runs a structure over a span of days, both ends included. One at a time."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="managements", verbose_name=_("organisation")
    )
    association = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="manages", verbose_name=_("managing association")
    )
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = ManagementQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        verbose_name = _("management by an association")
        verbose_name_plural = _("managements by associations")
        constraints = [
            models.CheckConstraint(
                name="management_ends_after_it_starts",
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                name="management_by_another_organisation",
                condition=~models.Q(organisation=models.F("association")),
                violation_error_message=_("An organisation does not manage itself."),
            ),
            models.UniqueConstraint(
                name="management_one_open_per_organisation",
                fields=["organisation"],
                condition=models.Q(ended_on__isnull=True),
                violation_error_message=_("This organisation has a managing association: end that one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.association}"

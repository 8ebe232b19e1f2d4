"""Structures of every kind. A UPE is one of them, dated: the number of UPE is never a constant."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.localised import Localised
from lms.core.text import FoldedField

from ..enums import OrganisationKind
from ..querysets import OrganisationQuerySet
from .territory import Province


class Organisation(models.Model):
    """A structure: UPE, support centre, association, court, institute…"""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name_fr = models.CharField(_("name in French"), max_length=160)
    name_ar = models.CharField(_("name in Arabic"), max_length=160)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("province")
    )
    managed_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="manages",
        verbose_name=_("managing association"),
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

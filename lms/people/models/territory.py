"""The 12 regions and the 75 provinces and prefectures, keyed by the census codes of the HCP."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.localised import Localised
from lms.core.text import FoldedField

from ..enums import ProvinceKind


class Region(models.Model):
    """One of the 12 regions. `code` is the HCP's two digits, kept as text: leading zeros matter."""

    code = models.CharField(_("HCP code"), max_length=2, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_ar = models.CharField(_("name in Arabic"), max_length=80)

    name = Localised("name")

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class Province(models.Model):
    """A province or prefecture. `code` is the HCP's `RR.PPP`."""

    code = models.CharField(_("HCP code"), max_length=6, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="provinces", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=12, choices=ProvinceKind)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_ar = models.CharField(_("name in Arabic"), max_length=80)
    # Spellings met in the press and in files, one per line: matched on search and import.
    variants = models.TextField(_("other spellings"), blank=True)
    search_text = FoldedField(sources=("name_fr", "name_ar", "variants"))

    name = Localised("name")

    class Meta:
        ordering = ["code"]
        verbose_name = _("province or prefecture")
        verbose_name_plural = _("provinces and prefectures")
        constraints = [
            models.CheckConstraint(name="province_kind_is_listed", condition=models.Q(kind__in=ProvinceKind.values)),
        ]

    def __str__(self) -> str:
        return self.name


class ArrondissementPrefecture(models.Model):
    """One of the 8 prefectures of arrondissements of Casablanca, below its prefecture. `code` is the HCP's."""

    code = models.CharField(_("HCP code"), max_length=12, unique=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="arrondissement_prefectures", verbose_name=_("province")
    )
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_ar = models.CharField(_("name in Arabic"), max_length=80)

    name = Localised("name")

    class Meta:
        ordering = ["code"]
        verbose_name = _("prefecture of arrondissements")
        verbose_name_plural = _("prefectures of arrondissements")

    def __str__(self) -> str:
        return self.name

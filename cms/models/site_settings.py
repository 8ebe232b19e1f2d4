"""What the ministry may change about the whole portal without a developer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from lms.core.localised import Localised


@register_setting
class PortalSettings(BaseGenericSetting):
    """Names and contacts shown on every page. Lead institution and titles are data: they change with the law."""

    institution_fr = models.CharField(
        _("lead institution in French"),
        max_length=160,
        default="Ministère de la Solidarité, de l'Insertion sociale et de la Famille",
    )
    institution_ar = models.CharField(
        _("lead institution in Arabic"),
        max_length=160,
        default="وزارة التضامن والإدماج الاجتماعي والأسرة",
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=20, blank=True)
    cndp_receipt = models.CharField(_("CNDP receipt number"), max_length=60, blank=True)
    shows_demo_data = models.BooleanField(_("the portal holds demonstration data"), default=False)

    institution = Localised("institution")

    class Meta:
        verbose_name = _("portal settings")
        verbose_name_plural = _("portal settings")

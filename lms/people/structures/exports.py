"""The list of organisations as it leaves the portal: no person is named in it."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from lms.core.exports import csv_response, xlsx_response

from .agreements import ENDED
from .selectors import alert_of


def organisations_response(kind: str, organisations: Any, day: datetime.date) -> HttpResponse:
    """Every organisation asked for, with its facts of `day`, as "csv" or "xlsx"."""
    name = f"takwin-organisations-{day:%Y%m%d}"
    header, rows = _header(), [_row(organisation, day) for organisation in organisations]
    if kind == "csv":
        return csv_response(name, header, rows)
    return xlsx_response(name, [(_("Organisations"), header, rows)], right_to_left=get_language_bidi())


def _header() -> list[str]:
    return [
        _("Kind"), _("Name in French"), _("Name in Arabic"), _("Region"), _("Province or prefecture"),
        _("Prefecture of arrondissements"), _("Opened on"), _("Closed on"), _("Managing association"),
        _("Agreement from"), _("Agreement until"), _("Alert"), _("Persons at work"), _("On the day"),
    ]  # fmt: skip


def _row(organisation: Any, day: datetime.date) -> list[Any]:
    managed = organisation.managed[0].association if organisation.managed else ""
    dates = (organisation.opened_on, organisation.closed_on, organisation.agreement_from, organisation.agreement_to)
    opened_on, closed_on, agreement_from, agreement_to = (str(date) if date else "" for date in dates)
    return [
        organisation.get_kind_display(), organisation.name_fr, organisation.name_ar, str(organisation.province.region),
        str(organisation.province), str(organisation.arrondissement_prefecture or ""), opened_on, closed_on,
        str(managed), agreement_from, agreement_to, _alert(organisation, day), organisation.staff, str(day),
    ]  # fmt: skip


def _alert(organisation: Any, day: datetime.date) -> str:
    alert = alert_of(organisation, day)
    if alert is None:
        return ""
    if alert.level == ENDED:
        return _("Agreement ended")
    text = ngettext("%(days)d day left", "%(days)d days left", alert.days_left)
    return text % {"days": alert.days_left}

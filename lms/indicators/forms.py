"""Which figures are asked for: a period, a region, a unit, a sex. Read from the address, so a view can be shared."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lms.people.enums import Sex
from lms.people.models import Organisation, Region

from .enums import PeriodKind
from .models import Commitment, Period
from .permissions import territory_of
from .rows import Filters, Question, Window
from .selectors import window_of

CUSTOM = "custom"
DEFAULT_PERIOD = "plan"
# The longest first: what is asked for most often is on top.
KINDS_IN_ORDER = (
    PeriodKind.PLAN,
    PeriodKind.ACTIVITY,
    PeriodKind.YEAR,
    PeriodKind.HALF_YEAR,
    PeriodKind.QUARTER,
)


class FiguresForm(forms.Form):
    """Every field may be missing: the whole plan, the whole country, everybody."""

    period = forms.ChoiceField(label=_("Reporting period"), required=False)
    starts_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    unit = forms.ChoiceField(label=_("UPE"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("Everybody")), *Sex.choices])

    def __init__(self, data: QueryDict, *, user: Any, commitment: Commitment) -> None:
        super().__init__({"period": DEFAULT_PERIOD, **data.dict()}, auto_id="figures-%s")
        self.commitment = commitment
        self.territory = territory_of(user)
        periods = sorted(Period.objects.all(), key=lambda row: (KINDS_IN_ORDER.index(row.kind), row.starts_on))
        self.periods = {period.code: period for period in periods}
        self.regions = {region.code: region for region in Region.objects.all()}
        self.units = {
            str(unit.uuid): unit for unit in Organisation.objects.visible_to(user).upe().select_related("province")
        }
        self._offer_choices()

    def _offer_choices(self) -> None:
        fields: Any = self.fields
        groups: dict[str, list[tuple[str, str]]] = {}
        for period in self.periods.values():
            groups.setdefault(period.get_kind_display(), []).append((period.code, str(period)))
        fields["period"].choices = [
            *((group, choices) for group, choices in groups.items()),
            (CUSTOM, _("Dates of your choice")),
        ]
        held = self.regions_held()
        fields["region"].choices = [
            ("", _("All regions")),
            *((code, str(region)) for code, region in self.regions.items() if region.pk in held),
        ]
        fields["unit"].choices = [
            ("", _("All UPE")),
            *sorted(((key, str(unit)) for key, unit in self.units.items()), key=lambda choice: choice[1]),
        ]

    def regions_held(self) -> set[int]:
        """The regions the reader may ask for."""
        if self.territory is None:
            return {region.pk for region in self.regions.values()}
        return set(self.territory.region_ids) | {unit.province.region_id for unit in self.units.values()}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        window = self._asked_window(data)
        if window is not None:
            data["window"] = window.clipped_to(window_of(self.commitment))
            if data["window"] is None:
                self.add_error("starts_on", _("These dates are outside the period of the commitment."))
        return data

    def _asked_window(self, data: dict[str, Any]) -> Window | None:
        if "period" not in data:
            return None
        if data["period"] != CUSTOM:
            return window_of(self.periods[data["period"] or DEFAULT_PERIOD])
        missing = [name for name in ("starts_on", "ends_on") if name in data and not data[name]]
        for name in missing:
            self.add_error(name, _("Give the first and the last day."))
        if missing or "starts_on" not in data or "ends_on" not in data:
            return None
        if data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first day."))
            return None
        return Window(data["starts_on"], data["ends_on"])

    @property
    def stored_period(self) -> Period | None:
        """The period chosen from the list, None for dates of one's choice."""
        return self.periods.get(self.cleaned_data["period"] or DEFAULT_PERIOD)

    @property
    def chosen_region(self) -> Region | None:
        return self.regions.get(self.cleaned_data["region"])

    @property
    def chosen_unit(self) -> Organisation | None:
        return self.units.get(self.cleaned_data["unit"])

    @property
    def shows_more(self) -> bool:
        """Whether a filter out of the first line is in use, or wrong."""
        return any(self.data.get(name) or name in self.errors for name in ("unit", "sex", "starts_on", "ends_on"))

    def question(self, today: datetime.date) -> Question:
        """What the rules are asked. Only for a valid form."""
        region, unit = self.chosen_region, self.chosen_unit
        return Question(
            commitment=window_of(self.commitment),
            period=self.cleaned_data["window"],
            today=today,
            filters=Filters(
                region_id=region.pk if region else None,
                organisation_id=unit.pk if unit else None,
                sex=self.cleaned_data["sex"] or None,
                territory=self.territory,
            ),
        )

    def filters_asked(self, **changes: str) -> dict[str, str]:
        """The filters in use by name, with `changes`; empty ones are left out."""
        asked = {name: self.data.get(name, "") for name in self.fields} | changes
        if asked["period"] != CUSTOM:
            asked |= {"starts_on": "", "ends_on": ""}
        return {name: value for name, value in asked.items() if value}

    def address(self, **changes: str) -> str:
        """The filters as a query string."""
        query = QueryDict(mutable=True)
        query.update(self.filters_asked(**changes))
        return query.urlencode()

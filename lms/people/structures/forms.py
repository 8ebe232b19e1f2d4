"""What is asked of the list of organisations, and what is typed about their staff."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.core.localised import localised_column
from lms.core.validators import refuse_national_id

from ..enums import Engagement, OrganisationKind, Profession
from ..forms import EARLIEST_ARRIVAL, ColleagueForm, DateInput
from ..models import ArrondissementPrefecture, Organisation, Province
from .agreements import ENDED, ENDING, ENDING_SOON, alerted

FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)
# A departure may be announced; everything else is recorded when it has happened.
LONGEST_NOTICE = datetime.timedelta(days=366)
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class DayField(forms.DateField):
    """A day, by the browser's calendar or typed; between two days when they are given."""

    def __init__(self, *, earliest: datetime.date = EARLIEST_ARRIVAL, future: bool = False, **kwargs: Any) -> None:
        self.earliest, self.future = earliest, future
        super().__init__(widget=DateInput(), input_formats=DATE_FORMATS, **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if day is None:
            return None
        if day < self.earliest:
            raise forms.ValidationError(_("This day is too long ago."), code="past")
        if day > timezone.localdate() + (LONGEST_NOTICE if self.future else datetime.timedelta()):
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day


class OrganisationFilterForm(forms.Form):
    """The filters of the list of organisations. A value that means nothing is said beside its field, and filters
    nothing."""

    OPEN, CLOSED, ALL = "open", "closed", "all"
    NAME, PROVINCE, KIND, STAFF, AGREEMENT = "name", "province", "kind", "staff", "agreement"

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *OrganisationKind.choices])
    region = forms.ChoiceField(label=_("Region"), required=False)
    province = forms.ChoiceField(label=_("Province or prefecture"), required=False)
    part = forms.ChoiceField(label=_("Prefecture of arrondissements (Casablanca)"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[(OPEN, _("Open on the day")), (CLOSED, _("Not open on the day")), (ALL, _("Open or not"))],
    )  # fmt: skip
    day = forms.DateField(
        label=_("On the day"), required=False, widget=DateInput(), input_formats=DATE_FORMATS,
        help_text=_("Today when left empty."),
    )  # fmt: skip
    agreement = forms.ChoiceField(
        label=_("Agreement"), required=False,
        choices=[
            ("", _("All agreements")), (ENDING, _("Ends within 90 days")), (ENDING_SOON, _("Ends within 30 days")),
            (ENDED, _("Ended")),
        ],
    )  # fmt: skip
    sort = forms.ChoiceField(
        label=_("Sort by"), required=False,
        choices=[
            (NAME, _("Name")), (PROVINCE, _("Region and province")), (KIND, _("Kind")),
            (STAFF, _("Number of staff")), (AGREEMENT, _("End of the agreement")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, provinces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"
        rows = list(provinces)
        # The fields are declared above; the plugin knows them as plain fields only.
        fields: dict[str, Any] = self.fields
        regions = {row.region.code: row.region for row in rows}
        fields["region"].choices = [("", _("All")), *((code, str(region)) for code, region in regions.items())]
        fields["province"].choices = [("", _("All")), *_by_region(rows)]
        parts = ArrondissementPrefecture.objects.filter(province__in=[row.pk for row in rows])
        if known := [(part.code, str(part)) for part in parts]:
            fields["part"].choices = [("", _("All")), *known]
        else:
            del self.fields["part"]

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that are valid, whatever the others are."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.declared_fields}

    @property
    def on(self) -> datetime.date:
        """The day asked about: today, unless another day of this century is named."""
        day: datetime.date | None = self.chosen["day"]
        return day or timezone.localdate()

    def clean_day(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["day"]
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day of this century."), code="range")
        return day

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is in use: a searched word stays in sight by itself."""
        return any(value for name, value in self.chosen.items() if name not in ("q", "sort")) or bool(self.errors)

    def apply(self, rows: Any) -> Any:
        """The organisations asked for, of `rows`."""
        chosen, day = self.chosen, self.on
        if chosen["q"]:
            rows = rows.search(chosen["q"])
        if chosen["state"] != self.ALL:
            is_open = rows.model.objects.active_on(day).values("pk")
            rows = rows.exclude(pk__in=is_open) if chosen["state"] == self.CLOSED else rows.active_on(day)
        if chosen["agreement"]:
            rows = rows.filter(alerted(chosen["agreement"], day))
        for name, column in FILTERED.items():
            if chosen[name]:
                rows = rows.filter(**{column: chosen[name]})
        return rows

    def order(self, rows: Any) -> Any:
        """`rows`, which have their staff counted, in the order asked for."""
        name = localised_column("name")
        first: dict[str, Any] = {
            self.PROVINCE: "province__code",
            self.KIND: "kind",
            self.STAFF: "-staff",
            self.AGREEMENT: F("agreement_to").asc(nulls_last=True),
        }
        column = first.get(self.chosen["sort"] or self.NAME)
        return rows.order_by(*([column] if column else []), name, "pk")


FILTERED = {
    "kind": "kind", "region": "province__region__code", "province": "province__code",
    "part": "arrondissement_prefecture__code",
}  # fmt: skip


def _by_region(provinces: list[Province]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in provinces:
        groups.setdefault(str(row.region), []).append((row.code, str(row)))
    return list(groups.items())


def offer_organisations(form: forms.Form, organisations: Any) -> None:
    """Let the form's `organisation` be one of these, listed by region."""
    groups: dict[str, list[tuple[int, str]]] = {}
    rows = organisations.select_related("province__region").order_by("province__code", localised_column("name"))
    for row in rows:
        groups.setdefault(str(row.province.region), []).append((row.pk, f"{row} ({row.province})"))
    field: Any = form.fields["organisation"]
    field.queryset = organisations
    field.choices = [("", "---------"), *groups.items()]


class ReasonField(forms.CharField):
    """Why something is recorded, kept in the journal."""

    def __init__(self, **kwargs: Any) -> None:
        label = _("Reason") if kwargs.get("required", True) else _("Reason (optional)")
        super().__init__(
            label=label, max_length=200, validators=[refuse_national_id],
            help_text=_("Kept in the journal. No name, nothing about a child."), **kwargs,
        )  # fmt: skip


class DepartureForm(forms.Form):
    """The last day of somebody at an organisation."""

    last_day = DayField(label=_("Last day"), future=True, help_text=_("Still a day of work there."))
    reason = ReasonField()


class TransferForm(forms.Form):
    """Where somebody goes, from which day, as what."""

    organisation = forms.ModelChoiceField(label=_("New organisation"), queryset=Organisation.objects.none())
    on = DayField(
        label=_("First day there"), help_text=_("The day before is the last one at the present organisation.")
    )
    profession = forms.ChoiceField(
        label=capfirst(_("profession")), required=False, choices=[("", _("Unchanged")), *Profession.choices]
    )
    reason = ReasonField()

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, organisations)


class ProfessionForm(forms.Form):
    """What somebody works as from a day on."""

    profession = forms.ChoiceField(label=_("New profession"), choices=[("", "---------"), *Profession.choices])
    engagement = forms.ChoiceField(
        label=capfirst(_("engagement")), required=False, choices=[("", _("Unchanged")), *Engagement.choices]
    )
    on = DayField(label=_("From the day"))
    reason = ReasonField()


class MainForm(forms.Form):
    """From when an organisation is somebody's main one."""

    on = DayField(label=_("From the day"))
    reason = ReasonField()


class PlaceForm(forms.Form):
    """Where somebody known begins to work, or works again."""

    organisation = forms.ModelChoiceField(label=capfirst(_("organisation")), queryset=Organisation.objects.none())
    profession = forms.ChoiceField(label=capfirst(_("profession")), choices=[("", "---------"), *Profession.choices])
    engagement = forms.ChoiceField(label=capfirst(_("engagement")), choices=Engagement.choices, initial=Engagement.PAID)
    started_on = DayField(label=_("First day there"))
    reason = ReasonField()

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, organisations)


class NewcomerForm(ColleagueForm):
    """Somebody who is in no record yet and begins to work at an organisation, with or without an e-mail address."""

    engagement = forms.ChoiceField(label=capfirst(_("engagement")), choices=Engagement.choices, initial=Engagement.PAID)
    reason = ReasonField(required=False)
    field_order = [
        *(ColleagueForm.field_order or ())[:7], "engagement", "started_on", "email", "phone", "language", "reason",
        "confirmed",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["by_card"]
        self.fields["email"].help_text = _("Needed to invite the person to the portal; it can be given later.")
        self.fields["language"].help_text = ""

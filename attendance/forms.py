"""What people type about sessions on the portal."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.core.localised import localised_column
from lms.core.text import plain, western_digits
from lms.core.validators import canonical_phone
from lms.people.enums import Profession, Sex
from lms.people.forms import DateInput
from lms.people.models import Organisation, Person, Region
from lms.people.selectors import Lookalikes
from lms.people.staff import NAMES

from .enums import Capacity, EvidenceKind
from .models import Session

# Sessions are planned within a lifetime of the portal, and typed in from the past.
FIRST_YEAR, LAST_YEAR = 2000, 2099


class SessionFilterForm(forms.Form):
    """The filters of the session list. A value that means nothing filters nothing."""

    MINE, REACHED, CALENDAR = "mine", "reached", "calendar"
    UPCOMING, PAST = "upcoming", "past"

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    when = forms.ChoiceField(
        label=_("Period"), required=False, choices=[(UPCOMING, _("To come and to close")), (PAST, _("Past"))]
    )
    region = forms.ModelChoiceField(
        label=_("Region"), required=False, queryset=Region.objects.all(), to_field_name="code", empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that are valid, whatever the others are."""
        self.is_valid()
        return {"q": "", "when": "", "region": None, **self.cleaned_data}


class ArrivalForm(forms.ModelForm):
    """Somebody who came and is not in the records: names in at least one alphabet, and their organisation."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=capfirst(_("organisation")))
    profession = forms.ChoiceField(choices=[("", "---------"), *Profession.choices], label=capfirst(_("profession")))
    somebody_else = forms.BooleanField(required=False, label=_("It is somebody else of the same name"))

    class Meta:
        model = Person
        fields = [*NAMES, "sex", "phone"]
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "given_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar", "autocomplete": "off"}),
            "family_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar", "autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "dir": "ltr", "inputmode": "tel", "autocomplete": "off"}),
        }
        help_texts = {"phone": _("Optional, for example 06 00 00 00 00.")}

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.active_on(session.starts_on).select_related("province__region")
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["organisation"].choices = lazy(  # type: ignore[attr-defined]
            lambda: organisations_by_region(organisations, first=session.province.region_id), list
        )()
        self.fields["sex"].choices = [("", "---------"), *Sex.choices]  # type: ignore[attr-defined]
        self.initial["sex"] = ""
        # Who is in the records and may be the newcomer, once somebody was found.
        self.lookalikes = Lookalikes()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NAMES:
            if name in cleaned:
                cleaned[name] = plain(cleaned[name])
        return cleaned

    def clean_phone(self) -> str:
        return canonical_phone(self.cleaned_data["phone"])

    def person_facts(self) -> dict[str, Any]:
        """What `lms.people.staff.create_person` needs."""
        return {name: self.cleaned_data[name] for name in (*NAMES, "sex", "phone")}


def organisations_by_region(organisations: Any, *, first: int) -> list[Any]:
    """The choices of an organisation grouped by region, the region `first` on top."""
    groups: dict[Any, list[tuple[int, str]]] = {}
    for organisation in organisations.order_by(localised_column("name"), "pk"):
        groups.setdefault(organisation.province.region, []).append((organisation.pk, organisation.name))
    ordered = sorted(groups.items(), key=lambda group: (group[0].pk != first, group[0].code))
    return [("", "---------"), *((region.name, choices) for region, choices in ordered)]


class EvidenceForm(forms.Form):
    """One scan or photograph."""

    file = forms.FileField(
        label=_("File"),
        max_length=300,
        help_text=_("PDF, or a picture in JPEG, PNG or WebP, at most 10 MB. Pictures are made smaller than 300 KB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=EvidenceKind.choices, initial=EvidenceKind.SIGNED_SHEET)


class ReasonForm(forms.Form):
    """A change that is explained."""

    reason = forms.CharField(label=_("Reason"), max_length=240)

    def clean_reason(self) -> str:
        return plain(self.cleaned_data["reason"])


class CapacityForm(forms.Form):
    """In what capacity an administrator registers somebody."""

    capacity = forms.ChoiceField(label=_("Capacity"), choices=Capacity.choices, initial=Capacity.PARTICIPANT)


class PostponeForm(ReasonForm):
    """New days, or none yet."""

    starts_on = forms.DateField(
        label=_("New first day"),
        required=False,
        widget=DateInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("Empty while the new days are not known. The session keeps its number of days."),
    )
    field_order = ["starts_on", "reason"]

    def clean_starts_on(self) -> datetime.date | None:
        day = self.cleaned_data["starts_on"]
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Check the year."), code="year")
        return day


def day_from(text: str) -> datetime.date | None:
    """A day written as YYYY-MM-DD in whichever digits, None when it is not one."""
    try:
        return datetime.date.fromisoformat(western_digits(text))
    except ValueError:
        return None

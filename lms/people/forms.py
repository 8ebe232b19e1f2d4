"""What people type about people: a colleague to invite, an invitation to accept."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.core.text import plain
from lms.core.validators import canonical_phone

from .enums import Profession, Sex
from .models import Organisation, Person
from .staff import NAMES

EARLIEST_ARRIVAL = datetime.date(1990, 1, 1)


class DateInput(forms.DateInput):
    """The browser's own calendar; its value is ISO whatever the language."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PhoneField(forms.CharField):
    """A Moroccan phone number, typed with or without spaces, dots and prefix; kept in one form."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "dir": "ltr", "inputmode": "tel", "autocomplete": "off"})
        super().__init__(label=capfirst(_("phone")), max_length=30, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return canonical_phone(super().clean(value))


class ColleagueForm(forms.ModelForm):
    """A person who is not in the records yet, their place in the team, and the address of the invitation."""

    phone = PhoneField(help_text=_("Optional, for example 06 00 00 00 00."))
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("organisation"), empty_label=None
    )
    profession = forms.ChoiceField(choices=[("", "---------"), *Profession.choices], label=_("profession"))
    started_on = forms.DateField(
        label=_("in the team since"),
        widget=DateInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        initial=timezone.localdate,
    )
    by_card = forms.BooleanField(
        label=_("No e-mail: print a card instead"),
        required=False,
        help_text=_("The card has a code that opens the account. You hand it over, the person chooses a password."),
    )
    confirmed = forms.BooleanField(label=_("It is somebody else: add this person all the same"), required=False)

    class Meta:
        model = Person
        fields = [*NAMES, "sex", "email", "phone", "language"]
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "given_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar", "autocomplete": "off"}),
            "family_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar", "autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "email": _("The invitation goes to this address."),
            "language": _("Of the invitation and of the first page."),
        }

    field_order = [
        "organisation",
        *NAMES,
        "sex",
        "profession",
        "started_on",
        "email",
        "by_card",
        "phone",
        "language",
        "confirmed",
    ]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = organisations  # type: ignore[attr-defined]
        if len(organisations) == 1:
            field.initial, field.disabled, field.widget = organisations[0], True, forms.HiddenInput()
        self.fields["sex"].choices = [("", "---------"), *Sex.choices]  # type: ignore[attr-defined]
        self.fields["sex"].initial = ""
        self.initial.pop("sex", None)
        # Offered only once somebody alike was found: persons with the reasons in words, and whether others exist.
        self.lookalikes: list[tuple[Person, list[str]]] = []
        self.lookalike_elsewhere = False

    @property
    def asks(self) -> bool:
        """Whether somebody must say that the newcomer is none of the persons found."""
        return bool(self.lookalikes) or self.lookalike_elsewhere

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NAMES:
            if name in cleaned:
                cleaned[name] = plain(cleaned[name])
        wants_a_letter = "by_card" in self.fields and not cleaned.get("by_card")
        if wants_a_letter and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Give an e-mail address, or have a card printed."))
        return cleaned

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_started_on(self) -> datetime.date:
        day = self.cleaned_data["started_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        if day < EARLIEST_ARRIVAL:
            raise forms.ValidationError(_("This day is too long ago."), code="past")
        return day

    def person_facts(self) -> dict[str, Any]:
        """What `staff.create_person` needs."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class InviteForm(forms.Form):
    """The address and the language of an invitation to somebody already in the team."""

    email = forms.EmailField(
        label=_("e-mail"), max_length=254, help_text=_("The invitation goes to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class PasswordPairForm(forms.Form):
    """A password, typed twice."""

    password1 = forms.CharField(
        label=_("password"), strip=False, max_length=128, help_text=_("At least 10 characters, not a common word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("password, once more"), strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


class AcceptForm(PasswordPairForm):
    """A user name and a password, chosen by the person invited."""

    username = forms.CharField(
        label=_("user name"), max_length=150, help_text=_("Your e-mail address, or a shorter name without @."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr", "autocapitalize": "none"}),
    )  # fmt: skip
    field_order = ["username", "password1", "password2"]

    def clean_username(self) -> str:
        return plain(self.cleaned_data["username"])

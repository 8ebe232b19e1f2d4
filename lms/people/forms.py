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
from .reasons import reasons_in_words
from .selectors import Lookalikes
from .staff import NAMES

# All that is told of a likely double outside one's scope.
RECORDED_ELSEWHERE = _(
    "Somebody of this name may be recorded elsewhere. If you cannot tell, go on: the ministry will compare the records."
)
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


class SignInPhoneField(PhoneField):
    """The number somebody signs in with, which is that of one account only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label = _("Phone for signing in")
        self.widget.attrs["autocomplete"] = "tel-national"


class SignInPhoneForm(forms.Form):
    """The number to sign in with; none when it is left empty."""

    sign_in_phone = SignInPhoneField(help_text=_("For example 06 00 00 00 00. Left empty, no number signs in."))


class LookalikeForm(forms.Form):
    """What a form asks before somebody is recorded, or gets an account, a second time."""

    confirmed = forms.BooleanField(label=_("It is somebody else: go on all the same"), required=False)
    # Who was found: asked about only then.
    alike = Lookalikes()

    def may_go_on(self, alike: Lookalikes) -> bool:
        """Show who was found; whether a human has said that it is none of them, or there is nobody to ask about."""
        self.alike = alike
        return self.is_bound and self.is_valid() and (not self.asks or self.cleaned_data["confirmed"])

    @property
    def asks(self) -> bool:
        return bool(self.alike)

    @property
    def lookalikes(self) -> list[tuple[Person, list[str]]]:
        """The persons that may be named, with the reasons in words."""
        return [(person, reasons_in_words(match.reasons)) for person, match in self.alike.persons]

    @property
    def lookalike_elsewhere(self) -> bool:
        """Whether there is a likely one who may not be named."""
        return self.alike.elsewhere


class ColleagueForm(forms.ModelForm, LookalikeForm):
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


class InviteForm(LookalikeForm):
    """The address of an invitation to somebody already in the team."""

    email = forms.EmailField(
        label=_("e-mail"), max_length=254, help_text=_("The invitation goes to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ["email", "confirmed"]

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

"""What a person types about their own data, and what the office answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.core.text import plain
from lms.core.validators import refuse_national_id

from ..enums import DataRequestState
from ..forms import PhoneField
from ..models import Person
from ..staff import NAMES
from .corrections import CONTACT, IDENTITY


class ContactForm(forms.ModelForm):
    """One's own address, phone and language."""

    phone = PhoneField()

    class Meta:
        model = Person
        fields = CONTACT
        help_texts = {"email": _("For letters. The address you sign in with is changed under “My account”.")}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class IdentityForm(forms.ModelForm):
    """One's own names and sex, with a word to the office when it has to approve them."""

    message = forms.CharField(
        label=_("Message to the office (optional)"), required=False, max_length=1000, validators=[refuse_national_id],
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    class Meta:
        model = Person
        fields = IDENTITY
        widgets = {
            "given_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "family_name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
        }

    def __init__(self, *args: Any, by_request: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_request:
            del self.fields["message"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NAMES:
            if name in cleaned:
                cleaned[name] = plain(cleaned[name])
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `corrections` and `data_requests` need."""
        return {name: self.cleaned_data[name] for name in IDENTITY}


class ErasureForm(forms.Form):
    """The wish to be erased, said twice."""

    confirmed = forms.BooleanField(
        label=_("I have read what is erased, and that it cannot be taken back once it is done"),
        error_messages={"required": _("Confirm that you have read what is erased.")},
    )
    message = forms.CharField(
        label=_("Message to the office (optional)"), required=False, max_length=1000, validators=[refuse_national_id],
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to a request."""

    answer = forms.CharField(
        label=_("answer"), required=False, max_length=1000, validators=[refuse_national_id],
        help_text=_("The person reads it. To refuse, say why."), widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class RequestFilterForm(forms.Form):
    """Which requests to list; an unknown choice lists those that wait."""

    state = forms.ChoiceField(label=_("state"), choices=DataRequestState.choices, required=False)

    @property
    def chosen(self) -> str:
        return (self.is_valid() and self.cleaned_data["state"]) or DataRequestState.WAITING

"""What is typed from a card: its code, then a password."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import PasswordPairForm, SignInPhoneField
from .codes import read


class CodeForm(forms.Form):
    """The code printed on a card."""

    code = forms.CharField(
        label=_("Code of the card"), max_length=40,
        help_text=_("10 letters and digits, for example <bdi class=\"num\">7KQ2M-9XH4T</bdi>."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )  # fmt: skip

    def clean_code(self) -> str:
        if not (code := read(self.cleaned_data["code"])):
            raise forms.ValidationError(_("The code of a card has 10 letters and digits. Check each of them."))
        return code


class NewPasswordForm(PasswordPairForm):
    """The new password of somebody who has an account."""


class OpeningForm(PasswordPairForm):
    """The first password, and a phone number to sign in with instead of the personal code."""

    sign_in_phone = SignInPhoneField(
        help_text=_("Optional: your own number, to sign in with it instead of the personal code. Nobody is called."),
    )

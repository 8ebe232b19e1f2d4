"""What people type about certificates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.core.validators import refuse_national_id

from .enums import CertificateState


class CodeForm(forms.Form):
    """The code printed under the QR. Any text is accepted: a malformed code reads like an unknown one."""

    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("16 letters and digits, for example 7K4M-Q2XD-9RTB-H5WN"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ReasonForm(forms.Form):
    """Why a certificate is replaced or revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the log, never shown to the public. No data about a child."),
        max_length=240,
        validators=[refuse_national_id],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class RegisterFilterForm(forms.Form):
    """Search in the register of certificates."""

    q = forms.CharField(label=_("Name or serial number"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *CertificateState.choices]
    )

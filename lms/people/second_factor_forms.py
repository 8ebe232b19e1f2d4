"""allauth's forms of passkeys, with a label for the field that it shows under its English name."""

from __future__ import annotations

from functools import partial

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

DeviceField = partial(forms.CharField, label=_("Name of the device"), max_length=60)


class AddPasskeyForm(AddWebAuthnForm):
    name = DeviceField(required=False)


class RenamePasskeyForm(EditWebAuthnForm):
    name = DeviceField()

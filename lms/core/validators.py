"""Rules on single values that every record shares."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .text import western_digits

NATIONAL_ID = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[\s-]?\d{5,6}(?![0-9A-Za-z])")
PHONE = re.compile(r"^(?:\+212|00212|0)([5-7]\d{8})$")


def refuse_national_id(value: str) -> None:
    """No national identity number anywhere: keeping one would need the authority's prior leave (Law 09-08)."""
    if NATIONAL_ID.search(western_digits(value)):
        raise ValidationError(
            _("This looks like a national identity number. Takwin does not keep any: remove it."),
            code="national_id",
        )


def canonical_phone(value: str) -> str:
    """A Moroccan number as +212XXXXXXXXX, however it was typed; empty stays empty.

    Raises ValidationError when it is not a Moroccan number of nine digits after the prefix.
    """
    digits = re.sub(r"[^\d+]", "", western_digits(value))
    if not digits and not value.strip():
        return ""
    match = PHONE.match(digits)
    if not match:
        raise ValidationError(_("Enter a Moroccan phone number, for example 06 00 00 00 00."), code="phone")
    return f"+212{match.group(1)}"


def validate_phone(value: str) -> None:
    """A phone number is stored in its canonical form only."""
    canonical_phone(value)

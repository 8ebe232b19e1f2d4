"""Serial numbers and verification codes."""

from __future__ import annotations

import secrets

from django.db.models import F

from lms.core.text import western_digits

from .models import SerialCounter

# Crockford's base 32: no I, L, O or U, so that a code survives handwriting and dictation.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
LOOK_ALIKES = str.maketrans("ILO", "110")


def new_code() -> str:
    """16 random characters: 80 bits that cannot be guessed or counted through."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def canonical_code(typed: str) -> str:
    """A typed code as it is stored: capitals, no dashes or spaces, look-alike letters read as their digits.

    A code that cannot be one gives an empty text, which belongs to no certificate.
    """
    code = "".join(char for char in western_digits(typed).upper() if char.isalnum()).translate(LOOK_ALIKES)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def next_serial(year: int) -> str:
    """The next serial of a year, TK-2026-00417. Must run inside the transaction that issues the certificate:
    the counter's row is held until it ends, so two issuers never read the same number."""
    return next_serials(year, 1)[0]


def next_serials(year: int, count: int) -> list[str]:
    """The next `count` serials of a year, under the same condition."""
    SerialCounter.objects.get_or_create(year=year)
    SerialCounter.objects.filter(year=year).update(last=F("last") + count)
    last = SerialCounter.objects.values_list("last", flat=True).get(year=year)
    return [f"TK-{year}-{number:05d}" for number in range(last - count + 1, last + 1)]

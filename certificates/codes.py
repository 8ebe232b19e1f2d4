"""Serial numbers and verification codes."""

from __future__ import annotations

from django.db.models import F

from lms.core.codes import random_code, read_code

from .models import SerialCounter

CODE_LENGTH = 16


def new_code() -> str:
    """16 random characters: 80 bits that cannot be guessed or counted through."""
    return random_code(CODE_LENGTH)


def canonical_code(typed: str) -> str:
    """A typed code as it is stored; what cannot be one gives an empty text, which belongs to no certificate."""
    return read_code(typed, CODE_LENGTH)


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

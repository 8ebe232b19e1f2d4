"""The personal code: what somebody without e-mail types to sign in, printed on their card.

Eight digits, the last of which checks the others. Digits are on every keyboard, Arabic or Latin, and are dictated
without spelling. It names an account as a user name does: it is no secret, the password is.
"""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from lms.core.codes import grouped
from lms.core.text import western_digits

from .models import Person

LENGTH = 8
ATTEMPTS = 20
# Damm's table: it finds every single wrong digit and every exchange of two neighbours.
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class CodesExhausted(Exception):
    """Every code that was drawn is taken: the codes are too short for so many people."""


def _remainder(digits: str) -> int:
    state = 0
    for digit in digits:
        state = DAMM[state][int(digit)]
    return state


def new_personal_code() -> str:
    """A random code with its check digit. It never begins with 0, as phone numbers do."""
    digits = str(secrets.choice(range(10 ** (LENGTH - 2), 10 ** (LENGTH - 1))))
    return f"{digits}{_remainder(digits)}"


def read_personal_code(typed: str) -> str:
    """A typed code in its one form, or nothing when it cannot be one: wrong length, letters, or a wrong digit."""
    digits = "".join(western_digits(typed).replace("-", " ").split())
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdecimal()) or digits.startswith("0"):
        return ""
    return digits if _remainder(digits) == 0 else ""


def printed(code: str) -> str:
    """The code as it stands on paper: 4821 7735."""
    return grouped(code, 4, " ")


def give_personal_code(person: Person) -> str:
    """The code of `person`, drawn now unless they have one. It never changes.

    Raises CodesExhausted when twenty draws in a row were taken.
    """
    for _ in range(ATTEMPTS):
        if person.personal_code:
            return person.personal_code
        code = new_personal_code()
        try:
            with transaction.atomic():
                # Somebody else may have given one meanwhile: theirs stays.
                Person.objects.filter(pk=person.pk, personal_code__isnull=True).update(personal_code=code)
        except IntegrityError:
            continue
        person.refresh_from_db(fields=["personal_code"])
    if person.personal_code:
        return person.personal_code
    raise CodesExhausted

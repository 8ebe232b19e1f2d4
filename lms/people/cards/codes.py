"""The code on a card: ten characters, fifty bits that nobody guesses within the life of a card."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from lms.core.codes import grouped, random_code, read_code

LENGTH = 10
SALT = "lms.people.cards"


def new_code() -> str:
    return random_code(LENGTH)


def read(typed: str) -> str:
    """A typed code in its one form, or nothing."""
    return read_code(typed, LENGTH)


def printed(code: str) -> str:
    """The code as it stands on paper: ABCDE-FGHJK."""
    return grouped(code, 5)


def digest_of(code: str) -> str:
    """What is kept of a code. Without SECRET_KEY a copy of the database does not tell which codes are good."""
    return salted_hmac(SALT, code, algorithm="sha256").hexdigest()

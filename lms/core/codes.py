"""Codes that people copy from paper: drawn at random, and read however they are typed."""

from __future__ import annotations

import secrets

from .text import western_digits

# Crockford's base 32: no I, L, O or U, so that a code survives handwriting and dictation.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_PER_CHARACTER = 5
LOOK_ALIKES = str.maketrans("ILO", "110")


def random_code(length: int) -> str:
    """`length` random characters, of five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(typed: str, length: int) -> str:
    """A typed code as it was drawn: capitals, no dashes or spaces, look-alike letters read as their digits.

    What cannot be a code of that length gives an empty text, which belongs to nobody.
    """
    code = "".join(char for char in western_digits(typed).upper() if char.isalnum()).translate(LOOK_ALIKES)
    return code if len(code) == length and set(code) <= set(ALPHABET) else ""


def grouped(code: str, size: int, separator: str = "-") -> str:
    """The code in groups of `size`, as it is printed: ABCDE-FGHJK."""
    return separator.join(code[start : start + size] for start in range(0, len(code), size))

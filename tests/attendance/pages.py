"""How tests of screens sign in, what words they expect, and what nonsense they type."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import translation
from django.utils.html import escape

# Names, digits and attacks that people and machines type into any field.
FUZZ = [
    "",
    " ",
    "\0",
    "O'Neil",
    "D'",
    "Ḥ",
    "عبد الله",
    "عـبـدالله",
    "٠١٢٣",
    "AB123456",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "' OR 1=1 --",
    "%",
    "\\" * 40,
    "\u202egpj.exe",
    "😀",
    "NaN",
    "-1",
    str(2**31),
    str(2**63),
    "0001-01-01",
    "9999-12-31",
    "x" * 10_000,
]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(text: str, language: str = "fr") -> str:
    """The source text as the page says it, whether it is translated yet or not."""
    with translation.override(language):
        return str(escape(translation.gettext(text)))

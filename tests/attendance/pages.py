"""How tests of screens sign in, what words they expect, and what nonsense they type."""

from __future__ import annotations

import html
from typing import Any

from django.test import Client
from django.utils import translation

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


def says(response: Any, text: str, language: str = "fr") -> bool:
    """Whether the page says the source text in its language, whether it is translated yet or not."""
    with translation.override(language):
        return translation.gettext(text) in html.unescape(response.content.decode())

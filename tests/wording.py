"""What a page says, whatever state the translations are in: tests quote the source strings of the code."""

from __future__ import annotations

import html
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext


def said(text: str, /, *, language: str = "fr", **values: object) -> str:
    """The translation of a source string."""
    with translation.override(language):
        return gettext(text) % values if values else gettext(text)


def said_of(singular: str, plural: str, count: int, /, *, language: str = "fr", **values: object) -> str:
    """The translation of a counted source string; the count is called `count`."""
    with translation.override(language):
        return ngettext(singular, plural, count) % {"count": count, **values}


def words_of(response: Any) -> str:
    """The page's source with its character references resolved, so that apostrophes compare."""
    return html.unescape(response.content.decode())

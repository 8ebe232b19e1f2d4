"""One attribute for two columns: `name = Localised("name")` reads `name_fr` or `name_ar`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


class Localised:
    """Reads the column of the active language, and the other one when it is empty."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        return in_language(instance, self.name, get_language() or "fr")


def in_language(instance: Any, name: str, language: str) -> str:
    """The column `name` of a record in "fr" or "ar" (any other language reads French), or its counterpart."""
    first, second = ("ar", "fr") if language.startswith("ar") else ("fr", "ar")
    return getattr(instance, f"{name}_{first}") or getattr(instance, f"{name}_{second}")


def localised_column(name: str) -> str:
    """The column to sort by in the active language: "name" → "name_ar" under Arabic, else "name_fr"."""
    return f"{name}_ar" if (get_language() or "fr").startswith("ar") else f"{name}_fr"

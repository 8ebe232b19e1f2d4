"""Folding of French and Arabic text, so that one search finds every usual spelling."""

from __future__ import annotations

import re
import unicodedata

from django.db import models

ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ئ": "ي", "ؤ": "و", "گ": "ك", "ڤ": "ف", "ـ": ""}
)
# 0-9, whichever digits the keyboard wrote: Arabic-Indic, extended Arabic-Indic.
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF, 0x200B])


def fold(text: str) -> str:
    """The text without what a searcher may leave out.

    Case, accents, vowel signs, tatweel, hyphens and apostrophes go; the forms of alef, hamza, ya and ta marbuta
    become one; a leading Arabic article goes from each word; spaces are single.
    """
    text = unicodedata.normalize("NFKD", text.translate(BIDI_CONTROLS).translate(ARABIC_LETTERS))
    text = "".join(char for char in text if not unicodedata.combining(char)).casefold()
    text = text.translate(ARABIC_LETTERS).translate(DIGITS)
    words = re.sub(r"[^\w]+", " ", text).split()
    return " ".join(word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words)


def plain(text: str) -> str:
    """The text as a person would have typed it: NFC, no control or direction characters, single spaces."""
    text = unicodedata.normalize("NFC", text.translate(BIDI_CONTROLS))
    text = "".join(char if char.isprintable() or char == "\u200c" else " " for char in text)
    return " ".join(text.split())


def western_digits(text: str) -> str:
    """The text with 0-9 in place of Arabic-Indic digits."""
    return text.translate(DIGITS)


def dialled_phone(number: str) -> str:
    """A stored number (+212XXXXXXXXX) as it is read aloud and dialled in Morocco: 0X XX XX XX XX, on one line."""
    if not re.fullmatch(r"\+212\d{9}", number):
        return number
    digits = f"0{number.removeprefix('+212')}"
    return "\u00a0".join(re.findall("..", digits))


class FoldedField(models.TextField):  # type: ignore[type-arg]
    """A column that always holds the folded text of other columns of its row, for searching."""

    def __init__(self, *args: object, sources: tuple[str, ...] = (), **kwargs: object) -> None:
        self.sources = sources
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def deconstruct(self):  # type: ignore[no-untyped-def]
        name, path, args, kwargs = super().deconstruct()
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = fold(" ".join(str(getattr(model_instance, source) or "") for source in self.sources))
        setattr(model_instance, self.attname, value)
        return value

"""One cell read as a fact: a day, a phone, a word of a list. Pure; what cannot be read is a code, not a text."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError

from lms.core.dates import MONTHS
from lms.core.exports import DANGEROUS_STARTS
from lms.core.text import fold, plain, western_digits
from lms.core.validators import NATIONAL_ID, canonical_phone

from .words import meanings, word_key

EARLIEST_DAY = datetime.date(1990, 1, 1)
# Excel counts days from here; the 29 February 1900 that never was is already in the count of every later day.
DAY_ZERO = datetime.date(1899, 12, 30)
DAY_ZERO_OF_1904 = datetime.date(1904, 1, 1)
# Stands where a national identity number stood: the number itself is not kept.
REMOVED_ID = "#######"
ERROR_CELLS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
IN_WORDS = re.compile(r"(\d{1,2})(?:er)? (\D+?) (\d{4})")
MONTH_NUMBERS = {
    fold(name): number for names in MONTHS.values() for number, name in enumerate(names, start=1)
}  # fmt: skip


class CellProblem(Exception):
    """What is wrong with one cell; `wording` says it in the reader's language, with how to mend it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def clean_cell(text: str) -> str:
    """The cell as a person would have typed it.

    Raises CellProblem "formula", "error_cell" or "national_id", whichever column it stands in.
    """
    text = plain(text)
    # The portal's own exports put a quote before what a spreadsheet would take for a formula.
    if text[:1] == "'" and text[1:].startswith(DANGEROUS_STARTS):
        return text[1:]
    if text.startswith("="):
        raise CellProblem("formula")
    if text in ERROR_CELLS:
        raise CellProblem("error_cell")
    if text == REMOVED_ID or NATIONAL_ID.search(western_digits(text)):
        raise CellProblem("national_id")
    return text


def read_day(text: str, *, counts_from_1904: bool = False) -> datetime.date | None:
    """A day: ISO, day/month/year, day month year in words, or the bare number a spreadsheet counts days with.

    Empty gives None. Raises CellProblem "date", or "past" before 1990.
    """
    text = western_digits(text).strip()
    if not text:
        return None
    day = _written_day(text) or _counted_day(text, counts_from_1904=counts_from_1904)
    if day is None:
        raise CellProblem("date")
    if day < EARLIEST_DAY:
        raise CellProblem("past", year=EARLIEST_DAY.year)
    return day


def _written_day(text: str) -> datetime.date | None:
    if match := ISO_DAY.fullmatch(text):
        year, month, day = match.groups()
    elif match := DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif (match := IN_WORDS.fullmatch(text)) and fold(match[2]) in MONTH_NUMBERS:
        day, month, year = match[1], str(MONTH_NUMBERS[fold(match[2])]), match[3]
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _counted_day(text: str, *, counts_from_1904: bool) -> datetime.date | None:
    """Five digits are a day counted by a spreadsheet (from 1982 to 2173)."""
    match = re.fullmatch(r"(\d{5})(?:\.\d+)?", text)
    if not match or not 30_000 <= int(match[1]) < 100_000:
        return None
    return (DAY_ZERO_OF_1904 if counts_from_1904 else DAY_ZERO) + datetime.timedelta(days=int(match[1]))


def read_phone(text: str) -> str:
    """A Moroccan number in its one form, also when a spreadsheet ate the leading zero or plus.

    Raises CellProblem "phone".
    """
    digits = re.sub(r"\D", "", western_digits(text))
    if re.fullmatch(r"[5-7]\d{8}", digits):
        text = f"0{digits}"
    elif re.fullmatch(r"212[5-7]\d{8}", digits):
        text = f"+{digits}"
    elif re.fullmatch(r"2120[5-7]\d{8}", digits):
        # +212 (0)6 …
        text = f"+212{digits[4:]}"
    try:
        return canonical_phone(text)
    except ValidationError as error:
        raise CellProblem("phone") from error


def read_word(column: str, text: str) -> str:
    """The value of a closed list; empty stays empty. Raises CellProblem "word"."""
    if not text:
        return ""
    value = meanings(column).get(word_key(text)) or meanings(column).get(fold(text))
    if value is None:
        # "-" and "?" say nothing, on purpose.
        if not word_key(text):
            return ""
        raise CellProblem("word")
    return value

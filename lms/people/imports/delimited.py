"""Text files: which encoding, which separator, and the rows they hold."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable

from .table import FileRefused, Table, keep_row

SEPARATORS = (";", ",", "\t")
NAMED_SEPARATORS = (*SEPARATORS, "|")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WEB_PAGE = re.compile(r"<(?:!doctype|html|table|\?xml|head|body)\b", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
WORD = re.compile(r"[^\W\d_]+")
ARABIC = re.compile("[\u0600-\u06ff]")
# Rows looked at to tell the separator.
FIRST_ROWS = 10


def decode(content: bytes) -> str:
    """The text of the file. Raises FileRefused "not_a_table" for what is no text at all."""
    text = _decode(content).rstrip("\x1a")
    if CONTROLS.search(text):
        raise FileRefused("not_a_table")
    return text


def _decode(content: bytes) -> str:
    try:
        for mark, encoding in MARKS:
            if content.startswith(mark):
                return content.decode(encoding)
        if b"\0" in content:
            # UTF-16 without its mark: separators and line ends show on which side the zeros are.
            return content.decode("utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be")
    except UnicodeDecodeError as error:
        raise FileRefused("not_a_table") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_windows(content)


def _decode_windows(content: bytes) -> str:
    """French or Arabic Windows, told apart by the words they give.

    Both tables share the small French letters. Read as Arabic, a French capital (É, À) becomes one Arabic letter
    inside a Latin word; Arabic text becomes words of Arabic letters only.
    """
    arabic = content.decode("cp1256")
    words = [word for word in WORD.findall(arabic) if ARABIC.search(word)]
    whole = sum(len(word) > 1 and len(ARABIC.findall(word)) == len(word) for word in words)
    if whole * 2 > len(words):
        return arabic
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return arabic


def read_delimited(content: bytes, *, known_titles: Callable[[list[str]], int]) -> Table:
    """The rows of a text file. `known_titles` counts the titles it knows in a row: the right separator finds most.

    Raises FileRefused "web_page", "not_a_table", "quotes" or "too_many_rows".
    """
    text = decode(content)
    if WEB_PAGE.search(text[:2000]):
        raise FileRefused("web_page")
    skipped = 0
    if text[:4].casefold() == "sep=" and text[4:5] in NAMED_SEPARATORS:
        # Excel's own way to name the separator.
        separator, text, skipped = text[4], text[5:].lstrip("\r\n"), 1
    else:
        beginning = "\n".join(text.splitlines()[:FIRST_ROWS])
        separator = max(SEPARATORS, key=lambda mark: _titles_found(beginning, mark, known_titles))
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = skipped
    try:
        for number, cells in enumerate(reader, start=1 + skipped):
            keep_row(rows, number, cells)
    except csv.Error as error:
        raise FileRefused("quotes", row=number + 1) from error
    return Table(rows)


def _titles_found(text: str, separator: str, known_titles: Callable[[list[str]], int]) -> int:
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return 0
    return max((known_titles(line) for line in lines), default=0)

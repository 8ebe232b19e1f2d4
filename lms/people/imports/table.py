"""What a file of people becomes once it is opened: rows of plain text, or a refusal that says what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5 * MEGABYTE
MOST_ROWS = 20_000
MOST_COLUMNS = 100
# Longer than anything a column may hold: what is cut off could not have been accepted.
LONGEST_CELL = 300


class FileRefused(Exception):
    """The file as a whole cannot be taken. `code` and `params` become words in `wording`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Table:
    """The first sheet of a workbook, or a text file: every row with its number as a spreadsheet shows it.

    Cells are text: dates as ISO, formulas with their leading "=". `counts_from_1904` is the calendar of old Macintosh
    workbooks, for days that were left as bare numbers.
    """

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    counts_from_1904: bool = False


def keep_row(rows: list[tuple[int, list[str]]], number: int, cells: list[str]) -> None:
    """Add a row unless it is blank. Raises FileRefused above the number of rows that one file may hold."""
    if not any(cell and not cell.isspace() for cell in cells):
        return
    # One more than the limit: the row of titles.
    if len(rows) > MOST_ROWS:
        raise FileRefused("too_many_rows", limit=MOST_ROWS)
    rows.append((number, [cell[:LONGEST_CELL] for cell in cells]))

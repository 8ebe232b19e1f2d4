"""What is kept of a file once it was read: the known columns only, as text. Everything else goes at once."""

from __future__ import annotations

import json

from lms.core.text import western_digits
from lms.core.validators import NATIONAL_ID

from .columns import Layout
from .table import Table
from .values import REMOVED_ID


def keep(table: Table, layout: Layout) -> bytes:
    """The rows under the titles. A national identity number is not kept, only that one stood there."""
    places = sorted(layout.places.items(), key=lambda item: item[1])
    rows = [
        [number, [_kept(cells, place) for _column, place in places]]
        for number, cells in table.rows
        if number > layout.header_row
    ]
    content = {
        "columns": [str(column) for column, _place in places],
        "titles": [layout.titles[place] for _column, place in places],
        "header_row": layout.header_row,
        "counts_from_1904": table.counts_from_1904,
        "rows": rows,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _kept(cells: list[str], place: int) -> str:
    text = cells[place] if place < len(cells) else ""
    return REMOVED_ID if NATIONAL_ID.search(western_digits(text)) else text


def load(content: bytes) -> tuple[Table, Layout]:
    """The table and its columns as `keep` wrote them."""
    facts = json.loads(content)
    places = {column: place for place, column in enumerate(facts["columns"])}
    rows = [(number, cells) for number, cells in facts["rows"]]
    return Table(rows, facts["counts_from_1904"]), Layout(facts["header_row"], facts["titles"], places, [])

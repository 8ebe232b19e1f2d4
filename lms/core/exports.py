"""One writer for every table that leaves the portal: CSV and XLSX that no spreadsheet will execute."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Any) -> Any:
    """A cell that a spreadsheet shows and never runs: text that starts like a formula gets a leading quote.

    Numbers stay numbers. Source: OWASP ASVS 1.2.10 (formula injection).
    """
    if isinstance(value, str):
        value = value.replace("\0", "")
        if value.startswith(DANGEROUS_STARTS):
            return f"'{value}"
    return value


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The table as UTF-8 CSV with a byte order mark and semicolons, which French Excel opens as a table."""
    import pandas  # heavy: only when a table is really asked for

    frame = pandas.DataFrame([[harmless(cell) for cell in row] for row in rows], columns=list(header), dtype=object)
    text = frame.to_csv(index=False, sep=";", lineterminator="\r\n")
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    return response


def xlsx_response(
    filename: str, sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]], *, right_to_left: bool
) -> HttpResponse:
    """Sheets of (title, header, rows) as a workbook; text cells are written as text, never as formulas or links."""
    import pandas

    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pandas.ExcelWriter(stream, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        for title, header, rows in sheets:
            frame = pandas.DataFrame(
                [[harmless(cell) for cell in row] for row in rows], columns=list(header), dtype=object
            )
            name = "".join(char for char in title if char not in "[]:*?/\\")[:31]
            frame.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            _lay_out(writer, name, frame, right_to_left=right_to_left)
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename}.xlsx"'
    return response


def _lay_out(writer: Any, name: str, frame: Any, *, right_to_left: bool) -> None:
    sheet = writer.sheets[name]
    if right_to_left:
        sheet.right_to_left()
    heading = writer.book.add_format({"bold": True, "bg_color": "#dfeee6", "border": 1, "text_wrap": True})
    for column, label in enumerate(frame.columns):
        sheet.write_string(0, column, str(label), heading)
        longest = max([len(str(label)), *(len(str(cell)) for cell in frame.iloc[:200, column])])
        sheet.set_column(column, column, min(max(longest + 2, 10), 60))
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)

"""Excel workbooks. A workbook is a zip of XML written by a stranger: it is weighed before anything is parsed."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from typing import Any

from .table import MEGABYTE, MOST_COLUMNS, MOST_ROWS, FileRefused, Table, keep_row

MOST_PARTS = 400
# 20,000 rows of 20 cells unpack to some 30 MB.
HEAVIEST_WORKBOOK = 48 * MEGABYTE
HEAVIEST_TEXTS = 16 * MEGABYTE
# Styles, themes, relations: everything that is neither cells nor texts, and is parsed all the same.
HEAVIEST_SIDE_PART = MEGABYTE
# Deflate shrinks a sheet of names ten to thirty times.
HIGHEST_RATIO = 250
LAST_ROW = 65_536
SHEETS, TEXTS, WORKBOOK = "xl/worksheets/", "xl/sharedstrings", "xl/workbook.xml"
ROW = re.compile(rb"<(?:\w+:)?row\b")
FAR_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr\s*=\s*[\"'](\d{5,})")
TEXT_ITEM = re.compile(rb"<(?:\w+:)?si\b")
MOST_TEXTS = MOST_ROWS * 12
MACROS = ("vbaproject.bin", "xl/macrosheets/")


def check_workbook(content: bytes) -> None:
    """Weigh a workbook without parsing it. Raises FileRefused with what to do about it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {info.filename.lower(): info for info in package.infolist()}
            _check_sizes(package.infolist())
            _check_kind(package, parts)
            for name, info in parts.items():
                if name.endswith((".xml", ".rels")):
                    _check_xml(name, package.read(info))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FileRefused("damaged") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """zipfile never unpacks more than a part declares: the sum of what is declared is the most it can become."""
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused("encrypted")
    heavy = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > HEAVIEST_WORKBOOK
    for part in parts:
        name = part.filename.lower()
        heavy |= part.file_size > MEGABYTE and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1)
        if name.startswith(TEXTS):
            heavy |= part.file_size > HEAVIEST_TEXTS
        elif name.endswith((".xml", ".rels")) and not name.startswith(SHEETS):
            heavy |= part.file_size > HEAVIEST_SIDE_PART
    if heavy:
        raise FileRefused("too_heavy")


def _check_kind(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> None:
    if any(name.endswith(MACROS[0]) or name.startswith(MACROS[1]) for name in parts):
        raise FileRefused("macros")
    if "mimetype" in parts and b"opendocument" in package.read(parts["mimetype"]):
        raise FileRefused("other_workbook")
    if "xl/workbook.bin" in parts:
        raise FileRefused("other_workbook")
    if WORKBOOK not in parts or "[content_types].xml" not in parts:
        raise FileRefused("not_a_workbook")
    if b"purl.oclc.org/ooxml" in package.read(parts[WORKBOOK]):
        raise FileRefused("other_workbook")
    if b"macroEnabled" in package.read(parts["[content_types].xml"]):
        raise FileRefused("macros")
    if any(name.startswith("xl/externallinks/") for name in parts):
        raise FileRefused("external_links")


def _check_xml(name: str, content: bytes) -> None:
    """Spreadsheets declare no document type; whoever does wants entities to multiply."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise FileRefused("entities")
    if b"\0" in content[:4]:
        raise FileRefused("entities")
    if name.startswith(SHEETS) and not name.endswith(".rels"):
        too_far = any(len(row) > 7 or int(row) > LAST_ROW for row in FAR_ROW.findall(content))
        if too_far or sum(1 for _ in ROW.finditer(content)) > MOST_ROWS + 1:
            raise FileRefused("too_many_rows", limit=MOST_ROWS)
    if name.startswith(TEXTS) and sum(1 for _ in TEXT_ITEM.finditer(content)) > MOST_TEXTS:
        raise FileRefused("too_heavy")


def read_workbook(content: bytes) -> Table:
    """The first visible sheet that holds something, of a workbook that `check_workbook` let pass.

    Raises FileRefused.
    """
    # A workbook that passed the scales can still be wrong in any way its parser never thought of.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content)
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused("damaged") from error


def _read(content: bytes) -> Table:
    import openpyxl  # heavy: only when a workbook is really opened
    from openpyxl.utils.datetime import MAC_EPOCH
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    rows: list[tuple[int, list[str]]] = []
    for sheet in book.worksheets:
        if not isinstance(sheet, ReadOnlyWorksheet) or sheet.sheet_state != "visible":
            continue
        # What a sheet says about its own size is not to be believed.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            keep_row(rows, number, [cell_text(cell) for cell in cells])
        if rows:
            break
    return Table(rows, counts_from_1904=book.epoch == MAC_EPOCH)


def cell_text(cell: Any) -> str:
    """A cell as text: days in ISO, whole numbers without decimals, a formula as "=…" and never its result."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return value if isinstance(value, str) else "="
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

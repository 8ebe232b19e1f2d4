"""Odd files, each made by code and named by what is odd about it, with what must come of it.

`CORPUS` is the one table: a name, a function that makes the bytes, and either the code of the refusal or, per row, its
problems as "column:code" (an empty tuple: a good row). All rows that are good say the same person.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import xlsxwriter

FRENCH = ("Nom", "Prénom", "Nom en arabe", "Prénom en arabe", "Sexe", "Téléphone", "Structure", "Fonction", "Depuis")
ARABIC = (
    "الاسم العائلي", "الاسم الشخصي", "الاسم العائلي بالعربية", "الاسم الشخصي بالعربية", "الجنس", "الهاتف",
    "المؤسسة", "المهنة", "تاريخ الالتحاق",
)  # fmt: skip
ENGLISH = (
    "Family name", "Given name", "Family name in Arabic", "Given name in Arabic", "Sex", "Phone", "Organisation",
    "Profession", "Start date",
)  # fmt: skip
SALMA = (
    "El Idrissi", "Salma", "الإدريسي", "سلمى", "F", "06 11 22 33 44", "UPE de Nador", "assistante sociale",
    "15/03/2024",
)  # fmt: skip
SALMA_IN_ARABIC = (
    "El Idrissi", "Salma", "الإدريسي", "سلمى", "أنثى", "٠٦١١٢٢٣٣٤٤", "وحدة حماية الطفولة بالناظور", "مساعدة اجتماعية",
    "١٥/٠٣/٢٠٢٤",
)  # fmt: skip
DAY = datetime.date(2024, 3, 15)


def workbook(*rows: Any, titles: Any = FRENCH, sheets: Any = None, epoch_1904: bool = False, **options: Any) -> bytes:
    """A workbook of one sheet. Dates are written as dates, what starts with "=" as a formula, numbers as numbers."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"date_1904": epoch_1904, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, hidden, lines in sheets or [("Liste", False, [titles, *rows])]:
        sheet = book.add_worksheet(name)
        if hidden:
            sheet.hide()
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write(number, column, value)
        if options.get("merged"):
            sheet.merge_range(0, 0, 0, 3, "Personnel de l'unité")
    if sheets and sheets[0][1]:
        book.worksheets()[-1].activate()
        book.worksheets()[-1].set_first_sheet()
    book.close()
    return stream.getvalue()


def text_file(*rows: Any, titles: Any = FRENCH, separator: str = ";", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows([titles, *rows])
    return stream.getvalue().encode(encoding)


def changed(**columns: Any) -> tuple[Any, ...]:
    """Salma's row with other values, by French title."""
    return tuple(columns.get(title.replace(" ", "_"), value) for title, value in zip(FRENCH, SALMA, strict=True))


def repacked(content: bytes, *, add: dict[str, bytes] | None = None, edit: dict[str, Any] | None = None) -> bytes:
    """A workbook with parts added, or edited as (old, new) bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            for before, after in (edit or {}).get(info.filename, ()):
                assert before in part
                part = part.replace(before, after)
            new.writestr(info.filename, part)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_bomb() -> bytes:
    """80 KB that unpack to 80 MB."""
    return repacked(workbook(SALMA), add={"xl/worksheets/sheet2.xml": b"<row/>" * 14_000_000})


def many_rows(count: int) -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d" t="n"><v>1</v></c></row>' % (n, n) for n in range(3, count))
    return repacked(workbook(SALMA), edit={SHEET: [(b"</sheetData>", rows + b"</sheetData>")]})


def far_row() -> bytes:
    rows = b'<row r="999999999"><c r="A999999999" t="n"><v>1</v></c></row>'
    return repacked(workbook(SALMA), edit={SHEET: [(b"</sheetData>", rows + b"</sheetData>")]})


def lying_size() -> bytes:
    """The sheet says it ends in A1."""
    return repacked(workbook(SALMA), edit={SHEET: [(b'<dimension ref="A1:I2"/>', b'<dimension ref="A1"/>')]})


def laughs() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (n + 1, *(n,) * 8) for n in range(97, 110)
    )
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return repacked(workbook(SALMA), edit={SHEET: [(head, head + entities + b"]>")]})


def encrypted() -> bytes:
    """What Excel writes under a password: an OLE file with an encrypted package in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def zip_of(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def truncated() -> bytes:
    content = workbook(SALMA)
    return content[: len(content) // 2]


@dataclass(frozen=True)
class Odd:
    """One file: `refusal` is the code of the file's refusal, `rows` the problems of each row."""

    name: str
    make: Callable[[], bytes]
    refusal: str = ""
    rows: tuple[tuple[str, ...], ...] = ((),)


CORPUS = [
    # Read as they are meant.
    Odd("french titles", lambda: workbook(SALMA)),
    Odd("arabic titles and digits", lambda: workbook(SALMA_IN_ARABIC, titles=ARABIC)),
    Odd("english titles", lambda: workbook(SALMA, titles=ENGLISH)),
    Odd("columns in another order", lambda: workbook(SALMA[::-1], titles=FRENCH[::-1])),
    Odd("unknown columns beside", lambda: workbook((*SALMA, "x", 12), titles=(*FRENCH, "Remarque", "Code"))),
    Odd(
        "a title above the titles",
        lambda: workbook(titles=("Personnel",), sheets=[("L", False, [("Personnel de l'UPE",), (), FRENCH, SALMA])]),
    ),
    Odd("a merged title above", lambda: workbook(sheets=[("L", False, [("", ""), FRENCH, SALMA])], merged=True)),
    Odd(
        "a hidden sheet first", lambda: workbook(sheets=[("Cachée", True, [("a", "b")]), ("L", False, [FRENCH, SALMA])])
    ),
    Odd("an excel date", lambda: workbook(changed(Depuis=DAY))),
    Odd("an excel date of 1904", lambda: workbook(changed(Depuis=DAY), epoch_1904=True)),
    Odd("a bare day number", lambda: workbook(changed(Depuis=45366))),
    Odd("a bare day number of 1904", lambda: workbook(changed(Depuis=45366 - 1462), epoch_1904=True)),
    Odd("an iso date", lambda: workbook(changed(Depuis="2024-03-15"))),
    Odd("a date in words", lambda: workbook(changed(Depuis="15 mars 2024"))),
    Odd("a date in arabic words", lambda: workbook(changed(Depuis="١٥ مارس ٢٠٢٤"))),
    Odd("a phone without its zero", lambda: workbook(changed(Téléphone=611223344))),
    Odd("a phone with its prefix", lambda: workbook(changed(Téléphone="00212 6 11-22-33-44"))),
    Odd("an escaped phone", lambda: workbook(changed(Téléphone="'+212611223344"))),
    Odd("spaces that do not break", lambda: workbook(changed(Nom="El\u00a0Idrissi\u00a0", Prénom=" Salma\n"))),
    Odd("blank rows between", lambda: workbook((), (" ",), SALMA, ("", "\u00a0"))),
    Odd(
        "arabic names under latin titles",
        lambda: workbook(changed(Nom="الإدريسي", Prénom="سلمى", Nom_en_arabe="", Prénom_en_arabe="")),
    ),
    Odd("a size that lies", lying_size),
    Odd("utf-8", lambda: text_file(SALMA)),
    Odd("utf-8 with its mark", lambda: text_file(SALMA, encoding="utf-8-sig")),
    Odd("utf-16 with its mark", lambda: text_file(SALMA_IN_ARABIC, titles=ARABIC, encoding="utf-16", separator="\t")),
    Odd("utf-16 little end first", lambda: text_file(SALMA_IN_ARABIC, titles=ARABIC, encoding="utf-16-le")),
    Odd("utf-16 big end first", lambda: text_file(SALMA_IN_ARABIC, titles=ARABIC, encoding="utf-16-be")),
    Odd("windows french", lambda: text_file(changed(Nom_en_arabe="", Prénom_en_arabe=""), encoding="cp1252")),
    Odd(
        "windows french capitals",
        lambda: text_file(
            changed(Nom_en_arabe="", Prénom_en_arabe=""), titles=tuple(t.upper() for t in FRENCH), encoding="cp1252"
        ),
    ),
    Odd(
        "windows arabic",
        lambda: text_file(
            tuple(cell.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")) for cell in SALMA_IN_ARABIC),
            titles=ARABIC,
            encoding="cp1256",
        ),
    ),
    Odd("windows arabic under french titles", lambda: text_file(SALMA, encoding="cp1256")),
    Odd("commas", lambda: text_file(SALMA, separator=",")),
    Odd("tabs", lambda: text_file(SALMA, separator="\t")),
    Odd("a separator named by excel", lambda: b"sep=|\r\n" + text_file(SALMA, separator="|")),
    Odd("a line end inside quotes", lambda: text_file(changed(Fonction="assistante\nsociale"))),
    # Rows to correct.
    Odd("a formula", lambda: workbook(SALMA, changed(Prénom="=A1&B1")), rows=((), ("given_name:formula",))),
    Odd("a formula in text", lambda: text_file(changed(Nom="=cmd|' /C calc'!A0")), rows=(("family_name:formula",),)),
    Odd("an error of excel", lambda: text_file(changed(Fonction="#N/A")), rows=(("profession:error_cell",),)),
    Odd(
        "a national identity number",
        lambda: text_file(changed(Prénom="AB 123456")),
        rows=(("given_name:national_id",),),
    ),
    Odd("the same in arabic digits", lambda: text_file(changed(Nom="ab١٢٣٤٥٦")), rows=(("family_name:national_id",),)),
    Odd("a hijri date", lambda: text_file(changed(Depuis="04/09/1445")), rows=(("started_on:past",),)),
    Odd("no such day", lambda: text_file(changed(Depuis="31/02/2024")), rows=(("started_on:date",),)),
    Odd("two figures for the year", lambda: text_file(changed(Depuis="15/03/24")), rows=(("started_on:date",),)),
    Odd("a day to come", lambda: text_file(changed(Depuis="2099-01-01")), rows=(("started_on:future",),)),
    Odd("a far phone", lambda: text_file(changed(Téléphone="+33 6 12 34 56 78")), rows=(("phone:phone",),)),
    Odd(
        "an unknown structure",
        lambda: text_file(changed(Structure="UPE de Fès")),
        rows=(("organisation:organisation",),),
    ),
    Odd("an unknown word", lambda: text_file(changed(Fonction="astronaute")), rows=(("profession:word",),)),
    Odd(
        "one name only", lambda: text_file(changed(Prénom="", Nom_en_arabe="", Prénom_en_arabe="")), rows=((":name",),)
    ),
    Odd(
        "empty cells",
        lambda: text_file(changed(Fonction="", Depuis="", Structure="")),
        rows=(("organisation:required", "profession:required", "started_on:required"),),
    ),
    Odd("a name without end", lambda: text_file(changed(Nom="x" * 5000)), rows=(("family_name:max_length",),)),
    Odd(
        "latin letters in an arabic column",
        lambda: text_file(changed(Nom_en_arabe="Idrissi")),
        rows=(("family_name_ar:alphabet",),),
    ),
    # Refused as a whole.
    Odd("nothing", lambda: b"", "empty"),
    Odd("blanks", lambda: b"\r\n \n", "empty"),
    Odd("an empty workbook", lambda: workbook(titles=()), "empty"),
    Odd("titles only", workbook, "no_rows"),
    Odd("no titles", lambda: text_file(titles=SALMA), "no_titles"),
    Odd("a title twice", lambda: text_file((*SALMA, "x"), titles=(*FRENCH, "GSM")), "twice"),
    Odd("a title missing", lambda: text_file(SALMA[:-1], titles=FRENCH[:-1]), "missing"),
    Odd(
        "one column for the name",
        lambda: text_file(("Salma El Idrissi", *SALMA[4:]), titles=("Nom et prénom", *FRENCH[4:])),
        "full_name",
    ),
    Odd(
        "a column of identity numbers",
        lambda: text_file((*SALMA, "x"), titles=(*FRENCH, "N° CIN")),
        "national_id_column",
    ),
    Odd(
        "identity numbers in arabic",
        lambda: text_file((*SALMA, "x"), titles=(*FRENCH, "رقم البطاقة الوطنية")),
        "national_id_column",
    ),
    Odd("quotes left open", lambda: text_file(SALMA) + b'"El Idrissi;Salma\r\n', "quotes"),
    Odd("too large", lambda: text_file(SALMA) + b" " * (5 * 1024 * 1024), "too_big"),
    Odd("too many lines", lambda: text_file(SALMA) + b"x;y\r\n" * 20_001, "too_many_rows"),
    Odd("a million lines", lambda: text_file(SALMA) + b"x\r\n" * 1_000_000, "too_many_rows"),
    Odd("a million rows", lambda: many_rows(120_000), "too_many_rows"),
    Odd("a row beyond all sheets", far_row, "too_many_rows"),
    Odd("a zip bomb", sheet_bomb, "too_heavy"),
    Odd(
        "a thousand parts",
        lambda: repacked(workbook(SALMA), add={f"xl/x{n}.xml": b"" for n in range(1000)}),
        "too_heavy",
    ),
    Odd("a heavy style", lambda: repacked(workbook(SALMA), add={"xl/x.xml": b"<a/>" * 400_000}), "too_heavy"),
    Odd("a billion laughs", laughs, "entities"),
    Odd("a password", encrypted, "encrypted"),
    Odd("the old format renamed", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "old_excel"),
    Odd("macros", lambda: repacked(workbook(SALMA), add={"xl/vbaProject.bin": b"x"}), "macros"),
    Odd(
        "links to other files",
        lambda: repacked(workbook(SALMA), add={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "external_links",
    ),
    Odd("a binary workbook", lambda: zip_of(**{"xl/workbook.bin": b"x"}), "other_workbook"),
    Odd(
        "an opendocument sheet",
        lambda: zip_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
        "other_workbook",
    ),
    Odd("a letter", lambda: zip_of(**{"word/document.xml": b"<x/>"}), "not_a_workbook"),
    Odd("an empty zip", zip_of, "not_a_workbook"),
    Odd("half a workbook", truncated, "damaged"),
    Odd("a zip in name only", lambda: b"PK\x03\x04 and then nothing", "damaged"),
    Odd(
        "a sheet that is no xml",
        lambda: repacked(workbook(SALMA), edit={SHEET: [(b"<sheetData>", b"<sheetData")]}),
        "damaged",
    ),
    Odd("a web page renamed", lambda: b"<html><body><table><tr><td>Nom</td></tr></table></body></html>", "web_page"),
    Odd("a pdf renamed", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    Odd("a picture", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "not_a_table"),
]
HOSTILE = [odd for odd in CORPUS if odd.refusal]

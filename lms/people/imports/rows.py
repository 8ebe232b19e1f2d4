"""One row read as a person at an organisation, with everything that is wrong with it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from lms.core.text import ARABIC_LETTERS

from ..enums import Engagement, Language, Sex
from ..matching import Place
from ..models import Person
from .columns import ARABIC_NAMES, LATIN_NAMES, Column, Layout
from .places import Places
from .table import Table
from .values import CellProblem, clean_cell, read_day, read_phone, read_word

FACTS = (*LATIN_NAMES, *ARABIC_NAMES, Column.SEX, Column.PHONE, Column.EMAIL, Column.LANGUAGE)
ARABIC_BLOCK = range(0x0600, 0x0700)


@dataclass(frozen=True)
class Problem:
    """What is wrong, in which column (empty: the row as a whole), and what the sentence about it needs."""

    code: str
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class PersonRow:
    """A person and where they work, as one row of the file says it. An Identity in the sense of `matching`."""

    number: int
    given_name: str = ""
    family_name: str = ""
    given_name_ar: str = ""
    family_name_ar: str = ""
    sex: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    organisation_id: int | None = None
    province_id: int | None = None
    profession: str = ""
    engagement: str = ""
    started_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the row says the person works, as matching reads it."""
        if self.organisation_id is None:
            return ()
        return (Place(self.organisation_id, self.province_id, self.profession, self.started_on, self.ended_on),)

    @property
    def first_day(self) -> datetime.date:
        """The first day of a row that has nothing wrong."""
        if self.started_on is None:
            raise ValueError("a row without a first day is wrong")
        return self.started_on

    def facts(self) -> dict[str, str]:
        """What a new person's record takes from the row."""
        facts = {str(name): getattr(self, name) for name in FACTS}
        return facts | {"sex": self.sex or Sex.NOT_STATED, "language": self.language or Language.FRENCH}


def read_rows(table: Table, layout: Layout, places: Places, today: datetime.date) -> Iterator[PersonRow]:
    """Every row under the titles, typed and checked on its own."""
    for number, cells in table.rows:
        if number > layout.header_row:
            yield read_row(number, cells, layout, places, today, counts_from_1904=table.counts_from_1904)


def read_row(
    number: int, cells: list[str], layout: Layout, places: Places, today: datetime.date, *, counts_from_1904: bool
) -> PersonRow:
    """One row. Nothing is raised: what is wrong stands in `problems`."""
    row = PersonRow(number)
    texts: dict[str, str] = {}
    for column in Column:
        texts[column] = _attempt(row, column, partial(clean_cell, layout.cell(cells, column))) or ""

    def read(column: Column, reader: Callable[[str], Any]) -> Any:
        return _attempt(row, column, lambda: reader(texts[column])) if texts[column] else None

    for column in (*LATIN_NAMES, *ARABIC_NAMES):
        setattr(row, column, texts[column])
    _sort_alphabets(row)
    row.email = texts[Column.EMAIL].lower()
    row.phone = read(Column.PHONE, read_phone) or ""
    row.sex = read(Column.SEX, lambda text: read_word("sex", text)) or ""
    row.language = read(Column.LANGUAGE, lambda text: read_word("language", text)) or ""
    row.profession = read(Column.PROFESSION, lambda text: read_word("profession", text)) or ""
    row.engagement = read(Column.ENGAGEMENT, lambda text: read_word("engagement", text)) or Engagement.PAID
    row.started_on = read(Column.STARTED_ON, lambda text: read_day(text, counts_from_1904=counts_from_1904))
    row.ended_on = read(Column.ENDED_ON, lambda text: read_day(text, counts_from_1904=counts_from_1904))
    _find_place(row, texts, places)
    _check_row(row, places, today)
    return row


def _attempt(row: PersonRow, column: str, read: Callable[[], Any]) -> Any:
    """What `read` gives; None, and a problem noted, when the cell cannot be read."""
    try:
        return read()
    except CellProblem as problem:
        row.problems.append(Problem(problem.code, str(column), problem.params))
        return None


def _sort_alphabets(row: PersonRow) -> None:
    """A name goes to the alphabet it is written in, whatever column it stands in."""
    for latin, arabic in zip(LATIN_NAMES, ARABIC_NAMES, strict=True):
        if is_arabic(getattr(row, latin)) and not getattr(row, arabic):
            setattr(row, arabic, getattr(row, latin))
            setattr(row, latin, "")
        elif is_arabic(getattr(row, latin)) or (getattr(row, arabic) and not is_arabic(getattr(row, arabic))):
            wrong = latin if is_arabic(getattr(row, latin)) else arabic
            row.problems.append(Problem("alphabet", str(wrong)))


def is_arabic(text: str) -> bool:
    """Whether a name has Arabic letters."""
    return any(ord(char) in ARABIC_BLOCK or ord(char) in ARABIC_LETTERS for char in text)


def _find_place(row: PersonRow, texts: dict[str, str], places: Places) -> None:
    if any(problem.column in {Column.PROVINCE, Column.ORGANISATION} for problem in row.problems):
        return
    before = len(row.problems)
    province = _attempt(row, Column.PROVINCE, lambda: places.find_province(texts[Column.PROVINCE]))
    if len(row.problems) > before:
        return
    organisation = _attempt(
        row, Column.ORGANISATION, lambda: places.find_organisation(texts[Column.ORGANISATION], province)
    )
    row.organisation_id = organisation.pk if organisation else None
    row.province_id = organisation.province_id if organisation else None


def _check_row(row: PersonRow, places: Places, today: datetime.date) -> None:
    """The rules that need more than one cell, and those of the person's record."""
    found = {problem.column for problem in row.problems}
    names = {*LATIN_NAMES, *ARABIC_NAMES}
    if not found & names and not any(
        all(getattr(row, name) for name in alphabet) for alphabet in (LATIN_NAMES, ARABIC_NAMES)
    ):
        row.problems.append(Problem("name"))
    for column, value in ((Column.PROFESSION, row.profession), (Column.STARTED_ON, row.started_on)):
        if not value and column not in found:
            row.problems.append(Problem("required", str(column)))
    if row.started_on and row.started_on > today:
        row.problems.append(Problem("future", str(Column.STARTED_ON)))
    elif row.started_on and row.ended_on and row.ended_on < row.started_on:
        row.problems.append(Problem("order", str(Column.ENDED_ON)))
    organisation = places.organisations.get(row.organisation_id or 0)
    closed_on = organisation.closed_on if organisation else None
    if row.started_on and closed_on and row.started_on > closed_on:
        row.problems.append(Problem("closed", str(Column.STARTED_ON), {"day": closed_on.isoformat()}))
    _check_record(row, found)


def _check_record(row: PersonRow, found: set[str]) -> None:
    """What the person's own record refuses: lengths, addresses, national identity numbers."""
    try:
        Person(**row.facts()).clean_fields()
    except ValidationError as refusal:
        for column, errors in refusal.error_dict.items():
            if column not in found:
                code = errors[0].code if errors[0].code in {"national_id", "max_length", "phone"} else "invalid"
                row.problems.append(Problem(str(code), column))

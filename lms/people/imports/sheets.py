"""The sheets people download: the template to fill, and the rows to correct."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from lms.core.exports import xlsx_response

from ..enums import Engagement, Language, Profession, Sex
from ..models import PersonImport, Province
from .checking import open_rows
from .columns import Column
from .permissions import importable_organisations
from .places import Places
from .report import lines_left
from .values import REMOVED_ID
from .wording import OUTCOMES, column_title, problem_in_words

# The template names this many organisations; a national reader has more, and knows them.
MOST_ORGANISATIONS = 500


def template_response(user: Any) -> HttpResponse:
    """A workbook in the reader's language: the titles, how to fill them, and the values they take."""
    titles = [column_title(column) for column in Column]
    sheets = [
        (_("Persons"), titles, []),
        (_("How to fill it in"), [_("Column"), _("Required"), _("What to write"), _("Example")], _instructions()),
        (_("Allowed values"), [column_title(column) for column in LISTED], _allowed_values(user)),
    ]
    return xlsx_response("takwin-import", sheets, right_to_left=get_language_bidi())


LISTED = (
    Column.SEX, Column.LANGUAGE, Column.PROFESSION, Column.ENGAGEMENT, Column.ORGANISATION, Column.PROVINCE,
)  # fmt: skip


def _allowed_values(user: Any) -> list[list[str]]:
    organisations = importable_organisations(user).active_on(timezone.localdate())  # type: ignore[attr-defined]
    columns: list[list[str]] = [
        *([str(label) for label in enum.labels] for enum in (Sex, Language, Profession, Engagement)),
        sorted(row.name for row in organisations[:MOST_ORGANISATIONS]),
        [row.name for row in Province.objects.all()],
    ]
    height = max(map(len, columns))
    return [[column[index] if index < len(column) else "" for column in columns] for index in range(height)]


def _instructions() -> list[list[str]]:
    names = _("Family name and given name are required in at least one alphabet.")
    listed = _("A value of the sheet “Allowed values”, or a usual abbreviation.")
    day = _("A date, as day/month/year.")
    yes, no = _("yes"), _("no")
    one = _("in one alphabet")
    texts: dict[Column, tuple[str, str, str]] = {
        Column.FAMILY_NAME: (one, names, "El Idrissi"),
        Column.GIVEN_NAME: (one, names, "Salma"),
        Column.FAMILY_NAME_AR: (one, names, "الإدريسي"),
        Column.GIVEN_NAME_AR: (one, names, "سلمى"),
        Column.SEX: (no, listed, str(Sex.FEMALE.label)),
        Column.PHONE: (no, _("One Moroccan number."), "06 00 00 00 00"),
        Column.EMAIL: (no, _("One address."), "salma@example.org"),
        Column.LANGUAGE: (no, listed, str(Language.FRENCH.label)),
        Column.ORGANISATION: (yes, _("The name of the organisation in French or in Arabic."), ""),
        Column.PROVINCE: (no, _("Only when several organisations have the same name."), "Rabat"),
        Column.PROFESSION: (yes, listed, str(Profession.SOCIAL_ASSISTANT.label)),
        Column.ENGAGEMENT: (no, _("Employee when nothing is written."), str(Engagement.PAID.label)),
        Column.STARTED_ON: (yes, day, "15/03/2024"),
        Column.ENDED_ON: (no, _("Only for somebody who has left."), ""),
    }
    rows = [[column_title(column), *texts[column]] for column in Column]
    return [*rows, ["", "", _("No national identity number, no birth date, nothing about a child."), ""]]


def left_response(row: PersonImport) -> HttpResponse:
    """The rows that were not good, in the columns of the file, with what to correct. Raises FileRefused "gone"."""
    table, layout = open_rows(row, Places([]))
    cells = dict(table.rows)
    rows = []
    for line in lines_left(row):
        texts = ["" if text == REMOVED_ID else text for text in cells.get(line["number"], [])]
        rows.append([*texts, _message(line)])
    return xlsx_response(
        "takwin-import-corrections",
        [(_("Persons"), [*layout.titles, _("To correct")], rows)],
        right_to_left=get_language_bidi(),
    )


def _message(line: dict[str, Any]) -> str:
    if not line["problems"]:
        return str(OUTCOMES[line["outcome"]])
    sentences = []
    for code, column, params in line["problems"]:
        text = problem_in_words(code, column, params)
        sentences.append(
            _("%(column)s: %(message)s") % {"column": column_title(column), "message": text} if column else text
        )
    return " ".join(sentences)

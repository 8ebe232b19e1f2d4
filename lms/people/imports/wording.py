"""What the codes of a dry run say, in the reader's language: what is wrong, and how to mend it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.core.dates import long_date

from .columns import Column
from .outcomes import Outcome

COLUMN_TITLES: dict[str, Promise] = {
    Column.FAMILY_NAME: _("Family name"),
    Column.GIVEN_NAME: _("Given name"),
    Column.FAMILY_NAME_AR: _("Family name in Arabic"),
    Column.GIVEN_NAME_AR: _("Given name in Arabic"),
    Column.SEX: _("Sex"),
    Column.PHONE: _("Phone"),
    Column.EMAIL: _("E-mail"),
    Column.LANGUAGE: _("Language"),
    Column.ORGANISATION: _("Organisation"),
    Column.PROVINCE: _("Province or prefecture"),
    Column.PROFESSION: _("Profession"),
    Column.ENGAGEMENT: _("Engagement"),
    Column.STARTED_ON: _("Start date"),
    Column.ENDED_ON: _("End date"),
}

REFUSALS: dict[str, Promise] = {
    "empty": _("This file is empty. Put the list into its first sheet and save it again."),
    "too_big": _("The file is larger than %(megabytes)s MB. Leave out pictures and other sheets, or split the list."),
    "too_many_rows": _(
        "The sheet has more than %(limit)s rows, counting empty ones that carry a format. Copy the list alone into a"
        " new workbook, or split it."
    ),
    "too_heavy": _(
        "This workbook unpacks to far more than a list of people. Copy the list alone into a new workbook and send"
        " that."
    ),
    "encrypted": _("The file is protected by a password. Save it without a password and send it again."),
    "old_excel": _("This is the old Excel format (.xls). Save it as an Excel workbook (.xlsx) and send that."),
    "other_workbook": _(
        "This kind of spreadsheet cannot be read here. Save it as an Excel workbook (.xlsx) or as CSV and send that."
    ),
    "macros": _("The workbook contains macros. Save it as an Excel workbook without macros (.xlsx) and send that."),
    "external_links": _(
        "The workbook takes values from other files. Copy the list, paste it as values into a new workbook and send"
        " that."
    ),
    "not_a_workbook": _("This is no spreadsheet. Send an Excel workbook (.xlsx) or a CSV file."),
    "damaged": _("The workbook is damaged. Open it in Excel or LibreOffice, save it as a new workbook and send that."),
    "entities": _("No spreadsheet program wrote this workbook. Copy the list into a new workbook and send that."),
    "pdf": _("This is a PDF. Send the list itself, as an Excel workbook (.xlsx) or a CSV file."),
    "web_page": _("This is a web page named like a spreadsheet. Open it in Excel and save it as a workbook (.xlsx)."),
    "not_a_table": _("This file is no list. Send an Excel workbook (.xlsx) or a CSV file."),
    "quotes": _(
        "From row %(row)s on, quotation marks are not closed. Mend that row, or send the list as a workbook (.xlsx)."
    ),
    "no_titles": _("The titles of the columns are missing or unknown. Take the template and keep its first row."),
    "no_rows": _("There are titles but no row under them. Write the persons below."),
    "twice": _("Two columns say the same thing: “%(first)s” and “%(second)s”. Keep one."),
    "missing": _("Columns are missing: %(columns)s. Add them."),
    "full_name": _(
        "The column “%(title)s” holds two facts. Put the family name and the given name into a column each."
    ),
    "national_id_column": _(
        "The column “%(title)s” holds national identity numbers. Takwin keeps none: delete the column and send the file"
        " again."
    ),
    "gone": _("The file is no longer kept. Send it again."),
}

PROBLEMS: dict[str, Promise] = {
    "formula": _("A formula stands here. Paste its value instead."),
    "error_cell": _("The spreadsheet shows an error here. Write the value."),
    "national_id": _("This looks like a national identity number. Takwin keeps none: remove it."),
    "required": _("Nothing is written here. Fill in this cell."),
    "name": _("Give the family name and the given name in at least one alphabet."),
    "alphabet": _("The name is not in the alphabet of its column. Write each name in its own column."),
    "date": _("This is no date. Write it as day/month/year, for example 15/03/2024."),
    "past": _("This date is before %(year)s. Check the year, and that it is of the Gregorian calendar."),
    "future": _("This day is still to come. Write the day the person began."),
    "order": _("The last day is before the first day. Check both."),
    "closed": _("The organisation was closed on %(day)s. Check the date or the organisation."),
    "overlap": _("This person is recorded there from %(day)s on. Correct that affiliation instead of adding one."),
    "phone": _("This is no Moroccan phone number. Write ten digits, for example 06 00 00 00 00, and only one number."),
    "word": _("This word is not known here. Take one from the list of allowed values of the template."),
    "province": _("This province or prefecture is not known. Check its name."),
    "province_near": _("This province or prefecture is not known. Is it “%(near)s”?"),
    "organisation": _("No organisation of this name is known to you. Check its name in the list of the template."),
    "organisation_elsewhere": _("The organisation of this name is not in this province. Check both."),
    "organisations": _("Several organisations have this name. Write the province too."),
    "max_length": _("This is too long. Shorten it."),
    "invalid": _("This is not a valid value. Check it."),
    "email": _("This is no e-mail address. Check it, or leave it empty."),
}

OUTCOMES: dict[str, Promise] = {
    Outcome.NEW: _("New person"),
    Outcome.KNOWN: _("Known person, new affiliation"),
    Outcome.NOTHING: _("Recorded already"),
    Outcome.UNDECIDED: _("Perhaps a known person"),
    Outcome.WRONG: _("To correct"),
}


def column_title(column: str) -> str:
    """What the portal calls a column."""
    return str(COLUMN_TITLES.get(column, column))


def refusal_in_words(code: str, params: dict[str, Any]) -> str:
    """Why a file is refused, and what to do."""
    if "columns" in params:
        separator = gettext(", ")
        params = {"columns": separator.join(column_title(column) for column in params["columns"])}
    return str(REFUSALS[code]) % params


def problem_in_words(code: str, column: str, params: dict[str, Any]) -> str:
    """What is wrong with a row, and how to mend it."""
    if code == "province" and params.get("near"):
        code = "province_near"
    if code == "invalid" and column == Column.EMAIL:
        code = "email"
    if "day" in params:
        params = {"day": long_date(datetime.date.fromisoformat(params["day"]))}
    return str(PROBLEMS[code]) % params

"""What leaves the portal as a table: same rows as on the screen, words beside, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from lms.indicators.models import Indicator
from lms.indicators.rules import RULES_VERSION
from lms.people.models import Person
from tests.factories import OrganisationFactory, PersonFactory, UserFactory
from tests.indicators.counting import attend, held_session

YEAR = "?period=2024"


def read_csv(response: Any) -> list[dict[str, str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def read_xlsx(response: Any) -> Any:
    return load_workbook(io.BytesIO(response.content))


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


def test_figures_as_csv_carry_value_definition_and_context(officer: Client, example: Any) -> None:
    response = officer.get(f"/fr/indicators/export.csv{YEAR}")
    assert response["Content-Disposition"] == 'attachment; filename="takwin-figures-20240101-20241231-fr.csv"'
    header, *lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    rows = {line[0]: line for line in lines}
    expected = {"I-1": "4", "I-2": "6", "I-3": "10", "I-4": "201", "I-5": "33.5", "I-11": "0.769", "I-15": "100.0"}
    assert {code: rows[code][2] for code in expected} == expected
    assert rows["I-2"][6:9] == ["3", "2", "1"]
    assert rows["I-3b"][4:6] == ["10.0", "13.0"]
    definition = Indicator.objects.get(code="I-2").definition_fr
    assert definition in rows["I-2"]
    assert rows["I-2"][-1] == str(RULES_VERSION)
    assert len(header) == len(rows["I-2"])


def test_figures_as_xlsx_have_a_sheet_of_definitions(officer: Client, example: Any) -> None:
    book = read_xlsx(officer.get(f"/fr/indicators/export.xlsx{YEAR}"))
    figures, definitions, about = (cells(sheet) for sheet in book.worksheets)
    assert {line[0]: line[2] for line in figures}["I-4"] == 201
    assert {line[0] for line in definitions[1:]} == {line[0] for line in figures[1:]}
    assert ["MO0061"] in [line[1:] for line in about]
    assert not any(sheet.sheet_view.rightToLeft for sheet in book.worksheets)


def test_arabic_sheets_run_from_right_to_left(officer: Client, example: Any) -> None:
    response = officer.get(f"/ar/indicators/export.xlsx{YEAR}")
    assert response["Content-Disposition"].isascii()
    book = read_xlsx(response)
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    indicator = Indicator.objects.get(code="I-1")
    assert indicator.name_ar in {line[1] for line in cells(book.worksheets[0])}
    assert indicator.definition_ar in {line[2] for line in cells(book.worksheets[1])}


def test_rows_are_those_of_the_figure(officer: Client, example: dict[str, Person]) -> None:
    book = read_xlsx(officer.get(f"/fr/indicators/I-2/rows.xlsx{YEAR}"))
    names = {line[0] for line in cells(book.worksheets[0])[1:]}
    assert names == {example[key].latin_name for key in ("P1", "P2", "P3", "P4", "P6", "P7")}
    sessions = {line[0]: line[5] for line in cells(book.worksheets[0])}
    assert sessions[example["P1"].latin_name] == "EX-S1, EX-S2, EX-S3"
    hours = read_csv(officer.get(f"/fr/indicators/I-4/rows.csv{YEAR}"))
    assert len(hours) == 13
    assert sum(float(list(line.values())[5]) for line in hours) == 201


DANGEROUS = ["=1+1", "+33", "-2", "@SUM(A1)", "＝1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_names_that_look_like_formulas_stay_text(officer: Client, kind: str) -> None:
    unit = OrganisationFactory(name_fr="\t=cmd|' /C calc'!A0")
    session = held_session()
    for name in DANGEROUS:
        attend(session, PersonFactory(given_name=name, family_name="Z"), unit, "PPPP")
    response = officer.get(f"/fr/indicators/I-2/rows.{kind}")
    if kind == "csv":
        lines = [list(line.values()) for line in read_csv(response)]
    else:
        sheet = read_xlsx(response).worksheets[0]
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
        assert not any(cell.hyperlink for line in sheet.iter_rows() for cell in line)
        lines = cells(sheet)[1:]
    assert {line[0] for line in lines} == {f"'{name} Z" for name in DANGEROUS}
    assert {line[3] for line in lines} == {"'\t=cmd|' /C calc'!A0"}


def test_taking_names_away_is_logged_without_names(officer: Client, example: dict[str, Person]) -> None:
    officer.get(f"/fr/indicators/I-2/rows.xlsx{YEAR}&sex=female")
    officer.get(f"/fr/indicators/export.csv{YEAR}")
    entries = {entry.action: entry for entry in ModelLogEntry.objects.filter(action__startswith="indicators.")}
    assert set(entries) == {"indicators.rows_exported", "indicators.figures_exported"}
    rows = entries["indicators.rows_exported"]
    assert rows.user is not None
    assert rows.data == {
        "code": "I-2",
        "format": "xlsx",
        "rows": 3,
        "first_day": "2024-01-01",
        "last_day": "2024-12-31",
        "filters": "period=2024&sex=female",
    }


@pytest.mark.parametrize(
    ("trait", "answers"),
    [
        ("ministry_officer", [200, 200, 200]),
        ("administrator", [200, 200, 200]),
        ("auditor", [200, 200, 404]),
        ("trainer", [404, 404, 404]),
        ("learner", [404, 404, 404]),
    ],
)
def test_who_may_take_what_away(client: Client, db: Any, trait: str, answers: list[int]) -> None:
    """Figures, a list of sessions, a list of names."""
    client.force_login(UserFactory(**{trait: True}))
    addresses = ("export.csv", "I-1/rows.csv", "I-2/rows.csv")
    assert [client.get(f"/fr/indicators/{address}").status_code for address in addresses] == answers
    assert client.get("/fr/indicators/I-99/rows.csv").status_code == 404
    assert client.get("/fr/indicators/export.pdf").status_code == 404


def test_an_auditor_sees_no_button_that_would_not_work(client: Client, example: Any) -> None:
    client.force_login(UserFactory(auditor=True))
    assert "rows.xlsx" not in client.get(f"/fr/indicators/I-2/{YEAR}").content.decode()
    assert "rows.xlsx" in client.get(f"/fr/indicators/I-1/{YEAR}").content.decode()


def test_an_export_with_bad_filters_leads_to_the_message(officer: Client) -> None:
    for address in ("export.csv", "export.xlsx", "I-2/rows.csv"):
        response = officer.get(f"/fr/indicators/{address}?period=never")
        assert response.status_code == 302
        assert response["Location"] == "/fr/indicators/?period=never"

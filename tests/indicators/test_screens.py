"""The figures on screen: who reads them, what the filters do, how each figure opens to its rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from lms.indicators.dashboards import bar_chart, quarters_of
from lms.indicators.figures import COMPUTATIONS, KEY_FIGURES
from lms.indicators.models import ChildrenServed, Commitment, Indicator, Period, ReportDeadline, Target
from lms.indicators.rows import Window
from lms.people.enums import Role
from lms.people.models import Organisation, Person, Region
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, grant, province
from tests.indicators.counting import attend, held_session

SCREENS = {
    "dashboard": "/fr/indicators/",
    "others": "/fr/indicators/others/",
    **{code: f"/fr/indicators/{code}/" for code in COMPUTATIONS},
}
YEAR = "?period=2024"


def signed_in(client: Client, **traits: Any) -> Client:
    client.force_login(UserFactory(**traits))
    return client


# ----------------------------------------------------------------- who reads


@pytest.mark.django_db
@pytest.mark.parametrize("trait", ["ministry_officer", "administrator", "auditor"])
def test_national_readers_read_every_screen(client: Client, trait: str) -> None:
    signed_in(client, **{trait: True})
    assert {name: client.get(address).status_code for name, address in SCREENS.items()} == dict.fromkeys(SCREENS, 200)


@pytest.mark.django_db
@pytest.mark.parametrize("trait", ["learner", "trainer", "content_editor"])
def test_others_do_not_know_the_screens_exist(client: Client, trait: str) -> None:
    signed_in(client, **{trait: True})
    assert {client.get(address).status_code for address in SCREENS.values()} == {404}


@pytest.mark.django_db
def test_a_unit_coordinator_does_not_either(client: Client) -> None:
    signed_in(client, coordinates=OrganisationFactory())
    assert client.get("/fr/indicators/").status_code == 404


@pytest.mark.django_db
def test_anonymous_visitors_are_asked_to_sign_in(client: Client) -> None:
    for address in SCREENS.values():
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/fr/account/login/")


@pytest.mark.django_db
def test_figures_are_read_never_posted(officer: Client) -> None:
    assert {officer.post(address).status_code for address in SCREENS.values()} == {405}


def test_an_unknown_indicator_is_not_found(officer: Client) -> None:
    assert [officer.get(f"/fr/indicators/{code}/").status_code for code in ("I-99", "I-2x", "J-1", "I-")] == [404] * 4


# ----------------------------------------------------------------- territory


@pytest.fixture
def coordinator(client: Client, example: dict[str, Person]) -> Client:
    """A territorial coordinator of Rabat-Salé-Kénitra, where UPE B and the CAPE of the example are."""
    user = UserFactory()
    grant(user, Role.TERRITORIAL_COORDINATOR, region=Region.objects.get(code="04"))
    client.force_login(user)
    return client


def test_a_territorial_coordinator_reads_the_figures_of_the_territory(
    coordinator: Client, example: dict[str, Person]
) -> None:
    response = coordinator.get(f"/fr/indicators/{YEAR}")
    values = {row.code: row.value for row in response.context["figures"]}
    assert values == {"I-1": "3", "I-2": "3", "I-2n": "2", "I-3": "4", "I-4": "75", "I-5": "12,5"}
    assert [line.region.code for line in response.context["regions"].lines] == ["04"]
    with translation.override("fr"):
        assert response.context["filters"] == gettext("Your territory")


def test_a_territorial_coordinator_reads_the_names_of_the_territory(
    coordinator: Client, example: dict[str, Person]
) -> None:
    page = coordinator.get(f"/fr/indicators/I-2/{YEAR}").context["page_obj"]
    assert set(page.object_list) == {example[key] for key in ("P1", "P3", "P4")}


def test_a_territorial_coordinator_cannot_ask_for_another_region(coordinator: Client) -> None:
    response = coordinator.get("/fr/indicators/?region=02")
    assert response.context["asked"] is None
    assert "region" in response.context["form"].errors
    unit = Organisation.objects.get(name_fr__startswith="UPE A ")
    assert "unit" in coordinator.get(f"/fr/indicators/?unit={unit.uuid}").context["form"].errors


# ----------------------------------------------------------------- what is shown


def test_each_key_figure_has_its_definition_and_opens_to_its_rows(officer: Client, example: Any) -> None:
    text = officer.get(f"/fr/indicators/{YEAR}").content.decode()
    for indicator in Indicator.objects.filter(code__in=KEY_FIGURES):
        assert indicator.name_fr in text
        assert indicator.definition_fr[:60].replace("'", "&#x27;") in text
        assert f'href="/fr/indicators/{indicator.code}/?period=2024"' in text


def test_the_dashboard_speaks_arabic(officer: Client, example: Any) -> None:
    text = officer.get(f"/ar/indicators/{YEAR}").content.decode()
    assert '<html lang="ar" dir="rtl">' in text
    for indicator in Indicator.objects.filter(code__in=KEY_FIGURES):
        assert indicator.name_ar in text
        assert indicator.definition_ar in text


def test_regions_show_coverage_and_the_total_counts_each_person_once(officer: Client, example: Any) -> None:
    table = officer.get(f"/fr/indicators/{YEAR}").context["regions"]
    lines = {line.region.code: (line.covered, line.active, line.persons) for line in table.lines}
    covered = {"02": (1, 1, 2), "04": (1, 1, 3), "09": (1, 1, 2)}
    assert lines == {f"{number:02d}": covered.get(f"{number:02d}", (0, 0, 0)) for number in range(1, 13)}
    assert (table.covered, table.active, table.persons) == (3, 3, 6)


FILTERED = [
    ("sex=female", {"I-1": "4", "I-2": "3", "I-2n": "3", "I-3": "5", "I-4": "117", "I-5": "19,5"}),
    ("sex=not_stated", {"I-1": "1", "I-2": "1", "I-2n": "1", "I-3": "1", "I-4": "27", "I-5": "4,5"}),
    ("region=02", {"I-1": "3", "I-2": "2", "I-2n": "2", "I-3": "4", "I-4": "69", "I-5": "11,5"}),
    ("region=01", {"I-1": "0", "I-2": "0", "I-2n": "0", "I-3": "0", "I-4": "0", "I-5": "0"}),
]


@pytest.mark.parametrize(("filters", "values"), FILTERED)
def test_filters_change_the_figures(officer: Client, example: Any, filters: str, values: dict[str, str]) -> None:
    shown = officer.get(f"/fr/indicators/?period=2024&{filters}").context["figures"]
    assert {row.code: row.value for row in shown} == values


def test_a_unit_filter_shows_its_name_and_figures(officer: Client, example: Any) -> None:
    unit = Organisation.objects.get(name_fr__startswith="UPE C ")
    response = officer.get(f"/fr/indicators/?period=2024&unit={unit.uuid}")
    assert {row.code: row.value for row in response.context["figures"]}["I-2"] == "2"
    assert response.context["filters"] == unit.name_fr


def test_custom_dates_are_kept_to_the_commitment(officer: Client, example: Any) -> None:
    query = "period=custom&starts_on=0001-01-01&ends_on=9999-12-31"
    response = officer.get(f"/fr/indicators/?{query}")
    assert response.context["question"].period == Window(datetime.date(2024, 1, 1), datetime.date(2027, 12, 31))
    assert {row.code: row.value for row in response.context["figures"]}["I-2"] == "6"


def test_before_the_first_session_nothing_is_zero(officer: Client) -> None:
    response = officer.get("/fr/indicators/?period=2024")
    assert {row.value for row in response.context["figures"]} == {"–"}
    assert "<b>0</b>" not in response.content.decode()


def test_without_target_it_says_so_and_with_one_it_shows_the_share(officer: Client, example: Any) -> None:
    assert {row.target for row in officer.get(f"/fr/indicators/{YEAR}").context["figures"]} == {None}
    year = Period.objects.get(code="2024")
    persons = Indicator.objects.get(code="I-2")
    day = datetime.date(2024, 1, 1)
    Target.objects.create(indicator=persons, period=year, value=8, set_on=day)
    Target.objects.create(indicator=persons, period=year, value=3, set_on=day, region=Region.objects.get(code="04"))

    def shares(filters: str) -> list[tuple[int, str]]:
        shown = officer.get(f"/fr/indicators/{YEAR}{filters}").context["figures"]
        return [(row.target, row.target_share) for row in shown if row.target is not None]

    assert shares("") == [(8, "75\xa0%")]
    assert shares("&region=04") == [(3, "100\xa0%")]
    assert shares("&sex=male") == []


def test_reports_and_children_stand_on_the_other_page(officer: Client) -> None:
    commitment = Commitment.objects.get()
    day = datetime.date(2024, 6, 30)
    for title, published in (("A", day), ("B", None)):
        ReportDeadline.objects.create(
            commitment=commitment, title_fr=title, title_ar=title, due_on=day, published_on=published
        )
    ChildrenServed.objects.create(
        organisation=OrganisationFactory(),
        period=Period.objects.get(code="2024-T1"),
        number=41,
        source="Rapport",
        reported_on=day,
    )
    shown = {row.code: row for row in officer.get(f"/fr/indicators/others/{YEAR}").context["figures"]}
    assert (shown["I-6"].figure.of, shown["I-24"].value) == ((1, 2), "41")
    for code, lines in (("I-6", 2), ("I-24", 1)):
        assert len(officer.get(f"/fr/indicators/{code}/{YEAR}").context["lines"]) == lines


# ----------------------------------------------------------------- the rows behind

LISTED = {
    "I-1": 4,
    "I-2": 6,
    "I-2n": 6,
    "I-3": 10,
    "I-4": 13,
    "I-5": 13,
    "I-3b": 13,
    "I-11": 1,
    "I-11b": 1,
    "I-15": 3,
    "I-16": 5,
    "I-17": 5,
    "I-19": 1,
    "I-20": 6,
    "I-21": 3,
    "I-22": 1,
    "I-22b": 2,
}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_figure_opens_to_the_rows_that_make_it_up(officer: Client, example: Any, language: str) -> None:
    listed = {
        code: officer.get(f"/{language}/indicators/{code}/{YEAR}").context["page_obj"].paginator.count
        for code in LISTED
    }
    assert listed == LISTED


def test_the_list_of_persons_leads_to_names_and_sessions(officer: Client, example: dict[str, Person]) -> None:
    text = officer.get(f"/fr/indicators/I-2/{YEAR}").content.decode()
    for key in ("P1", "P2", "P3", "P4", "P6", "P7"):
        assert example[key].latin_name in text
    assert example["P5"].latin_name not in text
    listed = officer.get(f"/fr/indicators/I-2/{YEAR}").context["lines"]
    assert sum(len(cell.links) for line in listed for cell in line) == 10


def test_the_list_of_sessions_leads_to_the_signed_sheet(officer: Client, example: Any) -> None:
    response = officer.get(f"/fr/indicators/I-1/{YEAR}")
    evidence = [link.url for line in response.context["lines"] for link in line[6].links]
    assert len(evidence) == 4
    assert all(address.startswith("/fr/sessions/evidence/") for address in evidence)


def test_searching_a_list_folds_accents_and_arabic(officer: Client, example: dict[str, Person]) -> None:
    def found(words: str) -> set[Person]:
        query = urlencode({"period": "2024", "q": words})
        return set(officer.get(f"/fr/indicators/I-2/?{query}").context["page_obj"].object_list)

    assert found("MÉRYEM") == {example["P3"]}
    assert found("الهام") == {example["P6"]}
    assert found("personne de ce nom") == set()


def test_figures_and_lists_agree_when_a_list_has_pages(officer: Client) -> None:
    unit = OrganisationFactory()
    session = held_session(capacity=60)
    for _number in range(30):
        attend(session, PersonFactory(), unit, "PPPP")
    pages = [officer.get(f"/fr/indicators/I-2/?page={page}").context for page in (1, 2)]
    assert [len(context["lines"]) for context in pages] == [25, 5]
    assert pages[0]["shown"].value == "30"


# ----------------------------------------------------------------- bad input

BAD_FILTERS = [
    "period=never",
    "period=custom",
    "period=custom&starts_on=2024-01-01",
    "period=custom&starts_on=zz&ends_on=%00",
    "period=custom&starts_on=2024-13-45&ends_on=2024-02-30",
    "period=custom&starts_on=2025-01-01&ends_on=2024-01-01",
    "period=custom&starts_on=2017-04-01&ends_on=2018-04-30",
    "period=custom&starts_on=0001-01-01&ends_on=0001-01-02",
    "period=custom&starts_on=9999-12-30&ends_on=9999-12-31",
    "region=99",
    "region=%00",
    "region=' OR 1=1 --",
    "unit=00000000-0000-0000-0000-000000000000",
    "unit=%D9%A1%D9%A2",
    "sex=other",
    "period=" + "9" * 5000,
]


@pytest.mark.parametrize("query", BAD_FILTERS, ids=lambda query: query[:60])
def test_bad_filters_are_answered_with_a_message(officer: Client, query: str) -> None:
    for address in (SCREENS["dashboard"], SCREENS["others"], SCREENS["I-2"]):
        response = officer.get(f"{address}?{query}")
        assert response.status_code == 200
        assert response.context["asked"] is None
        assert 'role="alert"' in response.content.decode()


HARMLESS = [
    "",
    "period=",
    "page=-1",
    "page=x",
    "page=" + "9" * 5000,
    "q=%00%F0",
    "q='%22<b>",
    "q=%E2%80%8F",
    "unknown=1",
]


@pytest.mark.parametrize("query", HARMLESS, ids=lambda query: query[:60])
def test_harmless_nonsense_is_answered_with_the_figures(officer: Client, query: str) -> None:
    for address in (SCREENS["dashboard"], SCREENS["I-1"], SCREENS["I-2"], SCREENS["I-3"], SCREENS["I-15"]):
        response = officer.get(f"{address}?{query}")
        assert response.status_code == 200
        assert response.context["asked"] is not None


# ----------------------------------------------------------------- cost

COSTLY = ["", "others/", "I-1/", "I-2/", "I-3/", "I-15/", "I-16/", "I-19/"]
MOST_QUERIES = 15


@pytest.mark.parametrize("screen", COSTLY)
def test_the_number_of_queries_does_not_grow(officer: Client, count_queries: Callable[[], Any], screen: str) -> None:
    def one_more() -> None:
        unit = OrganisationFactory(province=province("02.411"))
        person = PersonFactory()
        AffiliationFactory(person=person, organisation=unit)
        attend(held_session(), person, unit, "PPPP")

    one_more()
    officer.get(f"/fr/indicators/{screen}")
    counts = []
    for _size in (1, 3):
        with count_queries() as queries:
            response = officer.get(f"/fr/indicators/{screen}")
        counts.append(len(queries))
        one_more()
        one_more()
    assert counts[0] == counts[1]
    assert response.context["asked"] is not None
    if screen == "":
        assert counts[0] <= MOST_QUERIES


# ----------------------------------------------------------------- quarters

QUARTERS = [
    ("2024-01-01", "2024-12-31", "2026-01-01", [(2024, 1), (2024, 2), (2024, 3), (2024, 4)]),
    ("2024-02-15", "2024-07-01", "2026-01-01", [(2024, 1), (2024, 2), (2024, 3)]),
    ("2024-01-01", "2027-12-31", "2024-04-01", [(2024, 1), (2024, 2)]),
    ("2024-01-01", "2027-12-31", "2023-12-31", []),
    ("2024-12-31", "2025-01-01", "2026-01-01", [(2024, 4), (2025, 1)]),
]


@pytest.mark.parametrize(("start", "end", "until", "expected"), QUARTERS)
def test_quarters_of_a_window(start: str, end: str, until: str, expected: list[tuple[int, int]]) -> None:
    window = Window(datetime.date.fromisoformat(start), datetime.date.fromisoformat(end))
    quarters = quarters_of(window, datetime.date.fromisoformat(until))
    assert [(quarter.year, quarter.number) for quarter in quarters] == expected
    for quarter in quarters:
        assert window.starts_on <= quarter.window.starts_on <= quarter.window.ends_on <= window.ends_on


def test_the_chart_runs_with_the_language() -> None:
    window = Window(datetime.date(2024, 1, 1), datetime.date(2026, 12, 31))
    quarters: list[Any] = [
        (quarter, type("Value", (), {"value": number})())
        for number, quarter in enumerate(quarters_of(window, window.ends_on))
    ]
    french, arabic = (bar_chart(quarters, right_to_left=flag) for flag in (False, True))
    assert french.is_cut
    assert [bar.value for bar in french.bars] == [str(number) for number in range(4, 12)]
    assert [bar.x for bar in french.bars] == sorted(bar.x for bar in french.bars)
    assert [bar.x for bar in arabic.bars] == [bar.x for bar in reversed(french.bars)]
    assert all(0 <= bar.x <= 360 - 28 and bar.y + bar.height == 145 for bar in french.bars)


def test_addresses_have_the_names_other_screens_link_to() -> None:
    assert [
        reverse("indicator-dashboard"),
        reverse("indicator-others"),
        reverse("declared-activities"),
        reverse("indicator-export", args=["csv"]),
        reverse("indicator-detail", args=["I-2n"]),
        reverse("indicator-rows-export", args=["I-3b", "xlsx"]),
    ] == [
        "/fr/indicators/",
        "/fr/indicators/others/",
        "/fr/indicators/declared/",
        "/fr/indicators/export.csv",
        "/fr/indicators/I-2n/",
        "/fr/indicators/I-3b/rows.xlsx",
    ]


@pytest.mark.parametrize(
    ("words", "codes"),
    [("ex-s3", {"EX-S3"}), ("Salé", {"EX-S2"}), ("أكادير", {"EX-S3", "EX-S5"}), ("exemple", None), ("!!!", None)],
)
def test_sessions_are_found_by_code_module_and_place(
    officer: Client, example: Any, words: str, codes: set[str] | None
) -> None:
    query = urlencode({"period": "2024", "q": words})
    page = officer.get(f"/fr/indicators/I-1/?{query}").context["page_obj"]
    assert {session.code for session in page.object_list} == (codes or {"EX-S1", "EX-S2", "EX-S3", "EX-S5"})

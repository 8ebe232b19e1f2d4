"""The workshops of 2017–2018: declared, shown, and in no figure of the commitment."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from attendance.models import Registration, Series, Session
from lms.indicators import rules
from lms.indicators.figures import KEY_FIGURES, compute
from lms.indicators.rows import Window
from lms.indicators.selectors import counting_facts, public_headline, the_commitment, window_of
from tests.indicators.counting import TODAY, ask

PLACES = {"Oujda-Angad", "Tanger-Assilah", "Rabat", "Casablanca", "Marrakech", "Fès", "Agadir-Ida-Ou-Tanane"}


@pytest.fixture
def workshops(db: Any) -> None:
    call_command("load_past_workshops")


def test_seven_places_one_headcount_and_no_invented_number(workshops: None) -> None:
    series = Series.objects.get()
    assert (series.declared_headcount, series.declared_is_minimum) == (92, True)
    assert series.declared_source_fr
    assert series.declared_source_ar
    sessions = series.sessions.select_related("province")
    assert {session.province.name_fr for session in sessions} == PLACES
    for session in sessions:
        assert (session.status, session.is_declared, session.dates_are_approximate) == ("held", True, True)
        assert (str(session.starts_on), str(session.ends_on)) == ("2017-04-01", "2018-04-30")
        assert session.version is None
    assert not Registration.objects.exists()


def test_entering_them_twice_changes_nothing(workshops: None) -> None:
    before = list(Session.objects.order_by("pk").values())
    call_command("load_past_workshops")
    assert list(Session.objects.order_by("pk").values()) == before
    assert Series.objects.count() == 1


def test_they_are_in_no_figure(example: Any, workshops: None) -> None:
    for moved_inside in (False, True):
        if moved_inside:
            # Even if somebody typed dates inside the commitment: declared is declared.
            Session.objects.filter(is_declared=True).update(starts_on="2024-03-01", ends_on="2024-03-31")
        facts = counting_facts(window_of(the_commitment()))
        values = {code: figure.value for code, figure in compute(KEY_FIGURES, facts, ask("2024")).items()}
        assert values == {"I-1": 4, "I-2": 6, "I-2n": 6, "I-3": 10, "I-4": 201, "I-5": 33.5}
        headline = public_headline(TODAY)
        assert headline is not None
        assert headline.sessions == 4


def test_alone_they_make_no_headline_and_no_figure(workshops: None) -> None:
    assert public_headline(TODAY) is None
    facts = counting_facts(Window(ask("plan").period.starts_on, TODAY))
    assert rules.sessions_for_upe(facts, ask("plan")).value == 0


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_everybody_may_read_them(client: Client, workshops: None, language: str) -> None:
    response = client.get(f"/{language}/indicators/declared/")
    assert response.status_code == 200
    [series] = response.context["series"]
    text = response.content.decode()
    assert "92" in text
    source = getattr(series, f"declared_source_{language}")
    assert source.splitlines()[-1].replace("'", "&#x27;") in text
    for session in series.declared:
        assert getattr(session.province, f"name_{language}").replace("'", "&#x27;") in text


def test_the_page_without_them_says_so(client: Client, db: Any) -> None:
    response = client.get("/fr/indicators/declared/")
    assert (response.status_code, response.context["series"]) == (200, [])
    assert 'class="empty"' in response.content.decode()

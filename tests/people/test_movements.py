"""Stays are affiliations that follow one another; arrivals and departures are those of stays."""

from __future__ import annotations

import datetime

import pytest

from lms.people.models import Affiliation
from lms.people.structures.movements import arrivals, departures, stays, year_before

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 22)


def row(start: str, end: str = "", *, person: int = 1, organisation: int = 1) -> Affiliation:
    return Affiliation(
        person_id=person, organisation_id=organisation, started_on=datetime.date.fromisoformat(start),
        ended_on=datetime.date.fromisoformat(end) if end else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        ([], []),
        ([row("2024-01-01")], [("2024-01-01", None)]),
        ([row("2025-04-01"), row("2024-01-01", "2025-03-31")], [("2024-01-01", None)]),
        ([row("2024-01-01", "2025-03-30"), row("2025-04-01")], [("2024-01-01", "2025-03-30"), ("2025-04-01", None)]),
        ([row("2024-01-01", "2025-03-31"), row("2025-04-01", organisation=2)],
         [("2024-01-01", "2025-03-31"), ("2025-04-01", None)]),
        ([row("2024-01-01", "2025-03-31"), row("2025-04-01", person=2)],
         [("2024-01-01", "2025-03-31"), ("2025-04-01", None)]),
        ([row("2024-01-01", "2024-06-30"), row("2024-07-01", "2024-12-31"), row("2025-01-01", "2025-12-31")],
         [("2024-01-01", "2025-12-31")]),
    ],
)  # fmt: skip
def test_what_follows_without_a_gap_is_one_stay(rows, spans):
    found = [(str(stay.started_on), stay.ended_on and str(stay.ended_on)) for stay in stays(rows)]
    assert found == spans


@pytest.mark.parametrize(
    ("start", "arrived"),
    [("2025-11-22", False), ("2025-11-23", True), ("2026-11-22", True), ("2026-11-23", False)],
)
def test_an_arrival_is_of_the_last_year(start, arrived):
    assert bool(arrivals(stays([row(start)]), TODAY)) is arrived


@pytest.mark.parametrize(
    ("end", "left"),
    [("2025-11-21", False), ("2025-11-22", True), ("2026-11-21", True), ("2026-11-22", False), ("", False)],
)
def test_somebody_left_once_the_last_day_is_over(end, left):
    assert bool(departures(stays([row("2020-01-01", end)]), TODAY)) is left


def test_a_split_is_neither_an_arrival_nor_a_departure():
    found = stays([row("2020-01-01", "2026-03-31"), row("2026-04-01")])
    assert (arrivals(found, TODAY), departures(found, TODAY)) == ([], [])


def test_the_latest_come_first():
    found = stays([row("2026-01-01", "2026-02-01"), row("2026-03-01", "2026-04-01")])
    assert [stay.started_on.month for stay in arrivals(found, TODAY)] == [3, 1]
    assert [stay.started_on.month for stay in departures(found, TODAY)] == [3, 1]


def test_the_year_before_a_leap_day():
    assert year_before(datetime.date(2028, 2, 29)) == datetime.date(2027, 2, 28)

from __future__ import annotations

import datetime

import pytest

from lms.people.affiliations import affiliation_on
from lms.people.enums import OrganisationKind
from lms.people.models import Affiliation, Organisation

DAY = datetime.date(2026, 3, 9)
UPE, CAPE = OrganisationKind.UPE, OrganisationKind.CAPE


def at(kind: str, start: str, end: str | None = None, *, primary: bool = False, pk: int = 1) -> Affiliation:
    return Affiliation(
        pk=pk,
        organisation=Organisation(kind=kind),
        started_on=datetime.date.fromisoformat(start),
        ended_on=datetime.date.fromisoformat(end) if end else None,
        is_primary=primary,
    )


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        ([], None),
        ([at(UPE, "2026-03-10")], None),  # starts the day after
        ([at(UPE, "2020-01-01", "2026-03-08")], None),  # ended the day before
        ([at(UPE, "2026-03-09")], 0),  # starts on the day
        ([at(UPE, "2020-01-01", "2026-03-09")], 0),  # ends on the day
        ([at(UPE, "2026-03-09", "2026-03-09")], 0),
        ([at(UPE, "2010-01-01"), at(CAPE, "2020-01-01", primary=True)], 1),  # the main one, whatever it is
        ([at(CAPE, "2010-01-01"), at(UPE, "2020-01-01")], 1),  # no main one: the UPE
        ([at(CAPE, "2020-01-01"), at(CAPE, "2010-01-01")], 1),  # no main one, no UPE: the earliest
        ([at(UPE, "2020-01-01"), at(UPE, "2010-01-01")], 1),
        ([at(CAPE, "2010-01-01", primary=True), at(UPE, "2012-01-01", primary=True)], 1),  # two main ones: the UPE
        ([at(UPE, "2010-01-01", "2019-01-01", primary=True), at(CAPE, "2018-01-01")], 1),  # the main one is over
        ([at(UPE, "2010-01-01", pk=2), at(UPE, "2010-01-01", pk=1)], 1),  # alike: always the same one
    ],
)
def test_the_affiliation_that_stands_on_a_day(rows: list[Affiliation], chosen: int | None) -> None:
    assert affiliation_on(rows, DAY) is (rows[chosen] if chosen is not None else None)

"""When an agreement asks for attention: one table of days, read by the rule and by the filter of the list."""

from __future__ import annotations

import datetime

import pytest

from lms.people.models import Organisation
from lms.people.structures.agreements import ENDED, ENDING, ENDING_SOON, Alert, alert_for, alerted
from lms.people.structures.selectors import agreement_summary, alert_of
from tests.factories import OrganisationFactory, UserFactory, grant, province

LAST = datetime.date(2026, 11, 22)
# Days before the last day, and the level of the alert.
BOUNDARIES = [
    (400, None), (91, None), (90, ENDING), (89, ENDING), (31, ENDING), (30, ENDING_SOON), (29, ENDING_SOON),
    (1, ENDING_SOON), (0, ENDING_SOON), (-1, ENDED), (-400, ENDED),
]  # fmt: skip


def days_before(number: int) -> datetime.date:
    return LAST - datetime.timedelta(days=number)


@pytest.mark.parametrize(("days", "level"), BOUNDARIES)
def test_the_alert_of_a_day(days, level):
    expected = level and Alert(level, LAST, days)
    assert alert_for(LAST, days_before(days)) == expected


def test_no_last_day_no_alert():
    assert alert_for(None, LAST) is None


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "level"), BOUNDARIES)
def test_the_filter_says_the_same(days, level):
    row = OrganisationFactory(agreement_to=LAST)
    OrganisationFactory(agreement_to=None)
    found = {
        name for name in (ENDED, ENDING_SOON, ENDING) if Organisation.objects.filter(alerted(name, days_before(days)))
    }
    assert found == {None: set(), ENDING_SOON: {ENDING_SOON, ENDING}}.get(level, {level})
    assert [row] == [*Organisation.objects.filter(agreement_to=LAST)]


@pytest.mark.django_db
def test_a_closed_organisation_needs_no_alert():
    row = OrganisationFactory(agreement_to=LAST, closed_on=days_before(10))
    assert alert_of(row, days_before(10)) is not None
    assert alert_of(row, days_before(9)) is None


@pytest.mark.django_db
def test_the_summary_counts_the_open_ones_of_ones_scope():
    delegate = UserFactory()
    grant(delegate, "territorial_coordinator", province=province("08.201"))
    for days in (95, 60, 20, 0, -1):
        OrganisationFactory(province=province("08.201"), agreement_to=LAST + datetime.timedelta(days=days))
    OrganisationFactory(province=province("08.201"), agreement_to=days_before(1), closed_on=days_before(1))
    OrganisationFactory(agreement_to=days_before(1))
    summary = agreement_summary(delegate, LAST)
    assert (summary.ended, summary.soon, summary.ending) == (1, 2, 3)
    national = agreement_summary(UserFactory(administrator=True), LAST)
    assert (national.ended, national.soon, national.ending) == (2, 2, 3)
    assert not agreement_summary(UserFactory(learner=True), LAST)

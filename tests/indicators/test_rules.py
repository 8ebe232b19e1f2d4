"""Who counts, when, and for how much: the boundaries, one line each."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from attendance.enums import Capacity, RegistrationStatus, SessionKind, SessionStatus
from lms.indicators import rules
from lms.indicators.rows import ChildrenRow, ReportRow, SlotRow, Territory, TestRow
from lms.people.enums import OrganisationKind
from tests.indicators.samples import COMMITMENT, TODAY, YEAR, ask, days, facts, member, row, unit

D = datetime.date


@pytest.mark.parametrize(
    ("attended", "due", "threshold", "trained"),
    [
        (2, 2, 80, True),
        (1, 2, 80, False),
        (4, 4, 80, True),
        (3, 4, 80, False),
        (3, 4, 75, True),
        (5, 6, 80, True),
        (7, 8, 80, True),
        (8, 10, 80, True),
        (7, 10, 80, False),
        # 79.99 %: nothing is rounded up.
        (7999, 10000, 80, False),
        (8000, 10000, 80, True),
        # Nothing attended is no training, whatever the threshold; nothing due neither.
        (0, 10, 0, False),
        (1, 10, 0, True),
        (0, 0, 80, False),
    ],
)
def test_trained_is_compared_as_integers(attended: int, due: int, threshold: int, trained: bool) -> None:
    assert rules.is_trained(row(attended=attended, due=due, threshold=threshold)) is trained


@pytest.mark.parametrize(
    ("changes", "sessions", "persons"),
    [
        ({}, 1, 1),
        *(({"session_status": status}, 0, 0) for status in set(SessionStatus) - {SessionStatus.HELD}),
        *(({"capacity": capacity}, 0, 0) for capacity in set(Capacity) - {Capacity.PARTICIPANT}),
        *(({"status": status}, 0, 0) for status in set(RegistrationStatus) - {RegistrationStatus.CONFIRMED}),
        ({"session_kind": SessionKind.AWARENESS}, 0, 0),
        ({"session_kind": SessionKind.WORKSHOP}, 1, 1),
        ({"session_kind": SessionKind.STUDY_VISIT}, 1, 1),
        ({"is_declared": True}, 0, 0),
        ({"is_evidenced": False}, 0, 0),
        # Somebody of a UPE in a session meant for others benefits, but the session is not one of the UPE.
        ({"for_upe": False}, 0, 1),
        *(({"organisation_kind": kind}, 0, 0) for kind in set(OrganisationKind) - {OrganisationKind.UPE}),
        ({"organisation_kind": "", "organisation_id": None, "region_id": None}, 0, 0),
        ({"entered_on": D(2026, 1, 1)}, 1, 1),
        ({"session_ends_on": D(2023, 12, 31)}, 0, 0),
        ({"session_ends_on": D(2024, 1, 1)}, 1, 1),
        ({"session_ends_on": D(2024, 12, 31)}, 1, 1),
        ({"session_ends_on": D(2025, 1, 1)}, 0, 0),
    ],
    ids=str,
)
def test_what_counts(changes: dict[str, Any], sessions: int, persons: int) -> None:
    counted = facts(row(**changes))
    assert rules.sessions_for_upe(counted, ask()).value == sessions
    assert rules.unique_beneficiaries(counted, ask()).value == persons
    assert rules.participations(counted, ask()).value == persons


def test_other_institutions_are_counted_apart() -> None:
    counted = facts(row(organisation_kind="cape"), row(registration_id=2, person_id=2, organisation_kind=""))
    assert rules.other_persons(counted, ask()).value == 2
    assert rules.unique_beneficiaries(counted, ask()).value == 0


def test_a_person_twice_in_a_session_keeps_the_better_row() -> None:
    worse, better = row(attended=360), row(registration_id=2)
    for order in ((worse, better), (better, worse)):
        assert rules.participations(facts(*order), ask()).behind == {2}
    as_trainer = row(registration_id=3, capacity="trainer", attended=0)
    assert rules.participations(facts(worse, as_trainer), ask()).value == 0


def test_the_same_module_twice_is_two_participations_of_one_person() -> None:
    again = row(registration_id=2, session_id=2, session_ends_on=D(2024, 11, 5))
    counted = facts(row(), again)
    assert rules.participations(counted, ask()).value == 2
    assert rules.unique_beneficiaries(counted, ask()).value == 1
    late = days("2024-07-01", "2024-12-31")
    assert rules.unique_beneficiaries(counted, ask(late)).value == 1
    assert rules.new_beneficiaries(counted, ask(late)).value == 0


def test_new_means_new_in_the_whole_network_and_commitment() -> None:
    before = row(registration_id=3, session_id=3, session_ends_on=D(2023, 12, 20))
    elsewhere = row(registration_id=1, region_id=2, organisation_id=2, session_ends_on=D(2024, 2, 1))
    here = row(registration_id=2, session_id=2, session_ends_on=D(2024, 6, 1))
    counted = facts(before, elsewhere, here)
    assert rules.new_beneficiaries(counted, ask(region_id=1)).value == 0
    assert rules.new_beneficiaries(counted, ask(region_id=2)).behind == {1}
    # Trained in the commitment for the first time, whatever came before it.
    assert rules.new_beneficiaries(counted, ask(days("2024-01-01", "2024-03-31"))).value == 1


def test_two_first_sessions_on_one_day_are_one_new_person() -> None:
    twin = row(registration_id=2, session_id=2, region_id=2)
    counted = facts(row(), twin)
    assert [rules.new_beneficiaries(counted, ask(region_id=pk)).value for pk in (1, 2)] == [1, 0]


FILTERS = [
    ({"region_id": 1}, 1),
    ({"region_id": 2}, 0),
    ({"organisation_id": 1}, 1),
    ({"organisation_id": 2}, 0),
    ({"sex": "female"}, 1),
    ({"sex": "male"}, 0),
    ({"sex": "not_stated"}, 0),
    ({"territory": Territory(region_ids=frozenset({1}))}, 1),
    ({"territory": Territory(province_ids=frozenset({1}))}, 1),
    ({"territory": Territory(region_ids=frozenset({2}), province_ids=frozenset({2}))}, 0),
    ({"territory": Territory()}, 0),
    ({"region_id": 1, "sex": "male"}, 0),
]


@pytest.mark.parametrize(("filters", "value"), FILTERS, ids=str)
def test_filters_restrict_every_count(filters: dict[str, Any], value: int) -> None:
    everything = facts(
        row(),
        slots=[SlotRow(1, D(2024, 5, 22), 720)],
        units=[unit()],
        staff=[member()],
    )
    question = ask(**filters)
    for rule in (rules.sessions_for_upe, rules.unique_beneficiaries, rules.new_beneficiaries, rules.participations):
        assert rule(everything, question).value == value
    assert rules.person_hours(everything, question).value == 6 * value
    assert rules.trained_staff(everything, question).of == (value, value)
    assert rules.retention(everything, question).of == (value, value)


def test_a_sex_filter_leaves_every_unit_in_the_denominator() -> None:
    everything = facts(row(), units=[unit()], staff=[member()])
    assert rules.covered_units(everything, ask(sex="male")).of == (0, 1)


def test_hours_follow_the_half_days_and_counts_the_last_day() -> None:
    straddling = row(session_ends_on=D(2024, 4, 2), attended=360, due=2880)
    first, second = days("2024-01-01", "2024-03-31"), days("2024-04-01", "2024-06-30")
    slots = [SlotRow(1, D(2024, 3, 31), 360), SlotRow(1, D(2024, 4, 1), 175)]
    counted = facts(straddling, slots=slots)
    assert rules.person_hours(counted, ask(first)).value == 3
    assert rules.person_hours(counted, ask(second)).value == Fraction(175, 120)
    assert rules.person_days(counted, ask(first)).value == Fraction(1, 2)
    # Reached, not trained: the hours count, the participation does not.
    assert rules.participations(counted, ask(second)).value == 0
    assert rules.trained_among_started(counted, ask(second)).of == (0, 1)


def test_a_session_over_the_new_year_before_the_commitment_counts_by_its_last_day() -> None:
    straddling = row(session_ends_on=D(2024, 1, 2))
    slots = [SlotRow(1, D(2023, 12, 29), 720), SlotRow(1, D(2024, 1, 2), 720)]
    counted = facts(straddling, slots=slots)
    assert rules.unique_beneficiaries(counted, ask()).value == 1
    assert rules.person_hours(counted, ask()).value == 6


# ----------------------------------------------------------------- coverage

ACTIVE = [
    (None, None, True),
    (D(2024, 12, 31), None, True),
    (D(2025, 1, 1), None, False),
    (None, D(2024, 12, 31), True),
    (None, D(2024, 12, 30), False),
]


@pytest.mark.parametrize(("opened", "closed", "active"), ACTIVE)
def test_only_units_open_on_the_day_are_in_the_denominator(
    opened: datetime.date | None, closed: datetime.date | None, active: bool
) -> None:
    everything = facts(row(), units=[unit(opened_on=opened, closed_on=closed)])
    assert rules.covered_units(everything, ask()).of == (0, int(active))


def test_leaving_takes_effect_the_day_after_the_last_day() -> None:
    leaving = facts(row(), units=[unit()], staff=[member(ended_on=D(2024, 9, 30))])
    third, fourth = days("2024-07-01", "2024-09-30"), days("2024-10-01", "2024-12-31")
    assert rules.trained_staff(leaving, ask(third)).of == (1, 1)
    assert rules.trained_staff(leaving, ask(fourth)).of == (0, 0)
    assert rules.covered_units(leaving, ask(fourth)).of == (0, 1)
    assert rules.unique_beneficiaries(leaving, ask()).value == 1
    assert rules.retention(leaving, ask()).of == (0, 1)
    assert [rules.turnover(leaving, ask(period)).of for period in (third, fourth)] == [
        (1, 1),
        (0, 0),
    ]


def test_leaving_on_the_last_day_of_the_year_belongs_to_that_year_alone() -> None:
    leaving = facts(staff=[member(ended_on=D(2024, 12, 31))])
    assert rules.turnover(leaving, ask()).behind == {1}
    assert rules.turnover(leaving, ask(days("2025-01-01", "2025-12-31"))).behind == frozenset()


def test_moving_to_another_unit_is_no_departure() -> None:
    other = unit(pk=2, region_id=2)
    moved = facts(
        row(),
        units=[unit(), other],
        staff=[
            member(ended_on=D(2024, 6, 30)),
            member(pk=2, organisation=other, started_on=D(2024, 7, 1)),
        ],
    )
    assert rules.turnover(moved, ask()).of == (0, 1)
    # Past training stays with the unit of that day, coverage goes with the person.
    assert rules.unique_beneficiaries(moved, ask(organisation_id=1)).value == 1
    assert rules.covered_units(moved, ask()).behind == {2}


def test_nobody_works_at_a_closed_unit() -> None:
    closed = unit(closed_on=D(2024, 6, 30))
    staff = [member(organisation=closed)]
    everything = facts(row(), units=[closed], staff=staff)
    assert rules.trained_staff(everything, ask()).of == (0, 0)
    assert rules.turnover(everything, ask()).behind == {1}


def test_the_main_organisation_stands_for_somebody_with_two() -> None:
    court = unit(pk=2, kind="justice")
    at_both = [member(is_primary=False), member(pk=2, organisation=court, is_primary=True)]
    assert rules.trained_staff(facts(row(), staff=at_both), ask()).of == (0, 0)
    neither = [member(is_primary=False), member(pk=2, organisation=court, is_primary=False)]
    assert rules.trained_staff(facts(row(), staff=neither), ask()).of == (1, 1)


def test_training_elsewhere_makes_trained_staff_but_no_beneficiary() -> None:
    counted = facts(row(organisation_kind="cape"), units=[unit()], staff=[member()])
    assert rules.trained_staff(counted, ask()).of == (1, 1)
    assert rules.unique_beneficiaries(counted, ask()).value == 0


def test_coverage_never_looks_past_today_and_is_unknown_before_the_period() -> None:
    counted = facts(row(), units=[unit()], staff=[member()])
    assert rules.covered_units(counted, ask(today=D(2024, 5, 21))).of == (0, 1)
    assert rules.covered_units(counted, ask(today=D(2024, 5, 22))).of == (1, 1)
    for rule in (rules.covered_units, rules.trained_staff, rules.trained_per_unit, rules.turnover, rules.retention):
        assert rule(counted, ask(today=D(2023, 12, 31))).value is None


def test_nothing_to_divide_by_is_unknown_not_zero() -> None:
    empty = facts()
    for rule in (
        rules.trained_among_started,
        rules.covered_units,
        rules.trained_staff,
        rules.trained_per_unit,
        rules.turnover,
        rules.retention,
        rules.knowledge_gain,
        rules.mean_individual_gain,
        rules.reports_on_time,
        rules.children_served,
    ):
        assert rule(empty, ask()).value is None


# ----------------------------------------------------------------- learning


THE_DAY_BEFORE = D(2024, 5, 21)


def taker(person: int, version: int, before: int, after: int, sat_on: datetime.date = THE_DAY_BEFORE) -> TestRow:
    return TestRow(person, version, sat_on, Fraction(before), Fraction(after))


def test_gain_counts_paired_trained_takers_only() -> None:
    tests = [
        taker(1, 1, 50, 75),
        # Took both tests, but was not trained, or followed another version.
        taker(2, 1, 0, 100),
        taker(1, 2, 0, 100),
    ]
    absent = row(registration_id=2, person_id=2, attended=360)
    gain = rules.knowledge_gain(facts(row(), absent, tests=tests), ask())
    assert (gain.value, gain.of, gain.behind) == (Fraction(1, 2), (1, 1), {1})


def test_a_negative_gain_is_shown_and_a_perfect_start_is_left_out() -> None:
    tests = [taker(1, 1, 50, 25), taker(2, 1, 100, 100)]
    everybody = facts(row(), row(registration_id=2, person_id=2), tests=tests)
    assert rules.mean_individual_gain(everybody, ask()).value == Fraction(-1, 2)
    assert rules.mean_individual_gain(everybody, ask()).of == (1, 2)
    assert rules.knowledge_gain(everybody, ask()).value == Fraction(-1, 2)
    perfect = facts(row(), tests=[taker(1, 1, 100, 100)])
    assert rules.knowledge_gain(perfect, ask()).value is None


@pytest.mark.parametrize(
    ("sat_on", "session", "quarters"),
    [
        # Before, or during, the first session: its pair. Between the two: the second's. After both: the last one's.
        (D(2024, 3, 1), 1, [(1, 1), (0, 1)]),
        (D(2024, 5, 22), 1, [(1, 1), (0, 1)]),
        (D(2024, 5, 23), 2, [(0, 1), (1, 1)]),
        (D(2024, 12, 1), 2, [(0, 1), (1, 1)]),
    ],
)
def test_a_module_followed_twice_has_one_pair(
    sat_on: datetime.date, session: int, quarters: list[tuple[int, int]]
) -> None:
    again = row(registration_id=2, session_id=2, session_ends_on=D(2024, 9, 17))
    counted = facts(row(), again, tests=[taker(1, 1, 50, 75, sat_on)])
    assert rules.knowledge_gain(counted, ask()).of == (1, 1)
    assert rules.knowledge_gain(counted, ask()).behind == {session}
    parts = [days("2024-04-01", "2024-06-30"), days("2024-07-01", "2024-09-30")]
    assert [rules.knowledge_gain(counted, ask(part)).of for part in parts] == quarters


@pytest.mark.parametrize(
    ("paired", "trained", "thin"), [(5, 5, False), (4, 4, True), (7, 10, False), (6, 10, True), (70, 100, False)]
)
def test_a_thin_gain_is_flagged(paired: int, trained: int, thin: bool) -> None:
    assert rules.is_thin(paired, trained) is thin


# ----------------------------------------------------------------- typed aggregates


def test_reports_are_on_time_on_their_day() -> None:
    reports = [
        ReportRow(1, D(2024, 6, 30), D(2024, 6, 30)),
        ReportRow(2, D(2024, 6, 30), D(2024, 7, 1)),
        ReportRow(3, D(2024, 6, 30), None),
        ReportRow(4, D(2025, 6, 30), D(2024, 6, 30)),
    ]
    figure = rules.reports_on_time(facts(reports=reports), ask())
    assert (figure.value, figure.of, figure.behind) == (1, (1, 3), {1})


def test_children_served_are_summed_over_whole_quarters_of_the_period() -> None:
    rows = [
        ChildrenRow(1, unit(), days("2024-01-01", "2024-03-31"), 12),
        ChildrenRow(2, unit(pk=2, region_id=2), days("2024-04-01", "2024-06-30"), 30),
        ChildrenRow(3, unit(), days("2025-01-01", "2025-03-31"), 50),
    ]
    everything = facts(children=rows)
    assert rules.children_served(everything, ask()).value == 42
    assert rules.children_served(everything, ask(region_id=1)).value == 12
    assert rules.children_served(everything, ask(days("2024-01-01", "2024-05-31"))).value == 12


def test_late_entry_begins_the_day_after_the_last_day() -> None:
    on_the_day, later = row(), row(registration_id=2, session_id=2, entered_on=D(2024, 5, 23))
    assert rules.late_entries(facts(on_the_day, later), ask()).behind == {2}


def test_windows_share_their_days() -> None:
    assert COMMITMENT.clipped_to(days("2023-11-23", "2024-11-22")) == days("2024-01-01", "2024-11-22")
    assert COMMITMENT.clipped_to(days("2017-04-01", "2018-04-30")) is None
    assert YEAR.starts_on in YEAR
    assert YEAR.ends_on in YEAR
    assert TODAY not in YEAR

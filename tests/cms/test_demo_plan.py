"""The plan of the demonstration: the sizes it promises, and an invented world that contradicts itself nowhere."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from itertools import combinations, pairwise

import pytest

from attendance.enums import SessionStatus
from cms.demo import facts
from cms.demo.names import respelled
from cms.demo.plan import make_plan
from cms.demo.planned import DemoPlan, PlannedPerson, PlannedSession
from lms.core.text import fold
from lms.core.validators import refuse_national_id, validate_phone
from lms.people.enums import OrganisationKind

TODAY = datetime.date(2026, 11, 22)
ARABIC = re.compile(r"[\u0621-\u064a\u0671-\u06d3 ]+")
LATIN = re.compile(r"[A-Za-zÀ-ÿ' -]+")


@pytest.fixture(scope="module")
def plan() -> DemoPlan:
    return make_plan(2024, TODAY)


@pytest.fixture(scope="module")
def units(plan: DemoPlan) -> set[str]:
    return {row.key for row in plan.organisations if row.kind == OrganisationKind.UPE}


def quarter(day: datetime.date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def units_of(person: PlannedPerson, units: set[str]) -> set[str]:
    return {row.organisation for row in person.affiliations} & units


def held(plan: DemoPlan) -> list[PlannedSession]:
    return [row for row in plan.sessions if row.outcome == SessionStatus.HELD]


# ------------------------------------------------------------------ replayable


def test_same_seed_and_day_give_the_same_plan(plan: DemoPlan) -> None:
    assert make_plan(2024, TODAY) == plan


def test_another_seed_invents_other_people(plan: DemoPlan) -> None:
    other = make_plan(7, TODAY)
    assert [row.key for row in other.organisations] == [row.key for row in plan.organisations]
    names = [{(row.given_ar, row.family_ar) for row in each.persons} for each in (plan, other)]
    assert len(names[0] & names[1]) < 40
    assert other.identity("person", "fes-1") != plan.identity("person", "fes-1")


def test_another_day_moves_only_what_is_still_to_come(plan: DemoPlan) -> None:
    later = make_plan(2024, TODAY + datetime.timedelta(days=100))
    assert later.sessions == plan.sessions
    assert {row.code for row in later.coming} != {row.code for row in plan.coming}


def test_a_clock_before_the_end_of_the_story_is_refused() -> None:
    assert make_plan(2024, datetime.date(2026, 3, 1)).coming
    with pytest.raises(ValueError, match="2026-02-28"):
        make_plan(2024, datetime.date(2026, 2, 28))


# ------------------------------------------------------------------ the promised sizes


def test_network_has_its_sizes(plan: DemoPlan, units: set[str]) -> None:
    assert len(units) == 41
    by_key = {row.key: row for row in plan.organisations}
    assert {by_key[key].region for key in units} == {f"{number:02d}" for number in range(1, 13)}
    assert [key for key in units if by_key[key].closed_on] == ["khemisset"]
    opened = [by_key[key].opened_on for key in units]
    assert datetime.date(2023, 12, 1) <= min(opened) <= max(opened) <= datetime.date(2024, 6, 30)
    agreements = Counter((by_key[key].agreement_from, by_key[key].agreement_to) for key in units)
    assert agreements == {
        (datetime.date(2023, 11, 23), datetime.date(2026, 11, 22)): 40,
        (datetime.date(2025, 4, 1), datetime.date(2026, 11, 22)): 1,
    }
    assert {by_key[by_key[key].managed_by].kind for key in units} == {OrganisationKind.ASSOCIATION}


def test_network_shows_what_a_register_must_hold(plan: DemoPlan) -> None:
    """A change of association, two prefectures of arrondissements, an agreement that ends some weeks from now."""
    changed = [(row.key, row.managed_by, row.managed_since) for row in plan.organisations if row.managed_before]
    assert changed == [("sale", "passerelles", datetime.date(2025, 4, 1))]
    assert {row.province for row in plan.organisations if row.part} == {"06.141"}
    assert len({row.part for row in plan.organisations if row.part}) == 2
    centres = [row for row in plan.organisations if row.kind == OrganisationKind.CAPE]
    ending = [row.agreement_to for row in centres if row.agreement_to]
    assert ending == [TODAY + datetime.timedelta(days=45)]


def test_staff_has_its_sizes(plan: DemoPlan, units: set[str]) -> None:
    staff = [row for row in plan.persons if units_of(row, units) and not row.duplicate_of]
    assert len(staff) == 180
    assert Counter(row.sex for row in staff) == {"female": 126, "male": 50, "not_stated": 4}
    assert sum(len(units_of(row, units)) > 1 for row in staff) == 6
    assert sum(not row.given for row in staff) == 5
    assert sum(not row.given_ar for row in staff) == 6


def test_sessions_have_their_sizes(plan: DemoPlan) -> None:
    assert Counter(row.outcome for row in plan.sessions) == {"held": 55, "cancelled": 4, "interrupted": 1}
    assert sum(quarter(row.starts_on) != quarter(row.ends_on) for row in held(plan)) == 3
    late = [row for row in plan.sessions if row.entered_late]
    assert len(late) == 10
    assert all(row.has_sheet for row in late)
    assert all(row.entered_on <= TODAY for row in late)
    cities = [row.province for row in plan.sessions if row.in_series]
    assert sorted(cities) == ["01.511", "02.411", "03.231", "04.421", "06.141", "07.351", "09.001"]


def test_every_guest_comes_at_least_once(plan: DemoPlan) -> None:
    guests = {
        f"{row['key']}-{number}"
        for row in facts.table("institutions")
        for number, _profession in enumerate(row["participants"].split(), 1)
    }
    came = {seat.person for row in held(plan) for seat in row.participants}
    assert len(guests) == 25
    assert guests - came == set()


def test_five_persons_have_a_second_record_that_matching_can_find(plan: DemoPlan) -> None:
    by_key = {row.key: row for row in plan.persons}
    seconds = [row for row in plan.persons if row.key.startswith("second-")]
    assert len({row.duplicate_of for row in seconds}) == 5
    came = {seat.person for row in held(plan) for seat in row.participants}
    for second in seconds:
        first = by_key[second.duplicate_of]
        assert fold(second.family) != fold(first.family)
        assert second.affiliations[0].organisation == first.affiliations[0].organisation
        same_phone = second.phone == first.phone != ""
        same_arabic = (second.given_ar, second.family_ar) == (first.given_ar, first.family_ar) != ("", "")
        assert same_phone or same_arabic
        assert {first.key, second.key} <= came


def test_certificates_have_their_sequels(plan: DemoPlan) -> None:
    endings = [ending for row in plan.sessions for ending in row.endings]
    assert Counter(row.is_revoked for row in endings) == {True: 3, False: 2}
    assert len({row.person for row in endings}) == 5


# ------------------------------------------------------------------ a consistent world


def test_sessions_lie_on_working_days_of_the_two_years(plan: DemoPlan) -> None:
    for row in plan.sessions:
        days = [row.starts_on + datetime.timedelta(days=n) for n in range((row.ends_on - row.starts_on).days + 1)]
        assert [day for day in days if day.weekday() > 4] == []
        assert datetime.date(2024, 1, 1) <= row.starts_on <= row.ends_on <= datetime.date(2025, 12, 31)


def test_codes_follow_the_dates(plan: DemoPlan) -> None:
    rows = [*plan.sessions, *plan.coming]
    assert len({row.code for row in rows}) == len(rows)
    assert [row.code for row in plan.sessions] == sorted(row.code for row in plan.sessions)
    assert [row.starts_on for row in plan.sessions] == sorted(row.starts_on for row in plan.sessions)


def test_participants_work_somewhere_that_is_open(plan: DemoPlan) -> None:
    people, places = {row.key: row for row in plan.persons}, {row.key: row for row in plan.organisations}
    for session in [*plan.sessions, *plan.coming]:
        for key in [*(seat.person for seat in session.participants), *session.withdrawn]:
            affiliation = people[key].affiliation_on(session.starts_on)
            assert affiliation is not None, (session.code, key)
            place = places[affiliation.organisation]
            assert place.opened_on is None or place.opened_on <= session.starts_on
            assert place.closed_on is None or session.ends_on <= place.closed_on


def test_nobody_is_in_two_sessions_at_once_or_twice_in_a_module(plan: DemoPlan) -> None:
    originals = {row.key: row.duplicate_of or row.key for row in plan.persons}
    spans: dict[str, list[tuple[datetime.date, datetime.date]]] = {}
    modules: Counter[tuple[str, str]] = Counter()
    for session in [*plan.sessions, *plan.coming]:
        keys = [originals[seat.person] for seat in session.participants]
        assert len(set(keys)) == len(keys)
        assert not set(keys) & set(session.withdrawn)
        if session.outcome == SessionStatus.CANCELLED:
            continue
        for key in keys:
            spans.setdefault(key, []).append((session.starts_on, session.ends_on))
            modules[key, session.module] += 1
    for rows in spans.values():
        assert all(before[1] < after[0] for before, after in pairwise(sorted(rows)))
    assert {count for (key, module), count in modules.items()} == {1}


def test_trainers_lead_one_session_at_a_time(plan: DemoPlan) -> None:
    spans: dict[str, list[tuple[datetime.date, datetime.date]]] = {}
    for session in [*plan.sessions, *plan.coming]:
        for key in session.trainers:
            spans.setdefault(key, []).append((session.starts_on, session.ends_on))
    assert len(spans["trainer-1"]) > 8
    for rows in spans.values():
        assert all(before[1] < after[0] for before, after in pairwise(sorted(rows)))


def test_affiliations_of_a_person_follow_one_another(plan: DemoPlan) -> None:
    for person in plan.persons:
        for before, after in pairwise(person.affiliations):
            assert before.ended_on is not None
            assert before.ended_on < after.started_on


def test_every_mark_belongs_to_a_half_day_that_took_place(plan: DemoPlan) -> None:
    for session in held(plan):
        assert {len(seat.marks) for seat in session.participants} == {session.half_days_held}
    marks = Counter(mark for session in held(plan) for seat in session.participants for mark in seat.marks)
    assert set(marks) == {"present", "half", "absent", "excused"}
    assert marks["present"] > 0.9 * marks.total()


# ------------------------------------------------------------------ names and contacts


def test_name_lists_are_long_clean_and_without_doubles() -> None:
    given, families = facts.table("given_names"), facts.table("family_names")
    for sex in ("female", "male"):
        rows = [row for row in given if row["sex"] == sex]
        assert len(rows) >= 80
        for letters in ("latin", "arabic"):
            assert len({row[letters] for row in rows}) == len(rows)
    assert len(families) >= 150
    for letters in ("latin", "arabic"):
        assert len({row[letters] for row in families}) == len(families)
    for row in [*given, *families]:
        assert LATIN.fullmatch(row["latin"]), row
        assert ARABIC.fullmatch(row["arabic"]), row


def test_no_two_persons_bear_the_same_name(plan: DemoPlan) -> None:
    people = [row for row in plan.persons if not row.duplicate_of]
    for given, family in (("given", "family"), ("given_ar", "family_ar")):
        names = Counter((getattr(row, given), getattr(row, family)) for row in people if getattr(row, given))
        assert [name for name, count in names.items() if count > 1] == []


def test_contacts_reach_nobody(plan: DemoPlan) -> None:
    for person in plan.persons:
        assert person.email == "" or person.email.endswith(".example")
        assert person.phone == "" or person.phone.startswith("+2126000")
        validate_phone(person.phone)
        refuse_national_id(f"{person.given} {person.family}")
    phones = [row.phone for row in plan.persons if row.phone and not row.duplicate_of]
    for one, other in combinations(phones, 2):
        assert sum(left != right for left, right in zip(one, other, strict=True)) > 1
    emails = Counter(row.email for row in plan.persons if row.email)
    assert set(emails.values()) == {1}


@pytest.mark.parametrize(
    ("usual", "other"),
    [
        ("El Haddad", "Al Haddad"),
        ("Aït Lahcen", "Ayt Lahcen"),
        ("Bouziane", "Buziane"),
        ("Agoumi", "Agumi"),
        ("Karimi", "Qarimi"),
        ("Fathi", "Fathi"),
    ],
)
def test_a_clerk_respells_a_name(usual: str, other: str) -> None:
    assert respelled(usual) == other

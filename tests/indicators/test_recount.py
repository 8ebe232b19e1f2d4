"""The rules against somebody who counts again, another way, from the same rows."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.enums import Capacity, RegistrationStatus, SessionKind, SessionStatus
from lms.indicators import rules
from lms.indicators.dashboards import quarters_of
from lms.indicators.rows import Facts, Question, RegistrationRow, SlotRow, Window
from lms.indicators.selectors import counting_facts, the_commitment, window_of
from lms.people.enums import Sex
from tests.factories import OrganisationFactory, PersonFactory, province
from tests.indicators.counting import ask as ask_stored
from tests.indicators.counting import attend, held_session
from tests.indicators.samples import COMMITMENT, TODAY, ask, row

FIRST, LAST = datetime.date(2023, 11, 1), datetime.date(2025, 3, 31)


@st.composite
def histories(draw: st.DrawFn) -> Facts:
    """A few persons in a few sessions round the first year of the commitment."""
    sessions = {
        number: {
            "session_id": number,
            "session_ends_on": draw(st.dates(FIRST, LAST)),
            "session_status": draw(st.sampled_from([SessionStatus.HELD, SessionStatus.HELD, SessionStatus.CANCELLED])),
            "session_kind": draw(st.sampled_from([SessionKind.TRAINING, SessionKind.AWARENESS])),
            "for_upe": draw(st.booleans()),
            "is_evidenced": draw(st.sampled_from([True, True, False])),
            "threshold": draw(st.sampled_from([75, 80])),
            "due": 8,
        }
        for number in range(1, 5)
    }
    rows, slots = [], []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        session = sessions[draw(st.integers(1, 4))]
        attended = draw(st.integers(0, 8))
        person = draw(st.integers(1, 5))
        rows.append(
            row(
                registration_id=number,
                person_id=person,
                sex=list(Sex)[person % 3],
                capacity=draw(st.sampled_from([Capacity.PARTICIPANT, Capacity.PARTICIPANT, Capacity.TRAINER])),
                status=draw(st.sampled_from([RegistrationStatus.CONFIRMED] * 3 + [RegistrationStatus.VOIDED])),
                organisation_id=draw(st.integers(1, 3)),
                region_id=draw(st.integers(1, 2)),
                organisation_kind=draw(st.sampled_from(["upe", "upe", "cape"])),
                attended=attended,
                **session,
            )
        )
        if attended:
            day = session["session_ends_on"] - datetime.timedelta(days=draw(st.integers(0, 3)))
            slots.append(SlotRow(number, day, attended))
    return Facts(registrations=rows, slots=slots)


def recount(facts: Facts, window: Window, region: int | None) -> dict[str, Any]:
    """The same figures by elimination, session by session, as one would with the paper lists on a table."""
    trained: list[RegistrationRow] = []
    halves = participations = started = 0
    sessions = set()
    for session in {item.session_id for item in facts.registrations}:
        lists = [item for item in facts.registrations if item.session_id == session]
        head = lists[0]
        if head.session_status != "held" or head.session_kind == "awareness" or not head.is_evidenced:
            continue
        for person in {item.person_id for item in lists}:
            mine = [
                item
                for item in lists
                if item.person_id == person and item.capacity == "participant" and item.status == "confirmed"
            ]
            if not mine:
                continue
            most = max(item.attended for item in mine)
            kept = next(item for item in mine if item.attended == most)
            if kept.organisation_kind != "upe" or region not in (None, kept.region_id) or most == 0:
                continue
            halves += sum(
                slot.attended
                for slot in facts.slots
                if slot.registration_id == kept.registration_id and window.starts_on <= slot.date <= window.ends_on
            )
            if not window.starts_on <= head.session_ends_on <= window.ends_on:
                continue
            started += 1
            if Fraction(most, kept.due) >= Fraction(kept.threshold, 100):
                participations += 1
                trained.append(kept)
                if head.for_upe:
                    sessions.add(session)
    return {
        "sessions": len(sessions),
        "persons": len({item.person_id for item in trained}),
        "participations": participations,
        "started": started,
        "hours": Fraction(halves, 120),
    }


@settings(max_examples=60, deadline=None)
@given(histories(), st.dates(FIRST, LAST), st.integers(0, 400), st.sampled_from([None, 1, 2]))
def test_the_rules_agree_with_a_recount(facts: Facts, start: datetime.date, length: int, region: int | None) -> None:
    window = Window(start, start + datetime.timedelta(days=length)).clipped_to(COMMITMENT)
    if window is None:
        return
    question = ask(window, region_id=region)
    started = rules.trained_among_started(facts, question).of
    assert started is not None
    assert recount(facts, window, region) == {
        "sessions": rules.sessions_for_upe(facts, question).value,
        "persons": rules.unique_beneficiaries(facts, question).value,
        "participations": rules.participations(facts, question).value,
        "started": started[1],
        "hours": rules.person_hours(facts, question).value,
    }


@settings(max_examples=40, deadline=None)
@given(histories())
def test_what_must_add_up_adds_up(facts: Facts) -> None:
    whole = ask(COMMITMENT)
    parts = [Question(COMMITMENT, quarter.window, TODAY) for quarter in quarters_of(COMMITMENT, TODAY)]

    def total(rule: Any) -> Fraction:
        return sum((Fraction(rule(facts, part).value) for part in parts), Fraction(0))

    persons = rules.unique_beneficiaries(facts, whole)
    assert total(rules.new_beneficiaries) == persons.value
    assert total(rules.unique_beneficiaries) >= persons.value  # type: ignore[operator]
    for rule in (rules.sessions_for_upe, rules.participations, rules.person_hours):
        assert total(rule) == rule(facts, whole).value
    for figure in (persons, rules.participations(facts, whole)):
        assert sum((figure.by_sex or {}).values()) == figure.value == len(figure.behind)
    by_region = [rules.new_beneficiaries(facts, ask(COMMITMENT, region_id=pk)).value for pk in (1, 2)]
    assert sum(int(value or 0) for value in by_region) == persons.value


def sql(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


TRAINED_SQL = """
    SELECT registration.person_id, registration.session_id, registration.id
    FROM attendance_registration AS registration
    JOIN attendance_session AS session ON session.id = registration.session_id
    JOIN courses_courseversion AS version ON version.id = session.version_id
    JOIN attendance_slot AS slot ON slot.session_id = session.id
    LEFT JOIN attendance_mark AS mark ON mark.slot_id = slot.id AND mark.registration_id = registration.id
    WHERE session.status = 'held' AND registration.capacity = 'participant'
      AND registration.status = 'confirmed' AND registration.organisation_kind = 'upe'
      AND session.ends_on BETWEEN '2024-01-01' AND '2024-12-31'
    GROUP BY registration.person_id, registration.session_id, registration.id, version.attendance_threshold
    HAVING 100 * SUM(CASE mark.status WHEN 'present' THEN 2 WHEN 'half' THEN 1 ELSE 0 END * slot.minutes)
        >= version.attendance_threshold * SUM(2 * slot.minutes)
"""
HOURS_SQL = """
    SELECT SUM(CASE mark.status WHEN 'present' THEN 2 WHEN 'half' THEN 1 ELSE 0 END * slot.minutes)
    FROM attendance_mark AS mark
    JOIN attendance_slot AS slot ON slot.id = mark.slot_id
    JOIN attendance_session AS session ON session.id = slot.session_id
    JOIN attendance_registration AS registration ON registration.id = mark.registration_id
    WHERE session.status = 'held' AND registration.capacity = 'participant'
      AND registration.status = 'confirmed' AND registration.organisation_kind = 'upe'
      AND slot.date BETWEEN '2024-01-01' AND '2024-12-31'
"""


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [7, 61])
def test_the_database_agrees_with_plain_sql(seed: int) -> None:
    """A random year of registers, marked at random, counted by the application and by two plain queries."""
    chance = random.Random(seed)
    places = [
        OrganisationFactory(kind=kind, province=province(code))
        for kind, code in (("upe", "04.441"), ("upe", "02.411"), ("cape", "04.441"))
    ]
    persons = [(PersonFactory(sex=chance.choice(Sex.values)), chance.choice(places)) for _ in range(8)]
    for number in range(6):
        start = datetime.date(2023, 12, 20) + datetime.timedelta(days=70 * number)
        columns: dict[str, Any] = {"cancelled": True, "held": False} if number == 3 else {}
        session = held_session(starts_on=start, days=chance.choice([1, 2, 3]), **columns)
        slots = session.slots.count()
        for person, place in chance.sample(persons, 5):
            attend(session, person, place, "".join(chance.choices("PPPPPHAE-", k=slots)))
    facts = counting_facts(window_of(the_commitment()))
    question = ask_stored("2024")
    trained = sql(TRAINED_SQL)
    assert trained, "the seed must train somebody"
    assert rules.unique_beneficiaries(facts, question).behind == {person for person, _session, _row in trained}
    assert rules.sessions_for_upe(facts, question).behind == {session for _person, session, _row in trained}
    assert rules.participations(facts, question).behind == {row for _person, _session, row in trained}
    [(halves,)] = sql(HOURS_SQL)
    assert rules.person_hours(facts, question).value == Fraction(halves, 120)

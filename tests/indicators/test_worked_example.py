"""Every value of the worked example, counted by hand, comes out of the application."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from attendance.models import Registration, Session
from lms.indicators import rules
from lms.indicators.dashboards import by_quarter
from lms.indicators.figures import COMPUTATIONS
from lms.indicators.rows import Facts, Figure
from lms.indicators.selectors import all_facts, the_commitment
from lms.indicators.worked_example import load_worked_example
from lms.people.models import Organisation, Person
from tests.factories import SessionFactory
from tests.indicators.counting import ask

QUARTERS = ("2024-T1", "2024-T2", "2024-T3", "2024-T4")


@dataclass
class Loaded:
    """The example's rows, and what its ids stand for. The database itself is empty again."""

    facts: Facts
    persons: dict[int, str]
    units: dict[str, int]
    sessions: dict[int, str]
    trainings: dict[int, tuple[str, str, str]]

    def names(self, figure: Figure) -> set[str]:
        return {self.persons[pk] for pk in figure.behind}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Loaded:
    """Entered once for the module, through the services, and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_worked_example()
        persons = {person.pk: f"P{number}" for number, person in enumerate(Person.objects.order_by("pk"), 1)}
        example = Loaded(
            facts=all_facts(the_commitment()),
            persons=persons,
            units={place.name_fr[4]: place.pk for place in Organisation.objects.upe()},
            sessions=dict(Session.objects.values_list("pk", "code")),
            trainings={
                row.pk: (row.session.code, persons[row.person_id], row.capacity)
                for row in Registration.objects.select_related("session")
            },
        )
        transaction.set_rollback(True)
    return example


@pytest.fixture
def facts(loaded: Loaded, db: Any) -> Facts:
    return loaded.facts


def figure(facts: Facts, code: str, period: str = "2024", **filters: Any) -> Figure:
    return COMPUTATIONS[code].rule(facts, ask(period, **filters))


VALUES: dict[str, int | Fraction] = {
    "I-1": 4,
    "I-2": 6,
    "I-2n": 6,
    "I-3": 10,
    "I-4": 201,
    "I-5": Fraction("33.5"),
    "I-3b": Fraction(10, 13),
    "I-15": Fraction(1),
    "I-16": Fraction(1),
    "I-17": Fraction(5, 3),
    "I-19": 1 / Fraction(11, 2),
    "I-20": Fraction(5, 6),
    "I-21": 3,
    "I-22": 1,
    "I-22b": 2,
}


@pytest.mark.parametrize(("code", "value"), VALUES.items())
def test_values_of_the_year(facts: Facts, code: str, value: int | Fraction) -> None:
    assert figure(facts, code).value == value


def test_sessions_are_counted_and_the_cancelled_one_is_not(facts: Facts, loaded: Loaded) -> None:
    counted = {loaded.sessions[pk] for pk in figure(facts, "I-1").behind}
    assert counted == {"EX-S1", "EX-S2", "EX-S3", "EX-S5"}
    assert set(loaded.sessions.values()) - counted == {"EX-S4"}


def test_persons_by_sex_add_up(facts: Facts, loaded: Loaded) -> None:
    persons = figure(facts, "I-2")
    assert persons.by_sex == {"female": 3, "male": 2, "not_stated": 1}
    assert loaded.names(persons) == {"P1", "P2", "P3", "P4", "P6", "P7"}


BY_QUARTER = [
    ("I-1", [1, 1, 1, 1]),
    ("I-2", [2, 2, 3, 3]),
    ("I-2n", [2, 1, 1, 2]),
    ("I-3", [2, 2, 3, 3]),
    ("I-4", [45, 33, 42, 81]),
]


@pytest.mark.parametrize(("code", "values"), BY_QUARTER)
def test_values_of_the_quarters(facts: Facts, code: str, values: list[int]) -> None:
    assert [figure(facts, code, quarter).value for quarter in QUARTERS] == values
    assert [figure.value for _quarter, figure in by_quarter(code, facts, ask("2024"))] == values


def test_only_new_persons_add_up_over_quarters(facts: Facts) -> None:
    assert sum(int(figure(facts, "I-2", quarter).value or 0) for quarter in QUARTERS) == 10
    assert sum(int(figure(facts, "I-2n", quarter).value or 0) for quarter in QUARTERS) == 6
    assert figure(facts, "I-2", "plan").value == 6


def test_persons_by_unit_at_the_time(facts: Facts, loaded: Loaded) -> None:
    behind = {letter: loaded.names(figure(facts, "I-2", organisation_id=pk)) for letter, pk in loaded.units.items()}
    assert behind == {"A": {"P1", "P2"}, "B": {"P1", "P3", "P4"}, "C": {"P6", "P7"}}
    counts = rules.persons_by(rules.trained_rows(facts, ask("2024")), "organisation_id")
    assert {letter: counts[pk] for letter, pk in loaded.units.items()} == {"A": 2, "B": 3, "C": 2}


def test_hours_come_from_sixty_seven_half_days(facts: Facts) -> None:
    assert figure(facts, "I-4").value == 67 * 3


def test_a_filtered_session_counts_once_in_each_unit_it_trained(facts: Facts, loaded: Loaded) -> None:
    counted = {
        letter: {loaded.sessions[session] for session in figure(facts, "I-1", organisation_id=pk).behind}
        for letter, pk in loaded.units.items()
    }
    assert counted == {
        "A": {"EX-S1", "EX-S2", "EX-S5"},
        "B": {"EX-S2", "EX-S3", "EX-S5"},
        "C": {"EX-S3", "EX-S5"},
    }


@pytest.mark.parametrize(
    ("code", "pair"),
    [("I-3b", (10, 13)), ("I-15", (3, 3)), ("I-16", (5, 5)), ("I-17", (5, 3)), ("I-20", (5, 6)), ("I-11", (3, 7))],
)
def test_shares_show_both_their_counts(facts: Facts, code: str, pair: tuple[int, int]) -> None:
    assert figure(facts, code).of == pair


def test_turnover_is_one_leaver_of_five_and_a_half(facts: Facts, loaded: Loaded) -> None:
    turnover = figure(facts, "I-19")
    assert turnover.of == (1, Fraction(11, 2))
    assert loaded.names(turnover) == {"P4"}


def test_gain_of_the_class_is_not_the_mean_of_gains(facts: Facts) -> None:
    gain, mean = figure(facts, "I-11").value, figure(facts, "I-11b").value
    assert (round(float(gain or 0), 3), round(float(mean or 0), 3)) == (0.769, 0.806)


def test_the_gain_is_that_of_the_first_session(facts: Facts, loaded: Loaded) -> None:
    gain = figure(facts, "I-11", "2024-T1")
    assert (round(float(gain.value or 0), 3), gain.of) == (0.769, (3, 3))
    assert {loaded.sessions[pk] for pk in gain.behind} == {"EX-S1"}
    assert figure(facts, "I-11", "2024-T2").value is None


def test_other_institutions_are_one_person_twice(facts: Facts, loaded: Loaded) -> None:
    assert loaded.names(figure(facts, "I-22")) == {"P5"}
    assert len(figure(facts, "I-22b").behind) == 2


def test_the_trainer_is_no_beneficiary_of_her_session(facts: Facts, loaded: Loaded) -> None:
    assert ("EX-S3", "P6", "trainer") in loaded.trainings.values()
    counted = {loaded.trainings[pk] for pk in figure(facts, "I-3", "2024-T3").behind}
    assert counted == {("EX-S3", person, "participant") for person in ("P1", "P4", "P7")}


def test_everything_is_entered_after_the_event(facts: Facts) -> None:
    assert rules.late_entries(facts, ask("2024")).of == (4, 4)


DASHBOARD_TEXTS = {"I-1": "4", "I-2": "6", "I-2n": "6", "I-3": "10", "I-4": "201", "I-5": "33,5"}
OTHER_TEXTS = {
    "I-3b": ("76,9\xa0%", "10", "13"),
    "I-11": ("0,769", "3", "7"),
    "I-11b": ("0,806", "3", "7"),
    "I-15": ("100\xa0%", "3", "3"),
    "I-16": ("100\xa0%", "5", "5"),
    "I-17": ("1,67", "5", "3"),
    "I-19": ("18,2\xa0%", "1", "5,5"),
    "I-20": ("83,3\xa0%", "5", "6"),
    "I-22": ("1",),
    "I-22b": ("2",),
}


def test_the_dashboard_reads_these_values(officer: Client, example: dict[str, Person]) -> None:
    shown = officer.get("/fr/indicators/?period=2024").context["figures"]
    assert {row.code: row.value for row in shown} == DASHBOARD_TEXTS


def test_the_list_of_persons_shows_units_at_the_time(officer: Client, example: dict[str, Person]) -> None:
    units = officer.get("/fr/indicators/I-2/?period=2024").context["units"]
    assert {place.name_fr[4]: number for place, number in units} == {"A": 2, "B": 3, "C": 2}


def test_the_page_of_other_indicators_reads_these_values(officer: Client, example: dict[str, Person]) -> None:
    shown = {row.code: row for row in officer.get("/fr/indicators/others/?period=2024").context["figures"]}
    for code, (value, *counts) in OTHER_TEXTS.items():
        assert shown[code].value == value, code
        assert [word for word in shown[code].ratio.split() if word[0].isdigit()] == counts, code


def test_the_command_wants_a_database_without_sessions(db: Any) -> None:
    SessionFactory()
    with pytest.raises(CommandError):
        call_command("load_worked_example")
    assert Session.objects.count() == 1


def test_everything_in_the_example_is_labelled(example: dict[str, Person]) -> None:
    assert Person.objects.filter(is_demo=True).count() == 7
    assert Organisation.objects.filter(is_demo=True).count() == 4
    assert Session.objects.filter(is_demo=True).count() == 5

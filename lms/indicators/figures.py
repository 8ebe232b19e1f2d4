"""Which rule computes which indicator, what kind of rows it opens to, and how its value is written."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from . import rules
from .rows import Facts, Figure, Question

Rule = Callable[[Facts, Question], Figure]


class Behind(enum.Enum):
    """The kind of rows whose ids a figure holds."""

    SESSIONS = "sessions"
    PERSONS = "persons"
    PARTICIPATIONS = "participations"
    UNITS = "units"
    REGIONS = "regions"
    REPORTS = "reports"
    CHILDREN = "children"


class Shape(enum.Enum):
    """How a value is written."""

    COUNT = "count"
    # Hours, days: one decimal when there is one.
    QUANTITY = "quantity"
    # A percentage with one decimal, from an exact fraction.
    SHARE = "share"
    # Persons per unit: two decimals.
    MEAN = "mean"
    # A normalised gain: three decimals.
    GAIN = "gain"


@dataclass(frozen=True, slots=True)
class Computation:
    rule: Rule
    behind: Behind
    shape: Shape = Shape.COUNT
    # Whether the value of a quarter means something by itself, so that a row of quarters is shown.
    by_quarter: bool = False


COMPUTATIONS: dict[str, Computation] = {
    "I-1": Computation(rules.sessions_for_upe, Behind.SESSIONS, by_quarter=True),
    "I-2": Computation(rules.unique_beneficiaries, Behind.PERSONS, by_quarter=True),
    "I-2n": Computation(rules.new_beneficiaries, Behind.PERSONS, by_quarter=True),
    "I-3": Computation(rules.participations, Behind.PARTICIPATIONS, by_quarter=True),
    "I-4": Computation(rules.person_hours, Behind.PARTICIPATIONS, Shape.QUANTITY, by_quarter=True),
    "I-5": Computation(rules.person_days, Behind.PARTICIPATIONS, Shape.QUANTITY, by_quarter=True),
    "I-6": Computation(rules.reports_on_time, Behind.REPORTS),
    "I-24": Computation(rules.children_served, Behind.CHILDREN),
    "I-3b": Computation(rules.trained_among_started, Behind.PARTICIPATIONS, Shape.SHARE),
    "I-11": Computation(rules.knowledge_gain, Behind.SESSIONS, Shape.GAIN),
    "I-11b": Computation(rules.mean_individual_gain, Behind.SESSIONS, Shape.GAIN),
    "I-15": Computation(rules.covered_units, Behind.UNITS, Shape.SHARE),
    "I-16": Computation(rules.trained_staff, Behind.PERSONS, Shape.SHARE),
    "I-17": Computation(rules.trained_per_unit, Behind.PERSONS, Shape.MEAN),
    "I-19": Computation(rules.turnover, Behind.PERSONS, Shape.SHARE),
    "I-20": Computation(rules.retention, Behind.PERSONS, Shape.SHARE),
    "I-21": Computation(rules.regions_reached, Behind.REGIONS),
    "I-22": Computation(rules.other_persons, Behind.PERSONS, by_quarter=True),
    "I-22b": Computation(rules.other_participations, Behind.PARTICIPATIONS, by_quarter=True),
}
KEY_FIGURES = ("I-1", "I-2", "I-2n", "I-3", "I-4", "I-5")
OTHER_FIGURES = tuple(code for code in COMPUTATIONS if code not in KEY_FIGURES)
# Those whose rules read tests, reports or typed numbers, which the dashboard does not fetch.
NEED_MORE_FACTS = frozenset({"I-6", "I-11", "I-11b", "I-24"})
# The rows behind them are people.
NAMES_PEOPLE = frozenset({Behind.PERSONS, Behind.PARTICIPATIONS})


def compute(codes: Iterable[str], facts: Facts, question: Question) -> dict[str, Figure]:
    """The figures of `codes`, by code."""
    return {code: COMPUTATIONS[code].rule(facts, question) for code in codes}


def as_number(figure: Figure, shape: Shape) -> int | float | None:
    """The value as a spreadsheet wants it: a number, a share in percent, rounded only here."""
    value = figure.value
    if value is None or isinstance(value, int):
        return value if shape is not Shape.SHARE or value is None else 100 * value
    places = {Shape.SHARE: 1, Shape.MEAN: 2, Shape.GAIN: 3}.get(shape, 2)
    return float(half_up(100 * value if shape is Shape.SHARE else value, places))


def half_up(value: int | Fraction, places: int) -> Fraction:
    """The exact value rounded to `places` decimals, halves away from zero, as a reader does it by hand."""
    scale = 10**places
    scaled = abs(Fraction(value)) * scale
    rounded = Fraction(int(scaled + Fraction(1, 2)), scale)
    return rounded if value >= 0 else -rounded

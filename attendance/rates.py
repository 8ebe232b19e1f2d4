"""How much of a session someone attended, and whether that reaches the threshold: the pure rules.

Time is counted in half-minutes: a partial mark is worth half of its slot, and half of 175 minutes is not whole.
Nothing is rounded and nothing is a float, so that 80 % means 80 %.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import MarkStatus

# Half-minutes credited per minute of the slot. A slot without a mark counts like an absence.
CREDIT = {MarkStatus.PRESENT: 2, MarkStatus.HALF: 1, MarkStatus.ABSENT: 0, MarkStatus.EXCUSED: 0}


class ThresholdState(models.TextChoices):
    """Where a participant stands while a session runs, and at its end."""

    REACHED = "reached", _("Reached")
    REACHABLE = "reachable", _("Within reach")
    MISSED = "missed", _("Out of reach")


def credited_halves(status: str | None, minutes: int) -> int:
    """The half-minutes a mark earns in a slot of `minutes`; None is an unmarked slot."""
    return CREDIT.get(status, 0) * minutes  # type: ignore[call-overload]


def attended_halves(marks: Iterable[tuple[str | None, int, bool]]) -> int:
    """The half-minutes attended, from (status, minutes of the slot, whether the slot took place)."""
    return sum(credited_halves(status, minutes) for status, minutes, took_place in marks if took_place)


def due_halves(slots: Iterable[tuple[int, bool]]) -> int:
    """The half-minutes due, from (minutes, whether the slot took place)."""
    return sum(2 * minutes for minutes, took_place in slots if took_place)


def reaches_threshold(attended: int, due: int, threshold: int) -> bool:
    """Whether `attended` out of `due`, in the same unit, is at least `threshold` percent.

    A session in which nothing was due is attended by nobody. Source: the counting rules of the indicators
    ("100 × attended ≥ τ × due", compared as integers).
    """
    return due > 0 and 100 * attended >= threshold * due


def threshold_state(attended: int, due: int, still_open: int, threshold: int) -> ThresholdState:
    """The state of one participant when `still_open` of `due` has not been marked yet."""
    if reaches_threshold(attended, due, threshold):
        return ThresholdState.REACHED
    if still_open > 0 and reaches_threshold(attended + still_open, due, threshold):
        return ThresholdState.REACHABLE
    return ThresholdState.MISSED


def half_days_needed(slots: int, threshold: int) -> int:
    """How many of `slots` equal half-days reach `threshold` percent: 4 of 4, 5 of 6 at 80 %."""
    return -(-threshold * slots // 100)


def took_place_enough(slots: Iterable[tuple[int, bool]]) -> bool:
    """Whether at least half of the planned minutes took place, from (minutes, whether the slot took place).

    Below that a session is interrupted and counts nowhere.
    """
    happened = planned = 0
    for minutes, took_place in slots:
        planned += minutes
        happened += minutes if took_place else 0
    return 2 * happened >= planned

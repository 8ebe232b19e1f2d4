"""The arithmetic of passing, in whole numbers: a rounded share would let 59.6 % pass a mark of 60."""

from __future__ import annotations

MINUTES_OF_A_HALF_DAY = 180
MINUTES_OF_A_DAY = 2 * MINUTES_OF_A_HALF_DAY


def is_passed(points: int, points_possible: int, pass_mark: int | None) -> bool:
    """Whether `points` of `points_possible` reach `pass_mark` percent. Without a pass mark, taking part is enough."""
    return 100 * points >= (pass_mark or 0) * points_possible


def least_part(total: int, percent: int) -> int:
    """The smallest whole number of `total` parts that reaches `percent`: 80 % of 6 half-days are 5."""
    return -(-percent * total // 100)


def half_days(minutes: int) -> int:
    """How many half-days of 180 minutes a duration takes; a started half-day counts."""
    return -(-minutes // MINUTES_OF_A_HALF_DAY)


def whole_days(minutes: int) -> int | None:
    """The duration in training days of 360 minutes, None when it is not a whole number of days."""
    days, rest = divmod(minutes, MINUTES_OF_A_DAY)
    return days if days and not rest else None


def whole_percent(part: int, total: int) -> int:
    """A share for display only, rounded down so that 100 % means all of it."""
    return 100 * part // total if total else 0

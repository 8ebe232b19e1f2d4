from __future__ import annotations

import pytest

from courses.scoring import half_days, is_passed, least_part, whole_days, whole_percent


@pytest.mark.parametrize(
    ("points", "possible", "mark", "passed"),
    [
        (3, 5, 60, True),  # exactly the mark
        (2, 5, 60, False),
        (14, 20, 70, True),
        (13, 20, 70, False),
        (2, 3, 67, False),  # 66.66 % is not rounded up
        (2, 3, 66, True),
        (0, 5, 0, True),
        (0, 5, None, True),  # no mark: taking part is enough
        (5, 5, 100, True),
        (99, 100, 100, False),
    ],
)
def test_passing_compares_whole_numbers(points: int, possible: int, mark: int | None, passed: bool) -> None:
    assert is_passed(points, possible, mark) is passed


@pytest.mark.parametrize("percent", [0, 1, 33, 50, 60, 66, 67, 80, 99, 100])
def test_least_part_is_the_smallest_number_that_passes(percent: int) -> None:
    for total in range(1, 41):
        needed = least_part(total, percent)
        assert is_passed(needed, total, percent)
        assert needed == 0 or not is_passed(needed - 1, total, percent)


@pytest.mark.parametrize(
    ("minutes", "halves", "days"),
    [(180, 1, None), (360, 2, 1), (540, 3, None), (720, 4, 2), (1, 1, None), (361, 3, None)],
)
def test_durations_in_half_days_and_days(minutes: int, halves: int, days: int | None) -> None:
    assert (half_days(minutes), whole_days(minutes)) == (halves, days)


def test_a_share_is_rounded_down_so_that_all_means_all() -> None:
    assert [whole_percent(2, 3), whole_percent(199, 200), whole_percent(3, 3), whole_percent(0, 0)] == [66, 99, 100, 0]

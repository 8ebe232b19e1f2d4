"""The whole plan of the demonstration, from its seed and the day it is loaded."""

from __future__ import annotations

import datetime

from .network import Staffing, plan_organisations
from .planned import DemoPlan
from .training import Training

# Before this day the last follow-up visits of the two years would lie in the future.
EARLIEST = datetime.date(2026, 7, 1)


def make_plan(seed: int, today: datetime.date) -> DemoPlan:
    """The same seed and day give the same plan, on any machine.

    Raises ValueError when `today` is before the end of the demonstration's two years.
    """
    if today < EARLIEST:
        raise ValueError(f"The demonstration plays from January 2024 to December 2025: its today is not {today}.")
    organisations = plan_organisations()
    persons, accounts = Staffing(seed).plan()
    training = Training(seed, organisations, persons)
    sessions = training.past()
    coming = training.coming(today)
    return DemoPlan(
        seed=seed,
        today=today,
        organisations=organisations,
        persons=[*persons, *training.duplicates],
        accounts=accounts,
        sessions=sessions,
        coming=coming,
    )

"""The whole plan of the demonstration, from its seed and the day it is loaded."""

from __future__ import annotations

import datetime
from dataclasses import replace

from .network import Staffing, plan_desks, plan_organisations
from .planned import DemoPlan, PlannedSession
from .training import Training

# Before this day the certificates that have expired by now would still be valid.
EARLIEST = datetime.date(2026, 3, 1)


def make_plan(seed: int, today: datetime.date) -> DemoPlan:
    """The same seed and day give the same plan, on any machine.

    Raises ValueError when `today` is before the end of the demonstration's two years.
    """
    if today < EARLIEST:
        raise ValueError(f"The demonstration plays from January 2024 to December 2025: its today is not {today}.")
    organisations = plan_organisations(today)
    persons, accounts = Staffing(seed).plan()
    training = Training(seed, organisations, persons)
    sessions = [_until(today, row) for row in training.past()]
    coming = training.coming(today)
    return DemoPlan(
        seed=seed,
        today=today,
        organisations=organisations,
        persons=[*persons, *training.duplicates, *plan_desks()],
        accounts=accounts,
        sessions=sessions,
        coming=coming,
    )


def _until(today: datetime.date, session: PlannedSession) -> PlannedSession:
    """Without the visits that are still to come."""
    return replace(session, follow_ups=tuple(row for row in session.follow_ups if row.happened_on <= today))

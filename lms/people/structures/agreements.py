"""When a partnership agreement asks for attention: pure rules on dates.

Agreements run for three years, all from about the same day, and a unit without one has no funds: whoever looks
after it is told 90 and 30 days before. The last day of an agreement still belongs to it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q

# Days before the end of an agreement.
EARLY, LATE = 90, 30
ENDING, ENDING_SOON, ENDED = "ending", "soon", "ended"


@dataclass(frozen=True)
class Alert:
    """What is to be said of an agreement: its level ("ending", "soon" or "ended"), its last day, the days left."""

    level: str
    last_day: datetime.date
    days_left: int


def alert_for(last_day: datetime.date | None, day: datetime.date) -> Alert | None:
    """The alert of an agreement on `day`: none without a last day, or with more than 90 days to go."""
    if last_day is None:
        return None
    days_left = (last_day - day).days
    if days_left > EARLY:
        return None
    level = ENDED if days_left < 0 else ENDING_SOON if days_left <= LATE else ENDING
    return Alert(level, last_day, days_left)


def alerted(level: str, day: datetime.date) -> Q:
    """The condition on organisations whose agreement has this alert on `day`; "ending" holds those ending soon."""
    if level == ENDED:
        return Q(agreement_to__lt=day)
    within = LATE if level == ENDING_SOON else EARLY
    return Q(agreement_to__range=(day, day + datetime.timedelta(days=within)))

"""How long attendance must stay attributable: the audit of the figures ends years after the action plan."""

from __future__ import annotations

import datetime

from attendance.models import Registration
from lms.people.privacy.pseudonymising import register_free_texts
from lms.people.privacy.retention import ATTENDANCE, register_hold

from .models import Restatement
from .selectors import the_commitment


def counted_persons(today: datetime.date) -> set[int]:
    """Everybody with a registration, until five years after the end of the action plan."""
    if the_commitment().ends_on < ATTENDANCE.before(today):
        return set()
    return set(Registration.objects.order_by().values_list("person_id", flat=True).distinct())


def register() -> None:
    """Add the hold and the free text of this app. Frozen rows hold numbers of records, never names."""
    register_hold(ATTENDANCE, counted_persons)
    register_free_texts(Restatement, "reason")

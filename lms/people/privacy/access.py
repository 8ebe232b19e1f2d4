"""The access log: who else opened, exported or printed a person's record, told to that person as counts by role.

One row per viewer, role, act and day, with a count. Source: ASVS 16.3.2 (access to sensitive data is logged);
Law 09-08 (the person may know the recipients of their data). The rows are kept for twelve months (`retention`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from ..enums import AccessAct, Role
from ..models import Person, PersonAccess
from ..scopes import reach_of

# The role that is named when several would open the same record: the one that reaches furthest.
RANK = (
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.MINISTRY_OFFICER,
    Role.TERRITORIAL_COORDINATOR,
    Role.UPE_COORDINATOR,
    Role.TRAINER,
    Role.CONTENT_EDITOR,
    Role.LEARNER,
)
# How a row leads to the person it is about.
WAYS_TO_PERSON = ("person", "registration__person", "user__person")
BATCH = 500


def note_access(viewer: Any, persons: Iterable[Person | int], act: str, *, by: Sequence[Role] = RANK) -> None:
    """Count that `viewer` opened, exported or printed the records of `persons` (rows or numbers).

    One statement for up to 500 persons. Oneself is not counted, nor a visitor who is not signed in. `by` names the
    roles that open this screen, the first one held is noted.
    """
    reach = reach_of(viewer)
    if not getattr(viewer, "pk", None):
        return
    numbers = sorted({row if isinstance(row, int) else row.pk for row in persons} - {reach.person_id})
    role = next((role for role in (*by, *RANK) if reach.has_role(role)), Role.LEARNER)
    for start in range(0, len(numbers), BATCH):
        _count(numbers[start : start + BATCH], viewer.pk, role, act)


def _count(persons: list[int], viewer: int, role: str, act: str) -> None:
    """Insert or add one. Written out because the ORM cannot add to the old value on a conflict."""
    table = connection.ops.quote_name(PersonAccess._meta.db_table)
    day = connection.ops.adapt_datefield_value(timezone.localdate())
    row = "(%s, %s, %s, %s, %s, 1)"
    statement = (
        f"INSERT INTO {table} (person_id, viewer_id, role, act, day, times) "  # noqa: S608  (a table name of ours)
        f"VALUES {', '.join([row] * len(persons))} "
        f"ON CONFLICT (person_id, viewer_id, role, act, day) DO UPDATE SET times = {table}.times + 1"
    )
    values = [value for person in persons for value in (person, viewer, str(role), str(act), day)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def way_to_person(model: type[models.Model]) -> str | None:
    """The path from a row of `model` to the person it is about; None when it is about nobody."""
    if model is Person:
        return "pk"
    for way in WAYS_TO_PERSON:
        step: Any = model
        try:
            for name in way.split("__"):
                step = step._meta.get_field(name).related_model
        except FieldDoesNotExist:
            continue
        if step is Person:
            return way
    return None


def note_opened_row(sender: type[models.Model], pk: Any, user: Any, **_signal: Any) -> None:
    """A screen of the administration showed a row: count it when it is, or belongs to, somebody."""
    way = way_to_person(sender)
    if way is None:
        return
    found = [int(pk)] if way == "pk" else sender._default_manager.filter(pk=pk).values_list(way, flat=True)
    note_access(user, [number for number in found if number], AccessAct.OPENED)


def accesses_by_month(person: Person) -> Any:
    """How often each role opened, exported or printed the record, by month, newest first: never who."""
    return (
        PersonAccess.objects.filter(person=person)
        .annotate(month=TruncMonth("day"))
        .order_by()
        .values("month", "role", "act")
        .annotate(total=Sum("times"))
        .order_by("-month", "role", "act")
    )

"""What the register of one day shows: its half-days, who is marked, and where the eye should go."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from .models import Session, Slot
from .selectors import RegisterRow, register_of


@dataclass(frozen=True)
class Column:
    """A half-day of the day. `number` is 1 or 2, as the page's two tabs know it."""

    slot: Slot
    number: int
    marked: int
    # It is being marked: some are and some are not, or it is the first of the day nobody is marked in.
    is_current: bool
    # It is due and may be written.
    is_due: bool


@dataclass(frozen=True)
class Line:
    row: RegisterRow
    # The half-days in which this person is the one still to mark.
    missing: list[Slot]


@dataclass(frozen=True)
class RegisterDay:
    day: datetime.date
    days: list[datetime.date]
    columns: list[Column]
    lines: list[Line]
    # The tab that is open on a phone.
    view: int
    saved_at: datetime.datetime | None

    @property
    def marked(self) -> int:
        return sum(column.marked for column in self.columns if column.slot.took_place)

    @property
    def total(self) -> int:
        return len(self.lines) * sum(column.slot.took_place for column in self.columns)

    @property
    def is_due(self) -> bool:
        return any(column.is_due for column in self.columns)

    @property
    def is_future(self) -> bool:
        return bool(self.columns) and not self.is_due and any(column.slot.took_place for column in self.columns)


def register_day(
    session: Session, slots: Sequence[Slot], day: datetime.date, today: datetime.date, *, view: str = ""
) -> RegisterDay:
    """The register of `day`, one of the days of `slots` (all the half-days of the session)."""
    of_day = [slot for slot in slots if slot.date == day]
    rows = register_of(session, of_day)
    columns = _columns(of_day, rows, today)
    current = {column.slot.pk: column.slot for column in columns if column.is_current}
    lines = [
        Line(row, [current[cell.slot.pk] for cell in row.cells if cell.slot.pk in current and not cell.mark])
        for row in rows
    ]
    moments = [cell.mark.recorded_at for row in rows for cell in row.cells if cell.mark]
    opened = int(view) if view in {"1", "2"} else next((column.number for column in columns if column.is_current), 1)
    return RegisterDay(
        day=day,
        days=sorted({slot.date for slot in slots}),
        columns=columns,
        lines=lines,
        view=min(opened, len(columns)),
        saved_at=max(moments, default=None),
    )


def _columns(slots: Sequence[Slot], rows: Sequence[RegisterRow], today: datetime.date) -> list[Column]:
    columns: list[Column] = []
    waiting = True
    for index, slot in enumerate(slots):
        marked = sum(row.cells[index].mark is not None for row in rows)
        is_due = slot.took_place and slot.date <= today
        unfinished = is_due and marked < len(rows)
        columns.append(
            Column(slot, index + 1, marked, is_current=unfinished and (marked > 0 or waiting), is_due=is_due)
        )
        waiting = waiting and not unfinished
    return columns

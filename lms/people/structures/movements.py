"""Stays at an organisation, and who came and left: pure rules over affiliations.

An affiliation is split when its profession, its rank among several or the managing association changes. Whoever
reads about arrivals and departures means the whole stay, from the first part to the last.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..models import Affiliation, Person

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """The days of one person at one organisation without a gap: affiliations that follow one another."""

    parts: tuple[Affiliation, ...]

    @property
    def person(self) -> Person:
        return self.parts[0].person

    @property
    def last(self) -> Affiliation:
        """The part that says what the person was at the end."""
        return self.parts[-1]

    @property
    def started_on(self) -> datetime.date:
        return self.parts[0].started_on

    @property
    def ended_on(self) -> datetime.date | None:
        return self.last.ended_on


def stays(affiliations: Iterable[Affiliation]) -> list[Stay]:
    """The affiliations joined where one begins the day after another ends (or earlier), in the order of their start."""
    of_one: dict[tuple[int, int], list[Affiliation]] = defaultdict(list)
    for row in affiliations:
        of_one[row.person_id, row.organisation_id].append(row)
    found = []
    for rows in of_one.values():
        rows.sort(key=lambda row: (row.started_on, row.pk))
        parts = [rows[0]]
        for row in rows[1:]:
            end = parts[-1].ended_on
            if end is None or row.started_on <= end + DAY:
                parts.append(row)
            else:
                found.append(Stay(tuple(parts)))
                parts = [row]
        found.append(Stay(tuple(parts)))
    return sorted(found, key=lambda stay: (stay.started_on, stay.parts[0].pk))


def year_before(day: datetime.date) -> datetime.date:
    """The same day of the year before; the last of February for a leap day."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def arrivals(found: Iterable[Stay], day: datetime.date) -> list[Stay]:
    """The stays begun in the year up to `day`, the latest first."""
    return sorted(
        (stay for stay in found if year_before(day) < stay.started_on <= day),
        key=lambda stay: stay.started_on,
        reverse=True,
    )


def departures(found: Iterable[Stay], day: datetime.date) -> list[Stay]:
    """The stays over before `day` that ended in the year before it, the latest first."""
    over = [(stay.ended_on, stay) for stay in found if stay.ended_on and year_before(day) <= stay.ended_on < day]
    return [stay for _last_day, stay in sorted(over, key=lambda pair: pair[0], reverse=True)]

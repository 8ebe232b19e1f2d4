"""Everything the portal keeps about one person, part by part: one collector for the page and for the exports.

Each app tells its own part in its `personal_data` module, loaded when the app is ready: `lms.people` knows none of
the apps above it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.dates import long_date

from ..models import Person
from . import notice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Places of the parts, by tens: each app takes its own.
IDENTITY, TRAINING, LEARNING, CERTIFICATES, ACCOUNT = 100, 200, 300, 400, 500
Rows = Callable[[Person], Iterable[Sequence[Any]]]


@dataclass(frozen=True)
class Coded:
    """A code for machines, with the words a reader sees."""

    code: str
    words: Any


@dataclass(frozen=True)
class Part:
    """One table of the portrait: its headings by key, and the function that gives its rows."""

    code: str
    title: _StrPromise
    headings: tuple[tuple[str, _StrPromise], ...]
    rows: Rows
    order: int


@dataclass(frozen=True)
class Told:
    """A part with the rows of one person."""

    part: Part
    lines: list[Sequence[Any]]

    @property
    def code(self) -> str:
        return self.part.code

    @property
    def title(self) -> str:
        return str(self.part.title)

    @property
    def headings(self) -> list[str]:
        return [str(label) for _key, label in self.part.headings]

    @property
    def table(self) -> list[list[tuple[str, str]]]:
        """The rows as a reader sees them: (heading, words) by cell."""
        return [[(label, in_words(value)) for label, value in zip(self.headings, line, strict=True)]
                for line in self.lines]  # fmt: skip

    @property
    def as_data(self) -> list[dict[str, Any]]:
        """The rows as machines read them."""
        keys = [key for key, _label in self.part.headings]
        return [dict(zip(keys, map(plain_value, line), strict=True)) for line in self.lines]


PARTS: dict[str, Part] = {}


def register_part(
    code: str, title: _StrPromise, *, headings: Sequence[tuple[str, _StrPromise]], rows: Rows, order: int
) -> None:
    """Add a part: `rows(person)` gives its lines in the order of `headings`, in a constant number of queries."""
    PARTS[code] = Part(code, title, tuple(headings), rows, order)


def portrait_of(person: Person) -> list[Told]:
    """Every part, also the empty ones: that nothing is kept is an answer too."""
    ordered = sorted(PARTS.values(), key=lambda part: (part.order, part.code))
    return [Told(part, [tuple(line) for line in part.rows(person)]) for part in ordered]


def in_words(value: Any) -> str:
    """A value as a reader of the active language says it; nothing is a dash."""
    if isinstance(value, Coded):
        return str(value.words)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        moment = timezone.localtime(value)
        return _("%(day)s at %(time)s") % {"day": long_date(moment.date()), "time": f"{moment:%H:%M}"}
    if isinstance(value, datetime.date):
        return long_date(value)
    return "–" if value is None or value == "" else str(value)


def plain_value(value: Any) -> Any:
    """A value for JSON: codes rather than words, dates and times in ISO form."""
    if isinstance(value, Coded):
        return value.code
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def as_document(person: Person) -> dict[str, Any]:
    """The portrait as one document for the person to keep."""
    return {
        "portal": "Takwin",
        "person": str(person.uuid),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "notice_version": notice.VERSION,
        "parts": {told.code: told.as_data for told in portrait_of(person)},
    }

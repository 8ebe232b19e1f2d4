"""What the register already knows, read once for a whole file: persons by name, and where they work."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lms.core.text import fold

from ..enums import Sex
from ..models import Affiliation, Person
from .rows import PersonRow

ALPHABETS = (("given_name", "family_name"), ("given_name_ar", "family_name_ar"))


@dataclass(frozen=True)
class Span:
    """The days somebody works at an organisation, both ends included; an empty end is open."""

    organisation_id: int
    started_on: datetime.date
    ended_on: datetime.date | None = None
    is_primary: bool = False

    def covers(self, day: datetime.date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)

    def overlaps(self, start: datetime.date, end: datetime.date | None) -> bool:
        return (end is None or self.started_on <= end) and (self.ended_on is None or start <= self.ended_on)


def exact_names(person: Any) -> tuple[str, str]:
    """The folded Latin and Arabic names, whatever the order of given and family name; empty where there is none."""
    latin, arabic = (
        " ".join(sorted(fold(f"{getattr(person, given)} {getattr(person, family)}").split()))
        for given, family in ALPHABETS
    )
    return latin, arabic


def share_a_name(one: Any, other: Any) -> bool:
    """Whether the names agree in one alphabet and disagree in none."""
    pairs = [
        (mine, theirs) for mine, theirs in zip(exact_names(one), exact_names(other), strict=True) if mine and theirs
    ]
    return bool(pairs) and all(mine == theirs for mine, theirs in pairs)


def share_an_address(one: Any, other: Any) -> bool:
    """Whether both have the same phone or the same e-mail."""
    return bool(one.phone and one.phone == other.phone) or bool(
        one.email and one.email.casefold() == other.email.casefold()
    )


def contradict(one: Any, other: Any) -> bool:
    """Whether something both say differs: sex, or phone and e-mail together."""
    stated = {one.sex, other.sex} - {"", Sex.NOT_STATED}
    if len(stated) > 1:
        return True
    differ = [
        mine != theirs
        for mine, theirs in ((one.phone, other.phone), (one.email.casefold(), other.email.casefold()))
        if mine and theirs
    ]
    return bool(differ) and all(differ)


class Register:
    """The persons a user sees and their affiliations. Two queries, whatever the file."""

    def __init__(self, user: Any) -> None:
        persons = Person.objects.visible_to(user).filter(pseudonymised_at__isnull=True)
        self.persons = {person.pk: person for person in persons}
        self._by_name: dict[str, set[int]] = defaultdict(set)
        for person in self.persons.values():
            for key in filter(None, exact_names(person)):
                self._by_name[key].add(person.pk)
        self.spans: dict[int, list[Span]] = defaultdict(list)
        rows = Affiliation.objects.filter(person__in=persons.values("pk")).values_list(
            "person_id", "organisation_id", "started_on", "ended_on", "is_primary"
        )
        for person_id, organisation_id, started_on, ended_on, is_primary in rows.order_by("pk"):
            self.spans[person_id].append(Span(organisation_id, started_on, ended_on, is_primary))

    def spans_at(self, person_id: int, organisation_id: int | None) -> list[Span]:
        """The days of a person at one organisation."""
        return [span for span in self.spans.get(person_id, ()) if span.organisation_id == organisation_id]

    def find_known(self, row: PersonRow) -> int | None:
        """The person this row is certainly about; None when there is none, or a human has to say.

        Certain is: the same name, nothing that contradicts, and the same phone, e-mail or organisation, of one person
        only. Among several, the one whose record says all that the row says: so a file read twice finds its own.
        """
        ids = {pk for key in filter(None, exact_names(row)) for pk in self._by_name.get(key, ())}
        known = [
            person
            for person in (self.persons[pk] for pk in sorted(ids))
            if share_a_name(row, person)
            and not contradict(row, person)
            and (share_an_address(row, person) or self.spans_at(person.pk, row.organisation_id))
        ]
        if len(known) > 1:
            known = [person for person in known if self._says_it_all(person, row)][:1]
        return known[0].pk if known else None

    def _says_it_all(self, person: Person, row: PersonRow) -> bool:
        same = all(
            getattr(person, name) == value
            for name, value in row.facts().items()
            if name not in {"sex", "language"} and value
        )
        nothing_more = (person.phone == row.phone) and (person.email == row.email)
        there = any(span.started_on == row.started_on for span in self.spans_at(person.pk, row.organisation_id))
        return same and nothing_more and there

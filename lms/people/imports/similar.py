"""Persons of the register who may be those of a file: the one place where an import asks the matching rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..matching import Identity, compare, name_keys
from ..models import Person

SAME_EMAIL, SAME_PHONE, SAME_NAME = "same_email", "same_phone", "same_name"
POINTS = {SAME_EMAIL: 60, SAME_PHONE: 50, SAME_NAME: 40}


@dataclass(frozen=True)
class Likeness:
    """How sure it is that two are one (0 to 100), and why, as codes."""

    score: int
    reasons: tuple[str, ...]


def similar_persons(candidates: list[Any], *, user: Any) -> list[list[tuple[Person, Any]]]:
    """For each candidate the persons of the user's scope who may be the same, best first. One query."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.visible_to(user):
        for key in _keys(person):
            found[key].append(person)
    return [
        _alike(candidate, {p.pk: p for key in _keys(candidate) for p in found.get(key, ())}) for candidate in candidates
    ]


def _keys(person: Identity) -> Iterable[str]:
    return filter(None, (person.email.casefold(), person.phone, *name_keys(person)))


def _alike(candidate: Any, persons: dict[int, Person]) -> list[tuple[Person, Likeness]]:
    pairs = []
    for person in persons.values():
        reasons = compare(candidate, person)
        codes = tuple(code for code in POINTS if getattr(reasons, code))
        pairs.append((person, Likeness(min(100, sum(POINTS[code] for code in codes)), codes)))
    return sorted(pairs, key=lambda pair: (-pair[1].score, pair[0].pk))

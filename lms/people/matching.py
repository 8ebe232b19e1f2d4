"""How likely two records are the same human being: pure rules over plain rows.

A human decides in every case: the rule only says which pairs are worth a look, how certain it is and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lms.core.text import fold

# From this certainty (0–100) on a pair is worth asking about.
LIKELY = 60


class Identity(Protocol):
    """What is known of a person. `sex` and `places` (see Place) are read too where a row has them."""

    given_name: str
    family_name: str
    given_name_ar: str
    family_name_ar: str
    phone: str
    email: str


Known = TypeVar("Known", bound=Identity)


@dataclass(frozen=True)
class Match:
    """How certain it is that two records are one person (0–100), and the codes of what they share."""

    score: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def name_keys(person: Identity) -> frozenset[str]:
    """The folded full names of a person, one per alphabet, whatever the order of given and family name."""
    pairs = ((person.given_name, person.family_name), (person.given_name_ar, person.family_name_ar))
    return frozenset(" ".join(sorted(fold(" ".join(pair)).split())) for pair in pairs if all(pair))


def compare(one: Identity, other: Identity) -> Match:
    """The certainty that `one` and `other` are the same person. Empty values are never shared."""
    same_email = bool(one.email) and one.email.casefold() == other.email.casefold()
    same_phone = bool(one.phone) and one.phone == other.phone
    same_name = not name_keys(one).isdisjoint(name_keys(other))
    found = {"same_name": same_name, "same_phone": same_phone, "same_email": same_email}
    reasons = tuple(code for code, holds in found.items() if holds)
    return Match(min(100, 60 + 20 * len(reasons)) if reasons else 0, reasons)


def lookalikes(candidate: Identity, persons: Iterable[Known]) -> list[tuple[Known, Match]]:
    """The persons that may be the candidate, the most certain first."""
    compared = ((person, compare(candidate, person)) for person in persons)
    return sorted((pair for pair in compared if pair[1].is_likely), key=lambda pair: -pair[1].score)

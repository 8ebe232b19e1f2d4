"""Which records may be the same human being: pure rules over plain rows.

The names of a person are compared folded; a human decides in every case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from lms.core.text import fold


class Identity(Protocol):
    """What is known of a person."""

    given_name: str
    family_name: str
    given_name_ar: str
    family_name_ar: str
    phone: str
    email: str


@dataclass(frozen=True)
class Reasons:
    """Why two records look alike."""

    same_email: bool = False
    same_phone: bool = False
    same_name: bool = False

    def __bool__(self) -> bool:
        return self.same_email or self.same_phone or self.same_name


def name_keys(person: Identity) -> frozenset[str]:
    """The folded full names of a person, one per alphabet, whatever the order of given and family name."""
    pairs = ((person.given_name, person.family_name), (person.given_name_ar, person.family_name_ar))
    return frozenset(" ".join(sorted(fold(" ".join(pair)).split())) for pair in pairs if all(pair))


def compare(one: Identity, other: Identity) -> Reasons:
    """What `one` and `other` share. Empty values are never shared."""
    return Reasons(
        same_email=bool(one.email) and one.email.casefold() == other.email.casefold(),
        same_phone=bool(one.phone) and one.phone == other.phone,
        same_name=not name_keys(one).isdisjoint(name_keys(other)),
    )


def lookalikes(candidate: Identity, persons: Iterable[Identity]) -> list[tuple[Identity, Reasons]]:
    """The persons that may be the candidate, each with the reasons, in the order given."""
    compared = ((person, compare(candidate, person)) for person in persons)
    return [(person, reasons) for person, reasons in compared if reasons]

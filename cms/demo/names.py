"""Invented names: random pairs from two lists of usual names, each written in both alphabets."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from . import facts


@dataclass(frozen=True)
class Name:
    """A full name in Latin and Arabic letters."""

    given: str
    family: str
    given_ar: str
    family_ar: str

    @property
    def address(self) -> str:
        """The name as the part of an e-mail address before the @."""
        return ".".join(_plain_letters(part) for part in (self.given, self.family))


class NameMaker:
    """Draws names that differ from one another in both alphabets, and from those `taken` beforehand."""

    def __init__(self, rng: random.Random, taken: set[tuple[str, str]]) -> None:
        self.rng = rng
        self.taken = set(taken)
        self.given: dict[str, list[dict[str, str]]] = {"female": [], "male": []}
        for row in facts.table("given_names"):
            self.given[row["sex"]].append(row)
        self.families = facts.table("family_names")
        self.waiting: list[dict[str, str]] = []

    def draw(self, sex: str) -> Name:
        """A new name for "female" or "male". Every family name comes once before any comes twice."""
        while True:
            if not self.waiting:
                self.waiting = self.rng.sample(self.families, len(self.families))
            given, family = self.rng.choice(self.given[sex]), self.waiting.pop()
            full = given["arabic"], family["arabic"]
            if full not in self.taken:
                self.taken.add(full)
                return Name(given["latin"], family["latin"], *full)


# How a clerk who hears a name writes it differently: the first rule that changes it applies.
RESPELLINGS = (("El ", "Al "), ("Aït ", "Ayt "), ("Bou", "Bu"), ("ou", "u"), ("K", "Q"), ("ch", "sh"))


def respelled(family: str) -> str:
    """Another usual spelling of a family name in Latin letters; the same one when there is none."""
    for usual, other in RESPELLINGS:
        if usual in family:
            return family.replace(usual, other, 1)
    return family


def _plain_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if "a" <= char <= "z")

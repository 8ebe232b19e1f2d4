"""Pairs of records of which a human said whether they are one person.

matching_pairs.csv: `one` and `other` are written "given name · family name", with both alphabets on the sides of a
slash; the last two columns hold what else is known, as "phone=…; org=…; province=…; sex=…; job=…; email=…".
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from lms.people.matching import Place
from lms.people.names.reading import is_arabic

TABLE = Path(__file__).with_name("matching_pairs.csv")


@dataclass(frozen=True)
class Somebody:
    given_name: str = ""
    family_name: str = ""
    given_name_ar: str = ""
    family_name_ar: str = ""
    phone: str = ""
    email: str = ""
    sex: str = ""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class LabelledPair:
    same: bool
    why: str
    one: Somebody
    other: Somebody

    @property
    def across_scripts(self) -> bool:
        """Whether the two records share no alphabet."""
        return bool(self.one.given_name) != bool(self.other.given_name) and bool(self.one.given_name_ar) != bool(
            self.other.given_name_ar
        )

    def __str__(self) -> str:
        one, other = (
            " ".join(filter(None, (side.given_name, side.family_name, side.given_name_ar, side.family_name_ar)))
            for side in (self.one, self.other)
        )
        return f"{self.why}: {one} | {other}"


def somebody(names: str, about: str = "") -> Somebody:
    facts = dict(fact.strip().split("=") for fact in about.split(";") if fact.strip())
    for written in names.split("/"):
        given, family = (part.strip() for part in written.split("·"))
        ending = "_ar" if is_arabic(written) else ""
        facts |= {f"given_name{ending}": given, f"family_name{ending}": family}
    place = Place(facts.pop("org", None), facts.pop("province", None), facts.pop("job", ""))
    return Somebody(**facts, places=() if place == Place() else (place,))


def labelled_pairs(table: Path = TABLE) -> list[LabelledPair]:
    with table.open(encoding="utf-8", newline="") as lines:
        return [
            LabelledPair(
                row["same"] == "yes",
                row["why"],
                somebody(row["one"], row["about_one"]),
                somebody(row["other"], row["about_other"]),
            )
            for row in csv.DictReader(lines)
        ]

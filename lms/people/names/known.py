"""The usual names: which of them a word may be, and how little it says that two persons bear the same.

The list keeps names apart that sound alike, and never brings together what the sounds do not.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from .reading import is_arabic, readings
from .sounds import Between, distance, skeleton
from .words import words_of

TABLE = Path(__file__).with_name("usual_names.csv")
# Bits of surprise in an agreement on the name: log2 of one over its share of the bearers.
SURPRISE = {
    ("given", "very"): 4.0, ("given", "common"): 6.0, ("given", "known"): 7.0,
    ("family", "very"): 6.0, ("family", "common"): 7.5, ("family", "known"): 9.0,
}  # fmt: skip
UNUSUAL = 10.0
# An unlisted spelling is the listed name nearest to it, within this distance and this much farther than the nearest.
NEAREST, NEXT = 0.3, 0.1


@cache
def _listed() -> tuple[dict[tuple[bool, str], frozenset[int]], dict[tuple[bool, str], list[str]], dict[int, float]]:
    """Readings of the listed spellings with the names they may be, the same by skeleton, and each name's surprise."""
    names: dict[tuple[bool, str], set[int]] = defaultdict(set)
    surprise: dict[int, float] = {}
    with TABLE.open(encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            surprise[number] = SURPRISE[row["kind"], row["frequent"]]
            for spelling in (row["latin"] + " " + row["arabic"]).split():
                word = "".join(words_of(spelling))
                names[is_arabic(word), readings(word)[0].sounds].add(number)
    by_skeleton: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for arabic, sounds in names:
        by_skeleton[arabic, skeleton(sounds)].append(sounds)
    return {key: frozenset(found) for key, found in names.items()}, dict(by_skeleton), surprise


@lru_cache(maxsize=2**16)
def names_of(word: str) -> frozenset[int]:
    """The numbers of the usual names that a bare word may be. Empty for an unusual one."""
    names, by_skeleton, _surprise = _listed()
    arabic = is_arabic(word)
    for reading in readings(word):
        if found := names.get((arabic, reading.sounds)):
            return found
    between = Between.ARABIC if arabic else Between.LATIN
    sounds = readings(word)[0].sounds
    near = [
        (distance(sounds, listed, between), names[arabic, listed])
        for listed in by_skeleton.get((arabic, skeleton(sounds)), ())
    ]
    least = min((cost for cost, _found in near), default=1.0)
    if least > NEAREST:
        return frozenset()
    return frozenset().union(*(found for cost, found in near if cost <= least + NEXT))


@lru_cache(maxsize=2**16)
def surprise_of(word: str) -> float:
    """Bits of surprise in two persons sharing this word."""
    _names, _skeletons, surprise = _listed()
    return min((surprise[number] for number in names_of(word)), default=UNUSUAL)

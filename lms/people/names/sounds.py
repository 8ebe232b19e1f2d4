"""How far two readings are apart: what one must change to hear the other, weighed.

0 is the same sound; 1 is one clear consonant in place of another. What Moroccan spelling confuses costs little, and
how little depends on the alphabets: Arabic leaves short vowels out, French writes four Arabic letters as one.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .reading import MUTE, VOWELS, single


class Between(StrEnum):
    """Which alphabets the two sides are written in. ACROSS: the Latin one first."""

    LATIN = "latin"
    ARABIC = "arabic"
    ACROSS = "across"


class Costs(dict[str, float]):
    """What each pair of sounds costs. Two that nothing confuses cost 1, a vowel against a consonant a little more."""

    def __missing__(self, pair: str) -> float:
        cost = 1.2 if (pair[0] in VOWELS) != (pair[1] in VOWELS) else 1.0
        self[pair] = 0.0 if pair[0] == pair[1] else cost
        return self[pair]

    def __or__(self, other: dict[str, float]) -> Costs:  # type: ignore[override]
        return Costs({**self, **other})


# What both alphabets merge when one of them is Latin.
MERGED = str.maketrans("TSVH", "tsdh")


def _symmetric(costs: dict[str, float]) -> Costs:
    return Costs({**{pair[::-1]: cost for pair, cost in costs.items()}, **costs})


CONFUSED = _symmetric(
    {
        "kq": 0.05, "gk": 0.12, "gq": 0.15, "ck": 0.0, "cq": 0.05, "cs": 0.2, "cg": 0.4, "cC": 0.6, "gj": 0.3,
        "Jj": 0.05, "Jg": 0.1, "Jq": 0.3, "Jk": 0.4, "Gg": 0.25, "Gr": 0.35, "Gq": 0.5, "GJ": 0.4, "xk": 0.4, "xh": 0.4,
        "sz": 0.35, "Cs": 0.5, "Cj": 0.6, "nm": 0.5, "td": 0.5, "fb": 0.6,
        "nl": 0.7, "lr": 0.8, "bm": 0.8, "Dd": 0.05, "Dz": 0.15, "dz": 0.6, "jz": 0.6,
        "ae": 0.1, "ei": 0.12, "eu": 0.3, "ai": 0.6, "au": 0.6, "iu": 0.6, "Ya": 0.0, "Yi": 0.05, "Ye": 0.1, "Yu": 0.6,
        "@a": 0.0, "@e": 0.0, "@i": 0.05, "@u": 0.05, "@Y": 0.0, "Ea": 0.0, "Ee": 0.0, "Ei": 0.0, "Eu": 0.0, "E@": 0.0,
        "EY": 0.1, "Hh": 0.0, "Hx": 0.3,
    }
)  # fmt: skip
# Arabic writers know their letters: what French merges is a slip here, and long vowels are written on purpose.
CONFUSED_IN_ARABIC = CONFUSED | _symmetric(
    {
        "tT": 0.3, "sS": 0.3, "dV": 0.3, "DV": 0.2, "Dd": 0.4, "Dz": 0.4, "hH": 0.4, "kq": 0.35, "gk": 0.1, "gq": 0.15,
        "gj": 0.3, "Gg": 0.3, "Ea": 0.5, "E@": 0.4, "Ei": 0.8, "Eu": 0.8, "ai": 0.7, "au": 0.7, "iu": 0.7, "tS": 1.0,
    }
)  # fmt: skip
# A sound heard on one side only: (inside the word, at its start, at its end).
DROPPED = {
    Between.LATIN: {
        "a": (0.35, 0.15, 0.8), "e": (0.08, 0.12, 0.05), "i": (0.45, 0.15, 0.6), "u": (0.35, 0.25, 0.5),
        "h": (0.35, 0.4, 0.05), "E": (0.05, 0.05, 0.05), "l": (1.0, 0.15, 1.0),
    },
    Between.ARABIC: {
        "a": (0.3, 0.2, 0.7), "i": (0.5, 0.4, 0.7), "u": (0.45, 0.4, 0.6), "Y": (0.7, 0.7, 0.5), "@": (0.3, 0.15, 0.3),
        "h": (0.8, 0.8, 0.2), "E": (0.6, 0.5, 0.6), "l": (1.0, 0.15, 1.0),
    },
}  # fmt: skip
LATIN_ALONE = {
    "a": (0.06, 0.1, 0.8), "e": (0.02, 0.05, 0.05), "i": (0.22, 0.15, 0.7), "u": (0.1, 0.15, 0.6),
    "h": (0.4, 0.4, 0.05), "E": (0.0, 0.0, 0.0), "l": (1.0, 0.15, 1.0),
}  # fmt: skip
ARABIC_ALONE = {
    "a": (0.3, 0.1, 0.6), "i": (0.6, 0.4, 0.7), "u": (0.5, 0.3, 0.6), "Y": (0.6, 0.6, 0.5), "@": (0.1, 0.1, 0.1),
    "h": (0.5, 0.5, 0.1), "H": (0.6, 0.7, 0.6), "E": (0.0, 0.0, 0.05), "l": (1.0, 0.15, 1.0),
}  # fmt: skip
CONSONANT = (1.0, 1.0, 1.0)
# Beside another vowel a short one is hardly heard: Zaineb, Zineb.
BESIDE_A_VOWEL = {"a": 0.1, "e": 0.03}


# ه is typed for ة at the end of a word, and ي for ى.
CONFUSED_AT_THE_END = {"ha": 0.05, "ah": 0.05, "he": 0.05, "eh": 0.05}
CONFUSED_AT_AN_ARABIC_END = {**CONFUSED_AT_THE_END, "ai": 0.35, "ia": 0.35}


@lru_cache(maxsize=2**18)
def distance(one: str, other: str, between: Between, most: float = 99.0) -> float:
    """The least sum of changes from `one` to `other`, or anything above `most` when there is no lesser one.

    Symmetric, but ACROSS wants the Latin reading first.
    """
    if between != Between.ARABIC:
        one, other = single(one.translate(MERGED)), single(other.translate(MERGED))
    if one == other:
        return 0.0
    confused = CONFUSED_IN_ARABIC if between == Between.ARABIC else CONFUSED
    drop_one, drop_other = _dropping(one, other, between)
    row = [0.0]
    for cost in drop_other:
        row.append(row[-1] + cost)
    for sound, drop in zip(one, drop_one, strict=True):
        last, before = row, row[0] + drop
        row = [before]
        for j, heard in enumerate(other):
            before = min(last[j] + confused[sound + heard], last[j + 1] + drop, before + drop_other[j])
            row.append(before)
        if min(row) > most:
            return most + 1.0
    at_the_end = CONFUSED_AT_THE_END if between == Between.LATIN else CONFUSED_AT_AN_ARABIC_END
    return min(row[-1], last[-2] + at_the_end.get(one[-1:] + other[-1:], 99.0)) if one and other else row[-1]


def _dropping(one: str, other: str, between: Between) -> tuple[list[float], list[float]]:
    if between == Between.ACROSS:
        return _costs(one, LATIN_ALONE), _costs(other, ARABIC_ALONE)
    return _costs(one, DROPPED[between]), _costs(other, DROPPED[between])


def _costs(sounds: str, dropped: dict[str, tuple[float, float, float]]) -> list[float]:
    costs = []
    for place, sound in enumerate(sounds):
        inside, at_start, at_end = dropped.get(sound, CONSONANT)
        cost = at_start if place == 0 else at_end if place == len(sounds) - 1 else inside
        beside = sounds[place + 1 : place + 2] or "-"
        if sound in BESIDE_A_VOWEL and beside in VOWELS and place:
            cost = min(cost, BESIDE_A_VOWEL[sound])
        costs.append(cost)
    return costs


# Consonants that some speller confuses fall into one class; the weak ones (h, ع) into none.
CLASSES = str.maketrans("TSVDzqcgGJjC", "tsddskkkkjjs", "aeiuY@EhHx")


@lru_cache(maxsize=2**16)
def skeleton(sounds: str) -> str:
    """The firm consonants of a reading in their classes: equal for most spellings of a name in either alphabet."""
    return sounds.translate(CLASSES)


def weight(sounds: str) -> int:
    """How many sounds carry a reading: its consonants, at least two."""
    return max(2, sum(sound not in VOWELS and sound not in MUTE for sound in sounds))


def far_apart(one: str, other: str) -> bool:
    """Whether two readings cannot be near: the cheap test before the careful one."""
    bones, others = skeleton(one), skeleton(other)
    allowed = 1 + max(len(bones), len(others)) // 4
    return Levenshtein.distance(bones, others, score_cutoff=allowed) > allowed

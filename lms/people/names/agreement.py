"""How well two written names agree, and what that agreement is worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from .known import names_of, surprise_of
from .reading import Reading, is_arabic, readings, single
from .sounds import Between, distance, far_apart, weight
from .words import words_of

# Distance at which names stop agreeing at all, per sound that carries them.
PATIENCE = 0.35
SAME = 0.82
NEAR = 0.7
HEARD = 0.25
# Two usual names that are not the same one: Hassan and Hussein are no misspellings of each other.
OTHER_NAME = 0.2
SAME_NAME = 0.95
AN_INITIAL = 0.8
# One of two given names left out, as forms do: Mohamed Amine, Amine.
ONE_LEFT_OUT = 0.8
MOST_WORDS = 4


@dataclass(frozen=True)
class Agreement:
    """`degree` 0–1; `surprise` in bits says how rarely two different persons would agree like that."""

    degree: float = 0.0
    surprise: float = 0.0


NONE = Agreement()


def agreement(one: str, other: str) -> Agreement:
    """How well two given names, or two family names, agree, each written in either alphabet. Symmetric."""
    if not one or not other:
        return NONE
    if (is_arabic(one), one) > (is_arabic(other), other):
        one, other = other, one
    return _agreement(one, other)


@lru_cache(maxsize=2**18)
def _agreement(one: str, other: str) -> Agreement:
    words, others = words_of(one), words_of(other)
    found = _aligned(words[:MOST_WORDS], others[:MOST_WORDS])
    if words and others and len(words) != len(others) and found.degree < SAME:
        whole = _joined(words, others)
        if whole >= SAME:
            found = Agreement(whole, max(map(_surprise, words + others)))
    return found


def _joined(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    """How well two names agree written without spaces: Fatimazahra, فاطمة الزهراء."""
    between = _between(words[0], others[0])
    return max(_closeness(one, other, between) for one in _lines(words) for other in _lines(others))


def _lines(words: tuple[str, ...]) -> tuple[Reading, ...]:
    """A name read without spaces, each word without its article or each with it."""
    if len(words) == 1:
        return readings(words[0])
    return tuple(Reading(single("".join(readings(word)[place].sounds for word in words))) for place in (0, -1))


def _surprise(word: str) -> float:
    return 0.5 if len(word) == 1 else surprise_of(word)


def line_agreement(one: tuple[str, str], other: tuple[str, str]) -> Agreement:
    """How well two whole names agree word by word, wherever the given name ends and the family name begins."""
    words, others = (words_of(" ".join(side)) for side in (one, other))
    if words and is_arabic(words[0]):
        words, others = others, words
    return _aligned(words[:MOST_WORDS], others[:MOST_WORDS])


def _aligned(words: tuple[str, ...], others: tuple[str, ...]) -> Agreement:
    """The best pairing of words: every word of the shorter name must find its own in the longer one."""
    best = NONE
    if not words or not others:
        return best
    turned = len(words) > len(others)
    fewer, more = (others, words) if turned else (words, others)
    for order in permutations(more, len(fewer)):
        pairs = [
            _word_agreement(*((heard, word) if turned else (word, heard)))
            for word, heard in zip(fewer, order, strict=True)
        ]
        degree = min(pair.degree for pair in pairs) * (ONE_LEFT_OUT if len(more) > len(fewer) else 1.0)
        surprises = [pair.surprise for pair in pairs]
        if degree > best.degree:
            best = Agreement(degree, max(surprises) + min(1.0, 0.5 * (len(surprises) - 1)))
    return best


@lru_cache(maxsize=2**18)
def _word_agreement(word: str, heard: str) -> Agreement:
    """Two words, the Latin one first."""
    if len(word) == 1 or len(heard) == 1:
        return Agreement(AN_INITIAL, 1.5) if _begins_alike(word, heard) else NONE
    if word == heard:
        return Agreement(1.0, surprise_of(word))
    degree = _degree(word, heard)
    known, known_other = names_of(word), names_of(heard)
    if known and known_other:
        if known.isdisjoint(known_other):
            degree = min(degree, OTHER_NAME)
        elif degree > HEARD:
            degree = max(degree, SAME_NAME)
    if not degree:
        return NONE
    return Agreement(degree, min(surprise_of(word), surprise_of(heard)))


def _degree(word: str, heard: str) -> float:
    between = _between(word, heard)
    usual, *others = ((one, other) for one in readings(word) for other in readings(heard))
    degree = _closeness(*usual, between)
    if degree >= SAME:
        return degree
    return max([degree, *(_closeness(one, other, between) for one, other in others)])


def _between(word: str, heard: str) -> Between:
    if is_arabic(word):
        return Between.ARABIC
    return Between.ACROSS if is_arabic(heard) else Between.LATIN


def _closeness(one: Reading, other: Reading, between: Between) -> float:
    if far_apart(one.sounds, other.sounds):
        return 0.0
    patience = PATIENCE * (max(weight(one.sounds), weight(other.sounds)) + 1)
    apart = one.cost + other.cost + distance(one.sounds, other.sounds, between, patience)
    return max(0.0, 1 - apart / patience)


def _begins_alike(word: str, heard: str) -> bool:
    first, second = readings(word)[0].sounds[:1], readings(heard)[0].sounds[:1]
    if first and second and (first == second or {first, second} <= set("aeiuE@Y")):
        return True
    return bool(first and second) and distance(first, second, Between.ACROSS) < 0.1

"""How likely two records are the same human being: pure rules over plain rows.

Each thing that two records share, or do not, is weighed in bits: how much more often it happens to one person
recorded twice than to two persons. A rare name shared weighs more than Mohamed; a shared unit makes up for a common
name; a brother has the family name and another given name. The sum becomes a certainty from 0 to 100.

A human decides in every case: the rule only says which pairs are worth a look, how certain it is and why.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lms.core.text import fold

from .names.agreement import NEAR, NONE, SAME, Agreement, agreement, line_agreement

# From this certainty (0–100) on a pair is worth asking about.
LIKELY = 60
# A shared phone or address is always worth a look, however the names differ: families and offices share them.
SHARED_CONTACT = {"same_phone": 30, "same_email": 40}


@dataclass(frozen=True)
class Place:
    """Where a person works or worked: organisation and province by their keys, both days included."""

    organisation: Hashable = None
    province: Hashable = None
    profession: str = ""
    started_on: datetime.date | None = None
    ended_on: datetime.date | None = None


class Identity(Protocol):
    """What is known of a person. `sex` and `places` (of Place) are read too where a row has them."""

    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def given_name_ar(self) -> str: ...
    @property
    def family_name_ar(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def email(self) -> str: ...


Known = TypeVar("Known", bound=Identity)


@dataclass(frozen=True)
class Match:
    """How certain it is that two records are one person (0–100), and the codes of what they share."""

    score: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY

    @property
    def is_candidate(self) -> bool:
        """Whether a human should look: likely, or a phone or address in common."""
        return self.is_likely or not SHARED_CONTACT.keys().isdisjoint(self.reasons)


@dataclass(frozen=True)
class NameMatch:
    """How given name and family name agree, and between which alphabets that was seen."""

    given: Agreement = NONE
    family: Agreement = NONE
    across: bool = False

    @property
    def least(self) -> float:
        return min(self.given.degree, self.family.degree)


# Bits of evidence. Before anything is known, one pair in 2**8 of those that are compared is a double.
BEFORE = -8.0
SAME_PHONE, OTHER_PHONE = 10.0, -2.0
SAME_EMAIL, OTHER_EMAIL = 12.0, -1.0
SAME_ORGANISATION, SAME_PROVINCE, OTHER_PROVINCE, MOVED = 5.0, 1.5, -7.0, -4.5
SAME_PROFESSION, OTHER_PROFESSION = 1.0, -0.5
OTHER_SEX = -5.0
OTHER_GIVEN_NAME, OTHER_FAMILY_NAME = 18.0, 10.0
# Two people of one name typed in two alphabets are a little easier to confuse.
ACROSS_SCRIPTS = -0.5


def compare(one: Identity, other: Identity) -> Match:
    """The certainty that `one` and `other` are the same person, and why. Symmetric; a record is itself with 100.

    Empty values say nothing. Source of the reasons that are always candidates: the counting rules of the
    indicators, "duplicate person".
    """
    if one is other:
        return Match(100, ("same_name",))
    names = name_match(one, other)
    bits = BEFORE + _worth(names.given, OTHER_GIVEN_NAME) + _worth(names.family, OTHER_FAMILY_NAME)
    reasons = [code for code in (_name_reason(names),) if code]
    for found, code in (_contacts(one, other), _circumstances(one, other)):
        bits += found
        reasons += code
    if names.across:
        bits += ACROSS_SCRIPTS
    score = round(100 / (1 + 2 ** (-max(-60.0, min(60.0, bits)) / 2)))
    score = max([score, *(SHARED_CONTACT[code] for code in reasons if code in SHARED_CONTACT)])
    if score < LIKELY and _always_asked(one, other):
        score, reasons = LIKELY, sorted({*reasons, "same_name"} - {"near_name"}, reverse=True)
    return Match(score, tuple(reasons))


def lookalikes(candidate: Identity, persons: Iterable[Known]) -> list[tuple[Known, Match]]:
    """The persons that may be the candidate, the most certain first."""
    compared = ((person, compare(candidate, person)) for person in persons)
    return sorted((pair for pair in compared if pair[1].is_candidate), key=lambda pair: -pair[1].score)


def name_match(one: Identity, other: Identity) -> NameMatch:
    """The best reading of two persons' names: alphabet by alphabet where they share one, across them otherwise."""
    latin, arabic = (one.given_name, one.family_name), (one.given_name_ar, one.family_name_ar)
    other_latin, other_arabic = (other.given_name, other.family_name), (other.given_name_ar, other.family_name_ar)
    shared = [_names(*pair) for pair in ((latin, other_latin), (arabic, other_arabic)) if all(map(any, pair))]
    if len(shared) == 2:
        first, second = shared
        return NameMatch(_both(first.given, second.given), _both(first.family, second.family))
    if shared:
        return shared[0]
    across = [_names(*pair) for pair in ((latin, other_arabic), (other_latin, arabic)) if all(map(any, pair))]
    best = max(across, key=lambda match: match.least, default=NameMatch())
    return NameMatch(best.given, best.family, across=True)


def _both(latin: Agreement, arabic: Agreement) -> Agreement:
    """Two alphabets confirm one another; when one of them contradicts, half of each counts."""
    low, high = sorted((latin, arabic), key=lambda found: found.degree)
    if low.degree >= 0.5:
        return Agreement(high.degree, max(low.surprise, high.surprise) + 0.5)
    return Agreement((low.degree + high.degree) / 2, high.surprise)


def _names(one: tuple[str, str], other: tuple[str, str]) -> NameMatch:
    """Given and family name compared as typed, exchanged, and as one line of words."""
    best = NameMatch(agreement(one[0], other[0]), agreement(one[1], other[1]))
    if best.least >= NEAR:
        return best
    exchanged = NameMatch(agreement(one[0], other[1]), agreement(one[1], other[0]))
    if exchanged.least > max(best.least, NEAR):
        return exchanged
    if max(best.given.degree, best.family.degree) >= NEAR or any(" " in part for part in (*one, *other)):
        line = line_agreement(one, other)
        if line.degree > max(best.least, NEAR):
            return NameMatch(Agreement(line.degree, line.surprise / 2), Agreement(line.degree, line.surprise))
    return best


def _name_reason(names: NameMatch) -> str:
    if names.least >= SAME:
        return "same_name_across_scripts" if names.across else "same_name"
    return "near_name" if names.least >= 0.6 else ""


def _worth(found: Agreement, against: float) -> float:
    """Bits of an agreement: all of its surprise when it is complete, down to `-against` when there is none."""
    degree, surprise = found.degree, found.surprise
    if degree >= 0.95:
        return surprise
    if degree >= NEAR:
        return surprise * (0.3 + 0.7 * (degree - NEAR) / (0.95 - NEAR))
    if degree >= 0.4:
        share = (degree - 0.4) / (NEAR - 0.4)
        return 0.3 * surprise * share - against * (1 - share)
    return -against


def _contacts(one: Identity, other: Identity) -> tuple[float, list[str]]:
    bits, reasons = 0.0, []
    if one.phone and other.phone:
        same = one.phone == other.phone
        bits += SAME_PHONE if same else OTHER_PHONE
        reasons += ["same_phone"] if same else []
    if one.email and other.email:
        same = one.email.casefold() == other.email.casefold()
        bits += SAME_EMAIL if same else OTHER_EMAIL
        reasons += ["same_email"] if same else []
    return bits, reasons


def _circumstances(one: Identity, other: Identity) -> tuple[float, list[str]]:
    """Sex, organisations, provinces, professions and dates."""
    sexes = {getattr(person, "sex", "") for person in (one, other)}
    bits = OTHER_SEX if sexes == {"female", "male"} else 0.0
    places, others = tuple(getattr(one, "places", ())), tuple(getattr(other, "places", ()))
    if not places or not others:
        return bits, []
    professions, other_professions = _professions(places), _professions(others)
    if professions and other_professions:
        bits += OTHER_PROFESSION if professions.isdisjoint(other_professions) else SAME_PROFESSION
    if _shared({place.organisation for place in places}, {place.organisation for place in others}):
        return bits + SAME_ORGANISATION, ["same_organisation"]
    provinces, other_provinces = ({place.province for place in side} - {None, ""} for side in (places, others))
    if not provinces or not other_provinces:
        return bits, []
    if provinces & other_provinces:
        return bits + SAME_PROVINCE, []
    at_once = any(_overlap(place, there) for place in places for there in others)
    return bits + (OTHER_PROVINCE if at_once else MOVED), []


def _always_asked(one: Identity, other: Identity) -> bool:
    """The same Latin name in one organisation, the same Arabic name in one province, as search folds them."""
    places, others = tuple(getattr(one, "places", ())), tuple(getattr(other, "places", ()))
    if not places or not others:
        return False
    if _shared({place.organisation for place in places}, {place.organisation for place in others}) and (
        _folded(one.given_name, one.family_name) & _folded(other.given_name, other.family_name)
    ):
        return True
    return bool(
        _shared({place.province for place in places}, {place.province for place in others})
        and _folded(one.given_name_ar, one.family_name_ar) & _folded(other.given_name_ar, other.family_name_ar)
    )


def _folded(given: str, family: str) -> set[str]:
    return {fold(f"{given} {family}")} if given and family else set()


def _professions(places: tuple[Place, ...]) -> set[str]:
    return {place.profession for place in places} - {"", "other"}


def _shared(one: set[Hashable], other: set[Hashable]) -> bool:
    return bool((one & other) - {None, ""})


def _overlap(one: Place, other: Place) -> bool:
    """Whether two affiliations may have held on the same day; unknown days may be any."""
    return not (
        (one.ended_on and other.started_on and one.ended_on < other.started_on)
        or (other.ended_on and one.started_on and other.ended_on < one.started_on)
    )

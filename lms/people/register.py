"""The register of people as plain rows for matching, and the part of it that may hold a given person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from .matching import Identity, Place
from .models import Affiliation, Person
from .names.reading import ARABIC, readings
from .names.sounds import skeleton
from .names.words import words_of

COLUMNS = (
    "pk", "given_name", "family_name", "given_name_ar", "family_name_ar", "phone", "email", "sex",
)  # fmt: skip
# How the classes of `skeleton` are typed in folded Latin text. What has no class stands between the consonants.
LATIN_LETTERS = {"b": "bp", "t": "t", "d": "d", "j": "jgd", "k": "kqcgr9", "s": "szcxt", "f": "fvp"}
BETWEEN = "(?:[aeiouyhwx0-9ءاويعحهخ'\\s]|kh|el|al|ال)*"


@dataclass(frozen=True)
class RegisterRow:
    """A person of the register, as far as matching reads them."""

    pk: int
    given_name: str
    family_name: str
    given_name_ar: str
    family_name_ar: str
    phone: str
    email: str
    sex: str
    places: tuple[Place, ...] = field(default=())


def register_rows(persons: Any) -> list[RegisterRow]:
    """The rows of a queryset of persons, by number, with where they work. Two queries."""
    places = places_of(persons)
    rows = persons.order_by("pk").values_list(*COLUMNS)
    return [
        RegisterRow(**dict(zip(COLUMNS, values, strict=True)), places=tuple(places.get(values[0], ())))
        for values in rows
    ]


def places_of(persons: Any) -> dict[int, list[Place]]:
    """The places of persons, by the person's number. One query."""
    found: dict[int, list[Place]] = defaultdict(list)
    columns = ("person", "organisation", "organisation__province", "profession", "started_on", "ended_on")
    rows = Affiliation.objects.filter(person__in=persons.order_by().values("pk")).values_list(*columns)
    for person, organisation, province, profession, started_on, ended_on in rows:
        found[person].append(Place(organisation, province, profession, started_on, ended_on))
    return found


def matched_persons() -> Any:
    """The persons that matching reads: neither absorbed by another record nor pseudonymised."""
    return Person.objects.current().filter(pseudonymised_at__isnull=True)


def resembling(candidate: Identity) -> Any:
    """The persons that may be the candidate, roughly: one contact in common, or both names of the same consonants in
    either alphabet, or one of them within an organisation of the candidate."""
    condition = Q(pk__in=())
    if candidate.phone:
        condition |= Q(phone=candidate.phone)
    if candidate.email:
        condition |= Q(email__iexact=candidate.email)
    organisations = {place.organisation for place in getattr(candidate, "places", ())} - {None}
    for given, family in (
        (candidate.given_name, candidate.family_name),
        (candidate.given_name_ar, candidate.family_name_ar),
    ):
        if not given or not family:
            continue
        first, last = (_sounding_like(words_of(name)) for name in (given, family))
        if first or last:
            condition |= first & last
        if organisations:
            there = Affiliation.objects.filter(organisation__in=organisations).values("person")
            condition |= (first | last) & Q(pk__in=there)
    return matched_persons().filter(condition)


def _sounding_like(words: Iterable[str]) -> Q:
    """One of the words as either alphabet may spell it; a name without firm consonants excludes nobody."""
    bones = {skeleton(reading.sounds) for word in words for reading in readings(word)} - {""}
    patterns = sorted({pattern for word in bones for pattern in _patterns(word)})
    return Q(search_text__regex="|".join(patterns)) if patterns else Q()


def _patterns(bones: str) -> list[str]:
    """Regular expressions for consonants with anything soft between them; in longer names one may be another."""
    spelled = [f"{spelling}+" for spelling in _spellings(bones)]
    versions = [spelled]
    if len(spelled) > 3:
        versions += [[*spelled[:place], "\\w?", *spelled[place + 1 :]] for place in range(1, len(spelled))]
    return [BETWEEN.join(version) for version in versions]


def _spellings(bones: str) -> list[str]:
    """Each consonant as a set of letters of both alphabets."""
    return [f"[{re.escape(LATIN_LETTERS.get(sound, sound))}{ARABIC_LETTERS[sound]}]" for sound in bones]


def _arabic_letters() -> dict[str, str]:
    letters: dict[str, str] = defaultdict(str)
    for letter, sound in ARABIC.items():
        letters[skeleton(sound)] += letter
    return letters


ARABIC_LETTERS = _arabic_letters()

"""Which pairs of a whole register are worth comparing: those that share a key. Pure rules over plain rows.

Comparing everybody with everybody is 200 million pairs for 20,000 persons. Every record gets several cheap keys, such
that two records of one person share at least one of them whatever the alphabet and the slips of spelling. Where very
many share a key (Mohamed Alaoui), only those of one province, of one organisation or of one exact name are compared:
for the others nothing but a phone or an address could make the match likely, and these are keys themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from .matching import Identity, Known
from .names.reading import readings
from .names.sounds import skeleton
from .names.words import words_of

# The largest group in which everybody is compared with everybody; about 800 pairs.
LARGEST = 40
MOST_WORDS = 4

Key = tuple[Hashable, ...]


def keys_of(person: Identity) -> set[Key]:
    """The keys of a record: contacts, pairs of sounding words, the same with a consonant less, initials at a place."""
    keys: set[Key] = set()
    if person.phone:
        keys.add(("phone", person.phone))
    if person.email:
        keys.add(("email", person.email.casefold()))
    organisations = {place.organisation for place in getattr(person, "places", ())} - {None, ""}
    for given, family in (
        (person.given_name, person.family_name),
        (person.given_name_ar, person.family_name_ar),
    ):
        if given and family:
            keys |= _name_keys(given, family, organisations)
    return keys


def _name_keys(given: str, family: str, organisations: set[Hashable]) -> set[Key]:
    given_words, family_words = words_of(given)[:MOST_WORDS], words_of(family)[:MOST_WORDS]
    bones = [_bones(word) for word in (*given_words, *family_words)]
    whole, whole_family = _line(given_words), _line(family_words)
    keys = {_pair(one, other) for first, second in combinations(bones, 2) for one in first for other in second}
    keys |= {_pair(one, other) for one in {whole, *_bones_of_only(given_words)} for other in {whole_family}}
    keys |= {_pair(whole, less) for less in _one_less(whole_family)}
    keys |= {_pair(less, whole_family) for less in _one_less(whole)}
    for organisation in organisations:
        keys |= {("there", organisation, family_bones) for family_bones in (whole_family, *_flat(bones[-1:]))}
    return keys


def _bones(word: str) -> set[str]:
    return {skeleton(reading.sounds) for reading in readings(word)}


def _bones_of_only(words: tuple[str, ...]) -> set[str]:
    return _bones(words[0]) if len(words) == 1 else set()


def _flat(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)


def _line(words: Iterable[str]) -> str:
    return "".join(skeleton(readings(word)[0].sounds) for word in words)


def _one_less(bones: str) -> set[str]:
    """The skeleton without one of its consonants, when enough of them remain."""
    return {bones[:place] + bones[place + 1 :] for place in range(len(bones))} if len(bones) > 2 else set()


def _pair(one: str, other: str) -> Key:
    return ("name", *sorted((one, other)))


def candidate_pairs(persons: Sequence[Identity]) -> Iterator[tuple[int, int]]:
    """The pairs worth comparing, as positions in `persons`, the smaller first, each once."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    for position, person in enumerate(persons):
        for key in keys_of(person):
            blocks[key].append(position)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for group in _groups(block, persons):
            for pair in combinations(group, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def sharing_keys(candidates: Iterable[Identity], persons: Sequence[Known]) -> Iterator[list[Known]]:
    """For each candidate the persons that share a key with them, each once."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    for position, person in enumerate(persons):
        for key in keys_of(person):
            blocks[key].append(position)
    for candidate in candidates:
        positions = {position for key in keys_of(candidate) for position in blocks.get(key, ())}
        yield [persons[position] for position in sorted(positions)]


def _groups(block: list[int], persons: Sequence[Identity]) -> Iterator[list[int]]:
    if len(block) <= LARGEST:
        yield block
        return
    narrower: dict[Hashable, list[int]] = defaultdict(list)
    for position in block:
        for part in _parts(persons[position]):
            narrower[part].append(position)
    for group in narrower.values():
        if len(group) <= LARGEST:
            yield group
        else:
            yield from _neighbours(group, persons)


def _parts(person: Identity) -> set[Hashable]:
    """What a large block is divided by: every province and organisation of a person, and the name to the letter."""
    parts: set[Hashable] = {
        ("latin", words_of(person.given_name), words_of(person.family_name)),
        ("arabic", words_of(person.given_name_ar), words_of(person.family_name_ar)),
    }
    places = tuple(getattr(person, "places", ()))
    parts |= {("province", place.province) for place in places} | {("at", place.organisation) for place in places}
    return parts - {("latin", (), ()), ("arabic", (), ()), ("province", None), ("at", None)}


def _neighbours(group: list[int], persons: Sequence[Identity]) -> Iterator[list[int]]:
    """A group that is still large, in order of names, cut into pieces that overlap by half."""
    ordered = sorted(group, key=lambda position: (_alphabetical(persons[position]), position))
    for start in range(0, len(ordered), LARGEST // 2):
        yield sorted(ordered[start : start + LARGEST])


def _alphabetical(person: Identity) -> tuple[str, str]:
    words = words_of(person.family_name) + words_of(person.given_name) or words_of(person.family_name_ar) + words_of(
        person.given_name_ar
    )
    return _line(words), "".join(words)

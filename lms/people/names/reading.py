"""How a word of either alphabet is read: as a string of sounds, one character each.

Vowels: a, e (short, either), i and u (also as the consonants y and w), Y (final ى: a or i), @ (any first vowel).
Consonants that both alphabets have: b t d j g k q x (kh, خ) h C (ch, ش) G (gh, غ) f l m n r s z.
Arabic alone tells T (ط), S (ص), V (ض), D (ظ), H (ح) and E (ع) apart; J is the French g before e and i, c a hard c that
may have lost its cedilla.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

VOWELS = frozenset("aeiuY@")
MUTE = frozenset("Eh")

ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "Y", "ة": "a", "ئ": "i", "ؤ": "u", "ء": "", "و": "u",
    "ي": "i", "ی": "i", "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ط": "T", "ج": "j", "چ": "C", "ح": "H", "ه": "h",
    "خ": "x", "د": "d", "ذ": "d", "ض": "V", "ظ": "D", "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ص": "S", "ش": "C",
    "ع": "E", "غ": "G", "ف": "f", "ڤ": "f", "ڥ": "f", "ق": "q", "ك": "k", "ک": "k", "گ": "g", "ڭ": "g", "ݣ": "g",
    "ڨ": "g", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
ARABIC_LETTER = re.compile("[\u0600-\u06ff\u0750-\u077f]")
SUN_LETTERS = frozenset("تثدذرزسشصضطظلن")

# The longest beginning that fits is read. Digits as in messages: 3 for ع, 7 for ح, 9 for ق, 5 for خ.
LATIN = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tch|sch|ch|sh", "C"), ("kh|x|5", "x"), ("gh", "G"), ("ph|f|v", "f"), ("th|t", "t"), ("dj|j", "j"),
        ("dh|d", "d"), ("ck|qu(?=[eiy])|k", "k"), ("c(?![eiy])", "c"), ("c|s", "s"), ("q|9", "q"),
        ("gu(?=[eiy])|g(?![eiy])", "g"), ("g", "J"), ("ou|oo|o|u|w", "u"), ("ee|i|y", "i"), ("a", "a"), ("e", "e"),
        ("b|p", "b"), ("h", "h"), ("l", "l"), ("m", "m"), ("n", "n"), ("r", "r"), ("z", "z"), ("3", "E"), ("7", "H"),
    )
]  # fmt: skip
CONSONANT = "(?:ch|sh|[bcdfgjklmnpqrstvxz])"
SUN_ARTICLE = re.compile(rf"[ea]({CONSONANT})(?=\1)")
SERVANT = re.compile(rf"abd(?:ou|[aeuo])?(l+(?=.)|({CONSONANT})(?=\2))?")
# What may be an article or a part of the name, heard or silent: another reading, at a cost.
OTHERWISE = (
    (re.compile(r"^el(?=...)"), "", 0.03),
    (re.compile(r"^al(?=.....)"), "", 0.1),
    (re.compile(r"^bel(?=...)"), "ben", 0.05),
    (re.compile(rf"^[ea]({CONSONANT})(?=\1...)"), "", 0.03),
    (re.compile(r"(?<=..)el(?=....)"), "", 0.05),
    (re.compile(r"(?<=.)rh"), "gh", 0.05),
    (re.compile(r"(?<=..[nr])[dt]$"), "", 0.1),
    (re.compile(r"(?<=.)ques?$"), "k", 0.05),
)
MOST_READINGS = 3
SUN_SOUNDS = re.compile("[tdrzsCTSVDn]")


@dataclass(frozen=True)
class Reading:
    """A word as it may be heard, `cost` the more unlikely the higher; the usual reading costs nothing."""

    sounds: str
    cost: float = 0.0


def is_arabic(text: str) -> bool:
    return ARABIC_LETTER.search(text) is not None


def bare(text: str) -> str:
    """The letters and digits of a text in lower case, without accents, vowel signs and tatweel; hamza forms and ç
    stay."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ـ", "").replace("ç", "s")
    kept = []
    for char in unicodedata.normalize("NFC", text):
        base = char if is_arabic(char) else unicodedata.normalize("NFKD", char)
        kept.append("".join(part for part in base if not unicodedata.combining(part)))
    return "".join(kept)


@lru_cache(maxsize=2**16)
def readings(word: str) -> tuple[Reading, ...]:
    """The readings of a bare word, the usual one first: with or without the article that is written onto it."""
    found = _arabic_readings(word) if is_arabic(word) else _latin_readings(word)
    return tuple(reading for reading in found if reading.sounds) or (Reading(""),)


def _arabic_readings(word: str) -> list[Reading]:
    if word.startswith("عبد") and len(word) > 5:
        return [Reading(_arabic_servant(word[3:]))]
    if word.endswith("اة") and len(word) > 3:
        # Heard after the long vowel: حياة is Hayat.
        return [Reading(_arabic_sounds(word[:-1] + "ت")), Reading(_arabic_sounds(word), 0.1)]
    whole = _arabic_sounds(word)
    if word.startswith("ال") and len(word) > 4:
        return [Reading(_arabic_sounds(word[2:])), Reading(whole, 0.05)]
    if (inside := word.find("ال", 2)) > 0 and len(word) > inside + 4:
        # Two words written as one: نورالدين, بنالحسن.
        return [Reading(whole, 0.0), Reading(_arabic_sounds(word[:inside] + word[inside + 2 :]), 0.05)]
    if word.startswith("بل") and len(word) > 4:
        return [Reading(whole), Reading("bn" + _arabic_sounds(word[2:]), 0.05)]
    return [Reading(whole)]


def _arabic_servant(name: str) -> str:
    """عبد with one of the names of God: the article is heard as l, except before the letters that swallow it."""
    if name.startswith("ال"):
        name = name[2:]
        return single("Ebd" + ("" if name[:1] in SUN_LETTERS - {"ل"} else "l") + _arabic_inside(name))
    return single("Ebd" + _arabic_inside(name))


def _arabic_inside(word: str) -> str:
    # French sounds are spelled with two letters: دج for j, تش for ch.
    return "".join(ARABIC.get(char, "") for char in word.replace("دج", "ج").replace("تش", "ش"))


def _arabic_sounds(word: str) -> str:
    sounds = _arabic_inside(word)
    if word[:1] in "اأإٱ" and sounds:
        # A first alef carries any vowel; before و and ي it is silent.
        sounds = sounds[1:] if sounds[1:2] in {"u", "i"} else "@" + sounds[1:]
    return single(sounds)


def _latin_readings(word: str) -> list[Reading]:
    if match := SERVANT.match(word):
        rest = _latin_sounds(word[match.end() :])
        if len(rest) > 1:
            article = "l" if (match[1] or "").startswith("l") and not SUN_SOUNDS.match(rest) else ""
            return [Reading(single("abd" + article + rest))]
    readings = [Reading(_latin_sounds(word))]
    for pattern, instead, cost in OTHERWISE:
        if match := pattern.search(word):
            readings.append(Reading(_latin_sounds(word[: match.start()] + instead + word[match.end() :]), cost))
    return readings[:MOST_READINGS]


def _latin_sounds(word: str) -> str:
    if word.startswith("rh"):
        word = "gh" + word[2:]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    sounds, place = [], 0
    while place < len(word):
        for pattern, sound in LATIN:
            if match := pattern.match(word, place):
                sounds.append(sound)
                place = match.end()
                break
        else:
            place += 1
    return single("".join(sounds))


def single(sounds: str) -> str:
    """Doubled letters are written or not in both alphabets."""
    return re.sub(r"(.)\1+", r"\1", sounds)

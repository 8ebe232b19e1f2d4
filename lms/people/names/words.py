"""The words of a name: titles dropped, usual abbreviations written out, what belongs to the next word joined to it."""

from __future__ import annotations

import re
from functools import lru_cache

from .reading import SUN_ARTICLE, bare, is_arabic

LATIN_TITLES = """
    moulay mulay moulai my mly sidi si sid lalla lala lla haj hajj hadj haja hajja hadja dr docteur pr prof me maitre
    mr mrs ms mme mlle melle monsieur madame
"""
ARABIC_TITLES = """
    مولاي سيدي سي لالة لالا للا لاله حاج الحاج حاجة الحاجة الحاجه السيد السيدة السيده
    الدكتور الدكتورة دكتور دكتورة الاستاذ الأستاذ الأستاذة الاستاذة الآنسة الانسة
"""
TITLES = frozenset((LATIN_TITLES + ARABIC_TITLES).split())
ABBREVIATIONS = {
    **dict.fromkeys(("med", "mohd", "mhd", "md", "moh", "mhmd"), "mohamed"),
    **dict.fromkeys(("fz", "fatimaz"), "fatima zahra"),
}
ARTICLES = frozenset(("el", "al", "l", "il"))
# Written apart or onto the next word, in both alphabets: son of, father of, people of, servant of…
JOINED = {
    **dict.fromkeys(("ben", "bin", "ibn", "ibnou", "ibnu"), "ben"),
    **dict.fromkeys(("bent", "bint", "mint", "bnt"), "bent"),
    **dict.fromkeys(("bou", "abou", "abu", "bu", "abo"), "bou"),
    **dict.fromkeys(("ait", "ayt"), "ait"),
    **dict.fromkeys(("ould", "wald", "wold", "weld"), "ould"),
    **dict.fromkeys(("oulad", "ouled", "awlad", "aoulad"), "oulad"),
    **dict.fromkeys(("abd", "abdel", "abdul", "abdoul"), "abdel"),
    "id": "id", "oum": "oum", "om": "oum", "umm": "oum", "ou": "ou", "u": "ou",
    **dict.fromkeys(("بن", "ابن", "إبن"), "بن"),
    **dict.fromkeys(("بنت", "منت", "مينت"), "بنت"),
    **dict.fromkeys(("بو", "أبو", "ابو", "أبي", "ابي", "أبا", "ابا"), "بو"),
    **dict.fromkeys(("آيت", "أيت", "ايت", "إيت"), "ايت"),
    **dict.fromkeys(("إد", "اد", "ايد", "إيد"), "اد"),
    **dict.fromkeys(("ولد",), "ولد"),
    **dict.fromkeys(("أولاد", "اولاد"), "اولاد"),
    "عبد": "عبد", "أم": "ام", "ام": "ام", "أو": "او", "او": "او", "أوت": "اوت",
}  # fmt: skip
# The same beginnings, already written onto the next word, in their one form.
ONTO = (
    (re.compile(r"(?:ibnou|ibn|bin)(?=..)"), "ben"),
    (re.compile(r"abou(?=[^l])(?=...)"), "bou"),
    (re.compile(r"ayt(?=..)"), "ait"),
    (re.compile(r"(?:ابن|إبن)(?=..)"), "بن"),
    (re.compile(r"(?:أبو|ابو)(?=..)"), "بو"),
    (re.compile(r"(?:آيت|أيت|إيت)(?=..)"), "ايت"),
)


@lru_cache(maxsize=2**16)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a given name or of a family name, bare. `Moulay Abd El Kader` is ("abdelkader",)."""
    typed = re.sub(r"[^\w\s'’ʼ`´-]+", " ", re.sub(r"[._·-]", " ", bare(name)))
    tokens = re.sub(r"['’ʼ`´]", "", typed).split()
    tokens = [part for token in tokens for part in ABBREVIATIONS.get(token, token).split()]
    kept = [token for token in tokens if token not in TITLES]
    return tuple(_join(tokens if ARTICLES.issuperset(kept) else kept))


def _join(tokens: list[str]) -> list[str]:
    words: list[str] = []
    head = ""
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if following and not is_arabic(token) and _is_article(token, following):
            if head.startswith("abd"):
                head = "abdel"
        elif following and token in JOINED:
            head += JOINED[token]
        else:
            words.append(_joined(head, token) if head else _onto(token))
            head = ""
    return words


def _joined(head: str, word: str) -> str:
    """`head` before `word`. The mark between Latin ones keeps apart letters that would be read as one: oulad'haddou."""
    return head + word if is_arabic(word) else f"{head}'{word}"


def _is_article(token: str, following: str) -> bool:
    assimilated = SUN_ARTICLE.match(token + following)
    return token in ARTICLES or (assimilated is not None and assimilated.end() == len(token))


def _onto(word: str) -> str:
    for pattern, form in ONTO:
        if match := pattern.match(word):
            return form + word[match.end() :]
    return word

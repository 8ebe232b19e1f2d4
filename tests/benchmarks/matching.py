"""How well and how fast a register of invented persons is matched; no database. `python -m tests.benchmarks.matching`

One in twenty persons is recorded twice, the second time as another office would have typed them.
"""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import dataclass, replace
from typing import Any

from lms.people.blocking import candidate_pairs
from lms.people.matching import LIKELY, Place, compare
from tests.people.labelled_pairs import labelled_pairs

PERSONS = 20_000
DOUBLES = PERSONS // 20
PROVINCES = 75
# Latin letters, another office's Latin letters, Arabic; the first ones are borne by most people.
MEN = """Mohamed Mohammed محمد|Ahmed Ahmad أحمد|Youssef Youssouf يوسف|Hassan Lahcen الحسن|Rachid Rachide رشيد
Said Saïd سعيد|Mustapha Mostafa مصطفى|Omar Oumar عمر|Khalid Khaled خالد|Hicham Hisham هشام|Driss Idriss إدريس
Abdellah Abdallah عبدالله|Abdelkader Abdelqader عبدالقادر|Yassine Yacine ياسين|Brahim Ibrahim إبراهيم|Hamza Hamza حمزة
Zakaria Zakariae زكرياء|Noureddine Nordine نورالدين|Abderrahim Abderahim عبدالرحيم|Othmane Otman عثمان""".replace(
    "\n", "|"
)
WOMEN = """Fatima Fatema فاطمة|Khadija Khadidja خديجة|Aicha Aïcha عائشة|Latifa Latefa لطيفة|Nadia Nadya نادية
Samira Samera سميرة|Imane Iman إيمان|Zineb Zaineb زينب|Soukaina Soukayna سكينة|Meriem Maryam مريم|Salma Selma سلمى
Ghizlane Rhizlane غزلان|Ouafae Wafaa وفاء|Naima Naïma نعيمة|Houda Hoda هدى|Khaoula Khawla خولة|Rkia Roukaya رقية
Asmae Asmaa أسماء|Kaoutar Kawtar كوثر|Najat Najate نجاة""".replace("\n", "|")
FAMILIES = """Alaoui Elalaoui العلوي|Idrissi Drissi الإدريسي|Alami Elalami العلمي|Amrani Lamrani العمراني
Bennani Benani بناني|Tazi Ettazi التازي|Cherkaoui Charkaoui الشرقاوي|Ouazzani Wazzani الوزاني|Benali Benaly بنعلي
Chraibi Chraïbi الشرايبي|Berrada Barada برادة|Zerouali Zeroualy الزروالي|Rguibi Erguibi الرقيبي|Azoulay Azoulai أزولاي
Ouahbi Wahbi الوهبي|Bakkali Bakali البقالي|Senhaji Essenhaji الصنهاجي|Khattabi Elkhattabi الخطابي|Rifi Errifi الريفي
Doukkali Doukali الدكالي|Soussi Essoussi السوسي|Filali Elfilali الفيلالي|Tahiri Ettahiri الطاهري|Jabri Eljabri الجابري
Yaacoubi Yakoubi اليعقوبي|Mernissi Mernisi المرنيسي|Haddad Elhaddad الحداد|Naciri Nassiri الناصري""".replace("\n", "|")
# Rarer families are made of syllables that both alphabets spell.
SYLLABLES = "bou بو|ka كا|li لي|za زا|mou مو|ra را|di دي|na نا|sou سو|fa فا|chi شي|ta تا|lou لو|ri ري|ma ما|ji جي"


@dataclass(frozen=True)
class Invented:
    """A person of the invented register; `human` is who they are."""

    human: int
    given_name: str
    family_name: str
    given_name_ar: str
    family_name_ar: str
    phone: str
    email: str
    sex: str
    places: tuple[Place, ...]


def invent(chance: random.Random) -> list[Invented]:
    persons = [_person(human, chance) for human in range(PERSONS - DOUBLES)]
    return persons + [_retyped(person, chance) for person in chance.sample(persons, DOUBLES)]


def _table(text: str) -> list[tuple[str, str, str]]:
    return [tuple(entry.split()) for entry in text.split("|")]  # type: ignore[misc]


TABLES = {"male": _table(MEN), "female": _table(WOMEN), "family": _table(FAMILIES)}
SPELLED = {spelled[0]: spelled for table in TABLES.values() for spelled in table}


def _person(human: int, chance: random.Random) -> Invented:
    sex = chance.choice(("male", "female"))
    given = TABLES[sex][min(int(chance.expovariate(0.2)), 19)]
    family, family_ar = _family(chance)
    province = chance.randrange(PROVINCES)
    place = Place(
        province * 10 + chance.randrange(5), province, chance.choice(("educator", "psychologist", "listener"))
    )
    alphabets = chance.choice(("both", "latin", "arabic"))
    return Invented(
        human,
        given[0] if alphabets != "arabic" else "",
        family if alphabets != "arabic" else "",
        given[2] if alphabets != "latin" else "",
        family_ar if alphabets != "latin" else "",
        f"+2126{chance.randrange(10**8):08}" if chance.random() < 0.7 else "",
        f"p{human}@takwin.example" if chance.random() < 0.4 else "",
        sex,
        (place,),
    )


def _family(chance: random.Random) -> tuple[str, str]:
    if chance.random() < 0.15:
        entry = chance.choice(TABLES["family"])
        return entry[0], entry[2]
    chosen = [syllable.split() for syllable in chance.choices(SYLLABLES.split("|"), k=4)]
    return "".join(part[0] for part in chosen).title(), "".join(part[1] for part in chosen)


def _retyped(person: Invented, chance: random.Random) -> Invented:
    """The same human being recorded by another office: other alphabet or spelling, fewer contacts."""
    given, family, given_ar, family_ar = (
        person.given_name,
        person.family_name,
        person.given_name_ar,
        person.family_name_ar,
    )
    if given and given_ar:
        if chance.random() < 0.5:
            given = family = ""
        else:
            given_ar = family_ar = ""
    if given:
        given = SPELLED.get(given, ("", given))[1]
        family = SPELLED[family][1] if family in SPELLED else _slip(family, chance)
    return replace(
        person,
        given_name=given,
        family_name=family,
        given_name_ar=given_ar,
        family_name_ar=family_ar,
        phone=person.phone if chance.random() < 0.5 else "",
        email=person.email if chance.random() < 0.5 else "",
    )


def _slip(name: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(name))
    return chance.choice((name, name[:place] + name[place] + name[place:], name.replace("ou", "o"), "El " + name))


def measure_labelled() -> list[dict[str, Any]]:
    """Recall and precision on the pairs that a human labelled: all of them, and those across alphabets."""
    pairs = labelled_pairs()
    found = []
    for name, chosen in (("all", pairs), ("across alphabets", [pair for pair in pairs if pair.across_scripts])):
        likely = [pair for pair in chosen if compare(pair.one, pair.other).is_likely]
        same, right = sum(pair.same for pair in chosen), sum(pair.same for pair in likely)
        found.append({"name": name, "pairs": len(chosen), "recall": right / same, "precision": right / len(likely)})
    return found


def measure(seed: int = 2024) -> dict[str, Any]:
    """Recall and precision of the likely pairs, and the seconds of one processor that all of it took."""
    persons = invent(random.Random(seed))
    start = time.process_time()
    compared = likely = right = 0
    for first, second in candidate_pairs(persons):
        compared += 1
        if compare(persons[first], persons[second]).score >= LIKELY:
            likely += 1
            right += persons[first].human == persons[second].human
    return {
        "persons": len(persons),
        "doubles": DOUBLES,
        "compared": compared,
        "recall": right / DOUBLES,
        "precision": right / max(1, likely),
        "seconds": time.process_time() - start,
    }


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)

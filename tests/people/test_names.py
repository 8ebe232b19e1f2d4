"""Names as they are spelled in Morocco, in both alphabets."""

from __future__ import annotations

import pytest

from lms.people.names.agreement import NEAR, SAME, agreement
from lms.people.names.known import names_of
from lms.people.names.reading import readings
from lms.people.names.sounds import Between, distance, skeleton
from lms.people.names.words import words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Moulay Abd El Kader", ("abdel'kader",)),
        ("Aït-Ben Haddou", ("aitben'haddou",)),
        ("F.Z.", ("f", "z")),
        ("Med", ("mohamed",)),
        ("FZ", ("fatima", "zahra")),
        ("Er-Rami", ("rami",)),
        ("L'Hassan", ("lhassan",)),
        ("O'Neil", ("oneil",)),
        ("D'", ("d",)),
        ("El Haj", ("haj",)),
        ("Sidi", ("sidi",)),
        ("ابن جلّون", ("بنجلون",)),
        ("لالة فَاطِمَة", ("فاطمة",)),
        ("محـــمد", ("محمد",)),
        ("عبد الله", ("عبدالله",)),
        ("أبو زيد", ("بوزيد",)),
        ("", ()),
    ],
)
def test_words(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Abdellah", "عبد الله"), ("Abderrahmane", "عبدالرحمان"), ("Fatimazahra", "فاطمة الزهراء"), ("Med", "محمد"),
        ("Lahcen", "الحسن"), ("Larbi", "العربي"), ("Ghizlane", "غزلان"), ("Rhizlane", "غزلان"), ("Hayat", "حياة"),
        ("Guelmimi", "الكلميمي"), ("Ouzzine", "أوزين"), ("Aït Oufella", "آيت أوفلا"), ("Ben Lachheb", "بن الأشهب"),
        ("Oulad Hriz", "أولاد حريز"), ("Bouabid", "أبو عبيد"), ("Chouiter", "الشويتر"), ("Noureddine", "نور الدين"),
        ("Maelainin", "ماء العينين"), ("Errguibi", "الرقيبي"), ("Azoulay", "أزولاي"), ("Toledano", "طوليدانو"),
        ("Abdellatif", "عبد اللطيف"), ("Djebli", "الجبلي"), ("Essghir", "الصغير"), ("Dakhissi", "الدخيسي"),
        ("Qessabi", "القصابي"), ("3ziz", "عزيز"), ("Mostapha", "مصطفي"), ("Ḥamid", "حميد"), ("Nouh", "نوح"),
    ],
)  # fmt: skip
def test_one_name_in_both_alphabets(latin, arabic):
    assert agreement(latin, arabic).degree >= SAME
    assert agreement(arabic, latin) == agreement(latin, arabic)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karim", "Karima"), ("Amin", "Amina"), ("Said", "Saida"), ("Nadia", "Nada"), ("Omar", "Amr"),
        ("Hassan", "Hussein"), ("M'hamed", "Mohamed"), ("كريم", "Karima"), ("حسن", "حسين"), ("عمرو", "Omar"),
        ("Boubker", "Boubkra"), ("Tamer", "Tamera"), ("Alami", "Alaoui"), ("Ait Ali", "Ait Omar"), ("Reda", "Redouane"),
        ("نجيب", "Najiba"), ("فتيحة", "فاطمة"),
    ],
)  # fmt: skip
def test_names_that_are_near_and_not_the_same(one, other):
    assert agreement(one, other).degree < NEAR


def test_an_usual_name_says_less_than_a_rare_one():
    assert agreement("Mohamed", "Med").surprise < agreement("Karima", "كريمة").surprise
    assert agreement("Karima", "كريمة").surprise < agreement("Tlaytmas", "تلايتماس").surprise


def test_an_initial_agrees_with_what_it_may_stand_for_and_says_little():
    assert NEAR <= agreement("M.", "Mohamed").degree < SAME
    assert agreement("M.", "Mohamed").surprise < 3
    assert agreement("ع", "Omar").degree >= NEAR
    assert agreement("M.", "Karim").degree == 0


def test_empty_names_agree_with_nothing():
    assert agreement("", "").degree == agreement("", "Nadia").degree == agreement("-", "Nadia").degree == 0


def test_unlisted_spellings_find_their_usual_name():
    assert names_of("mouhammed") == names_of("mohamed")
    assert names_of("khalyd") == names_of("khalid")
    assert names_of("tlaytmas") == frozenset()


def test_distances_are_weighed():
    assert distance("hasan", "hasan", Between.LATIN) == 0
    assert distance("kader", "qader", Between.LATIN) < distance("kader", "tader", Between.LATIN)
    assert distance("Hsn", "hsn", Between.ARABIC) > distance("hasan", "Hsn", Between.ACROSS)
    assert distance("karim", "batul", Between.LATIN, 1.0) > 1.0
    assert distance("", "", Between.LATIN) == 0


def test_the_skeleton_is_one_for_both_alphabets():
    for latin, arabic in (("cherkaoui", "شرقاوي"), ("ouazzani", "وزاني"), ("ghallab", "غلاب"), ("mustapha", "مصطفى")):
        assert skeleton(readings(latin)[0].sounds) == skeleton(readings(arabic)[0].sounds)

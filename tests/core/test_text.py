"""One search finds every usual spelling."""

from __future__ import annotations

import pytest

from lms.core.text import dialled_phone, fold, plain, western_digits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aït Lahcen", "AIT LAHCEN"),
        ("Fatima-Zahra", "fatima zahra"),
        ("L’Oriental", "l'oriental"),
        ("أيت لحسن", "ايت لحسن"),
        ("فَاطِمَةُ", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("الناضور", "ناضور"),
        ("محـــمد", "محمد"),
        ("رؤوف", "رووف"),
        ("  UPE   de\u00a0Nador ", "upe de nador"),
        ("١٢٣", "123"),
        ("كلميم", "گلميم"),
        ("abc\u202e", "abc"),
    ],
)
def test_spellings_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Nador", "Nadir"), ("علي", "عالي"), ("Salma", "Selma")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_typed_text_loses_control_and_direction_characters_only() -> None:
    assert plain("  Sa\u202elma\x00 \u200fبنعلي\n") == "Salma بنعلي"


@pytest.mark.parametrize(
    ("stored", "read"),
    [("+212661234567", "06\u00a061\u00a023\u00a045\u00a067"), ("", ""), ("+33123456789", "+33123456789")],
)
def test_a_number_is_read_as_it_is_dialled(stored: str, read: str) -> None:
    assert dialled_phone(stored) == read


def test_arabic_digits_are_read() -> None:
    assert western_digits("٠٦ ١٢ ۴۵") == "06 12 45"

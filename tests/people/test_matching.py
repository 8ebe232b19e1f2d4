"""Which records look like one human being."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lms.people.matching import LIKELY, compare, lookalikes


def somebody(given="", family="", given_ar="", family_ar="", *, phone="", email=""):
    return SimpleNamespace(
        given_name=given, family_name=family, given_name_ar=given_ar, family_name_ar=family_ar, phone=phone, email=email
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Nadia", "Aït Ali"), ("nadia", "AIT-ALI")),
        (("Ait Ali", "Nadia"), ("Nadia", "Ait Ali")),
        (("Fatima Zahra", "O'Neil"), ("Fatima-Zahra", "O Neil")),
        (("", "", "عبد الله", "الإدريسي"), ("", "", "عبد اللّه", "الادريسي")),
        (("", "", "فاطمة", "العلوي"), ("", "", "فاطمه", "علوي")),
        (("", "", "يحيى", "بناني"), ("", "", "يحيي", "بنـــاني")),
        (("Amal", "Sabri", "أمل", "صبري"), ("", "", "امل", "صبري")),
    ],
)
def test_spellings_of_one_name(one, other):
    match = compare(somebody(*one), somebody(*other))
    assert (match.score >= LIKELY, match.reasons) == (True, ("same_name",))


def test_phone_and_address_are_reasons():
    one = somebody("A", "B", phone="+212600000000", email="a@example.org")
    assert compare(one, somebody("C", "D", email="A@Example.org")).reasons == ("same_email",)
    assert compare(one, somebody("C", "D", phone="+212600000000")).reasons == ("same_phone",)
    assert compare(somebody("A", "B"), somebody("C", "D")).reasons == ()


def test_lookalikes_come_with_the_most_certain_first():
    alike, other = somebody("Salma", "Zeroual"), somebody("Youssef", "Lahlou")
    surer = somebody("Salma", "Zeroual", phone="+212600000000")
    candidate = somebody("salma", "ZEROUAL", phone="+212600000000")
    assert [person for person, _ in lookalikes(candidate, [alike, other, surer])] == [surer, alike]

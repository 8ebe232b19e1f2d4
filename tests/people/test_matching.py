"""Which records look like one human being."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lms.people.matching import Reasons, compare, lookalikes


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
    assert compare(somebody(*one), somebody(*other)) == Reasons(same_name=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Nadia", "Alami"), ("Nadia", "Alaoui")),
        (("Amal", "Sabri"), ("", "", "أمل", "صبري")),
        (("Nadia", ""), ("Nadia", "")),
        (("", ""), ("", "")),
    ],
)
def test_different_or_unknown_names(one, other):
    assert not compare(somebody(*one), somebody(*other))


def test_phone_and_address():
    one = somebody("A", "B", phone="+212600000000", email="a@example.org")
    assert compare(one, somebody("C", "D", email="A@Example.org")) == Reasons(same_email=True)
    assert compare(one, somebody("C", "D", phone="+212600000000")) == Reasons(same_phone=True)
    assert not compare(somebody("A", "B"), somebody("C", "D"))


def test_lookalikes_keep_the_order_and_give_reasons():
    alike, other, same_phone = somebody("A", "B"), somebody("C", "D"), somebody("E", "F", phone="+212600000000")
    found = lookalikes(somebody("a", "b", phone="+212600000000"), [same_phone, other, alike])
    assert found == [(same_phone, Reasons(same_phone=True)), (alike, Reasons(same_name=True))]

"""Eight digits that survive dictation, drawn again when somebody has them already."""

from __future__ import annotations

import pytest

from lms.people import personal_codes
from lms.people.models import Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["{0}", " {1} {2} ", "{1}-{2}"])
def test_it_is_read_however_typed(typed):
    code = personal_codes.new_personal_code()
    assert personal_codes.read_personal_code(typed.format(code, code[:4], code[4:])) == code
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert personal_codes.read_personal_code(arabic) == code


def test_one_wrong_digit_or_two_exchanged_are_noticed():
    code = personal_codes.new_personal_code()
    wrong = {code[:at] + digit + code[at + 1 :] for at in range(8) for digit in "0123456789"} - {code}
    wrong |= {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(7)} - {code}
    assert {typed for typed in wrong if personal_codes.read_personal_code(typed)} == set()


def test_a_code_that_is_taken_is_drawn_again(monkeypatch):
    taken = personal_codes.give_personal_code(PersonFactory())
    draws = iter([taken, taken, "10000002"])
    monkeypatch.setattr(personal_codes, "new_personal_code", lambda: next(draws))
    person = PersonFactory()
    assert personal_codes.give_personal_code(person) == "10000002"
    assert Person.objects.get(pk=person.pk).personal_code == "10000002"


def test_draws_that_are_all_taken_are_said(monkeypatch):
    taken = personal_codes.give_personal_code(PersonFactory())
    monkeypatch.setattr(personal_codes, "new_personal_code", lambda: taken)
    with pytest.raises(personal_codes.CodesExhausted):
        personal_codes.give_personal_code(PersonFactory())

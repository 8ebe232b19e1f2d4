"""Few pairs are compared, and those that matter are among them."""

from __future__ import annotations

import pytest

from lms.people.blocking import LARGEST, candidate_pairs, keys_of, sharing_keys
from lms.people.matching import compare

from .labelled_pairs import labelled_pairs, somebody

LIKELY_PAIRS = [pair for pair in labelled_pairs() if pair.same and compare(pair.one, pair.other).is_likely]


def test_the_likely_pairs_share_a_key():
    apart = [str(pair) for pair in LIKELY_PAIRS if keys_of(pair.one).isdisjoint(keys_of(pair.other))]
    assert len(apart) <= len(LIKELY_PAIRS) * 0.01, apart


def test_each_pair_comes_once_and_the_smaller_position_first():
    persons = [
        somebody("Nadia · Bensouda", "phone=1"), somebody("Omar · Rifi"), somebody("نادية · بنسودة", "phone=1"),
    ]  # fmt: skip
    assert list(candidate_pairs(persons)) == [(0, 2)]


def test_strangers_are_not_compared():
    assert (
        list(candidate_pairs([somebody("Nadia · Bensouda"), somebody("Omar · Rifi"), somebody("هند · الكتاني")])) == []
    )


@pytest.mark.parametrize("province", [lambda n: n % 50, lambda n: 1])
def test_a_name_borne_by_very_many_makes_no_explosion(province):
    many = [somebody("Mohamed · Alaoui", f"province={province(n)}; org={n % 200}") for n in range(1000)]
    assert sum(1 for _pair in candidate_pairs(many)) <= 1000 * LARGEST * 2


def test_in_a_large_group_the_same_place_and_the_same_phone_are_compared():
    many = [somebody("Mohamed · Alaoui", f"province={n}; org={n}") for n in range(100)]
    many += [somebody("Mohammed · El Alaoui", "province=7; org=7"), somebody("محمد · العلوي", "phone=5")]
    many += [somebody("M. · Alaoui", "phone=5")]
    assert {(7, 100), (101, 102)} <= set(candidate_pairs(many))


def test_candidates_get_the_persons_that_share_a_key():
    known = [somebody("Nadia · Bensouda"), somebody("Omar · Rifi"), somebody("Hind · Rifi", "phone=1")]
    candidates = [somebody("نادية · بنسودة"), somebody("Karim · Tazi", "phone=1"), somebody("Karim · Tazi")]
    assert list(sharing_keys(candidates, known)) == [[known[0]], [known[2]], []]

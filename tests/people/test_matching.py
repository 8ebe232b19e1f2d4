"""How likely two records are one human being: what counts for it, what against it, and how often the rule is right."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.people.matching import LIKELY, Match, Place, compare, lookalikes

from .labelled_pairs import Somebody, labelled_pairs, somebody

PAIRS = labelled_pairs()
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéï' -", max_size=14)
ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآـ ", max_size=12)
PLACES = st.builds(Place, st.sampled_from((None, 1, 2)), st.sampled_from((None, 1, 2)))
PERSONS = st.builds(
    Somebody, LETTERS, LETTERS, ARABIC, ARABIC, st.sampled_from(("", "+212611")), st.sampled_from(("", "a@b.c")),
    st.sampled_from(("", "female", "male")), st.lists(PLACES, max_size=2).map(tuple),
)  # fmt: skip


def share(right: int, of: int) -> float:
    return right / of if of else 0.0


@pytest.mark.parametrize("across", [False, True])
def test_the_labelled_pairs_are_told_apart(across):
    pairs = [pair for pair in PAIRS if pair.across_scripts or not across]
    likely = {pair for pair in pairs if compare(pair.one, pair.other).is_likely}
    same = {pair for pair in pairs if pair.same}
    assert share(len(likely & same), len(same)) >= 0.95, [str(pair) for pair in same - likely]
    assert share(len(likely & same), len(likely)) >= 0.90, [str(pair) for pair in likely - same]


def test_the_labelled_pairs_are_many_and_of_every_kind():
    assert len(PAIRS) == len(set(PAIRS)) >= 420
    assert sum(pair.across_scripts for pair in PAIRS) >= 160
    assert min(sum(pair.same for pair in PAIRS), sum(not pair.same for pair in PAIRS)) >= 150


@settings(max_examples=300, deadline=None)
@given(PERSONS, PERSONS)
def test_a_certainty_is_a_percentage_and_the_same_from_both_sides(one, other):
    match = compare(one, other)
    assert match == compare(other, one)
    assert 0 <= match.score <= 100


@settings(max_examples=100, deadline=None)
@given(PERSONS)
def test_a_record_is_itself(person):
    assert compare(person, person).score == 100


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("Nadia · Aït Ali", "nadia · AIT-ALI", ("same_name",)),
        ("Nadia · Aït Ali", "نادية · آيت علي", ("same_name_across_scripts",)),
        ("Nadia · Bencherki", "Nadia · Benkirane", ()),
        ("Salma · Benjelloun", "Salma · Bendjellal", ()),
        ("Hanane · Benjelloun", "Hanane · Benjelloul", ("near_name",)),
    ],
)
def test_names_are_reasons(one, other, reasons):
    assert compare(somebody(one), somebody(other)).reasons == reasons


def test_contacts_and_organisation_are_reasons_whatever_the_names():
    one = somebody("Hind · Rami", "phone=0611; email=a@example.org; org=7")
    assert compare(one, somebody("Omar · Sabri", "email=A@Example.org")).reasons == ("same_email",)
    assert compare(one, somebody("Omar · Sabri", "phone=0611; org=7")).reasons == ("same_phone", "same_organisation")
    assert compare(one, somebody("Omar · Sabri", "phone=0622")) == Match(0)


def test_a_shared_phone_alone_is_a_candidate_but_not_likely():
    match = compare(somebody("Hind · Rami", "phone=0611"), somebody("Omar · Sabri", "phone=0611"))
    assert (match.is_likely, match.is_candidate) == (False, True)


@pytest.mark.parametrize(
    ("about", "about_other"),
    [
        ("province=Rabat", "province=Safi"),
        ("province=Rabat; sex=male", "province=Rabat; sex=female"),
        ("phone=0611; org=1; province=Rabat", "phone=0622; org=2; province=Safi"),
    ],
)
def test_what_speaks_against_a_common_name(about, about_other):
    plain = compare(somebody("Mohamed · Alaoui"), somebody("Mohammed · El Alaoui"))
    against = compare(somebody("Mohamed · Alaoui", about), somebody("Mohammed · El Alaoui", about_other))
    assert against.score < LIKELY <= plain.score


@pytest.mark.parametrize("about", ["org=UPE Rabat", "phone=0611", "email=m@example.org"])
def test_what_speaks_for_a_common_name(about):
    far = [
        somebody("Mohamed · Alaoui", f"{about}; province={province}" if "org" not in about else about)
        for province in ("Rabat", "Safi")
    ]
    assert compare(*far).is_likely


def test_somebody_who_left_before_may_have_moved():
    early = Place(1, 1, started_on=datetime.date(2015, 1, 1), ended_on=datetime.date(2019, 12, 31))
    late = Place(2, 2, started_on=datetime.date(2020, 1, 1))
    base = somebody("Rachid · Bensouda")
    moved = compare(replace(base, places=(early,)), replace(base, places=(late,)))
    at_once = compare(replace(base, places=(replace(early, ended_on=None),)), replace(base, places=(late,)))
    assert moved.score > at_once.score


def test_one_name_as_search_folds_it_is_always_asked_about():
    """The counting rules: the same Latin name in one organisation, the same Arabic name in one province."""
    latin = [
        somebody("Nadia · Aït Ali / سلمى · الإدريسي", "org=1"),
        somebody("NADIA · Ait-Ali / نادية · آيت علي", "org=1"),
    ]
    assert compare(*latin).is_likely
    arabic = [somebody("محمد · العلوي", f"province=1; org={n}; sex={sex}") for n, sex in ((1, "male"), (2, "female"))]
    assert compare(*arabic).is_likely


@pytest.mark.parametrize(
    ("one", "other"),
    [(("", ""), ("", "")), (("Nadia", ""), ("Nadia", "")), (("", "Ali"), ("", "Ali"))],
)
def test_half_a_name_is_no_name(one, other):
    assert not compare(Somebody(*one), Somebody(*other)).is_candidate


def test_lookalikes_come_with_the_most_certain_first():
    alike, other = somebody("Salma · Zeroual"), somebody("Youssef · Lahlou")
    surer = somebody("Salma · Zeroual", "phone=0611")
    found = lookalikes(somebody("salma · ZEROUAL", "phone=0611"), [alike, other, surer])
    assert [person for person, _match in found] == [surer, alike]

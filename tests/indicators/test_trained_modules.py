"""What the register of people reads about trainings is what the figures count."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.indicators import rules
from lms.indicators.selectors import counting_facts, the_commitment, trained_modules, window_of
from lms.people.structures.trainings import trainings_of
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory
from tests.indicators.counting import ask, attend, held_session

pytestmark = pytest.mark.django_db


def test_only_those_trained_by_the_rule_have_the_module(example):
    """The worked example holds part-attendances, a cancelled session and a trainer: the same persons as I-16."""
    facts = counting_facts(window_of(the_commitment()), hours=False)
    everybody = {person.pk for person in example.values()}
    numbers = []
    for day in (datetime.date(2024, month, 28) for month in range(1, 13)):
        found = trained_modules(everybody, day)
        assert set(found) == rules.ever_trained(facts, ask(today=day)) & everybody
        numbers.append(len(found))
    assert numbers[0] < numbers[-1]


def test_a_training_is_known_from_its_last_day_on():
    person, upe = PersonFactory(), OrganisationFactory()
    session = held_session(starts_on=datetime.date(2026, 3, 9))
    attend(session, person, upe, "PPPP")
    code = session.version.course.code
    days = (datetime.date(2026, 3, 9), datetime.date(2026, 3, 10))
    assert [trained_modules([person.pk], day) for day in days] == [{}, {person.pk: [code]}]


def test_nobody_else_is_told():
    session, upe = held_session(), OrganisationFactory()
    persons = [PersonFactory() for _number in range(2)]
    for person in persons:
        attend(session, person, upe, "PPPP")
    assert set(trained_modules([persons[0].pk], datetime.date(2026, 11, 22))) == {persons[0].pk}


def test_the_register_asks_it():
    session, upe = held_session(), OrganisationFactory()
    person = AffiliationFactory(organisation=upe).person
    attend(session, person, upe, "PPPP")
    found = trainings_of([person.pk], datetime.date(2026, 11, 22))
    assert found == {person.pk: [session.version.course.code]}


def test_number_of_queries_does_not_grow():
    session, upe, persons = held_session(), OrganisationFactory(), []

    def queries():
        person = PersonFactory()
        persons.append(person.pk)
        attend(session, person, upe, "PPPP")
        with CaptureQueriesContext(connection) as captured:
            assert set(trained_modules(persons, datetime.date(2026, 11, 22))) == set(persons)
        return len(captured)

    assert len({queries() for _number in range(3)}) == 1

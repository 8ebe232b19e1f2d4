"""The life of an organisation: opened, changed, run by one association after another, closed."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from lms.people.models import Affiliation, ArrondissementPrefecture, Management, Organisation
from lms.people.structures.services import (
    association_of,
    change_management,
    change_organisation,
    close_organisation,
    create_organisation,
    reopen_organisation,
    write_organisation,
)
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory, grant, province

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ON = datetime.date(2026, 3, 2)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


@pytest.fixture
def upe():
    return OrganisationFactory()


@pytest.fixture
def associations():
    return [OrganisationFactory(kind="association") for _number in range(2)]


def facts(**other):
    return {"kind": "upe", "name_fr": "  UPE   Neuve ", "name_ar": "وحدة جديدة", "province": province(), **other}


def managements(upe):
    return list(upe.managements.order_by("started_on").values_list("association", "started_on", "ended_on"))


def spans(organisation):
    return list(organisation.affiliations.order_by("started_on").values_list("started_on", "ended_on"))


class TestFacts:
    def test_it_is_created_and_logged(self, administrator):
        row = create_organisation(actor=administrator, reason="call of 2026", **facts())
        assert (row.name_fr, row.search_text) == ("UPE Neuve", "upe neuve وحده جديده")
        entry = ModelLogEntry.objects.get(action="people.organisation_created")
        assert (entry.user, entry.data) == (administrator, {"kind": "upe", "reason": "call of 2026"})

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "x"},
            {"name_fr": ""},
            {"opened_on": ON, "agreement_from": ON, "agreement_to": ON - DAY},
        ],
    )
    def test_what_breaks_a_rule_is_refused(self, administrator, wrong):
        with pytest.raises(ValidationError):
            create_organisation(actor=administrator, **facts(**wrong))
        assert not Organisation.objects.exists()

    def test_a_part_of_casablanca_belongs_to_casablanca(self, administrator):
        part = ArrondissementPrefecture.objects.get(code="06.141.01.00")
        with pytest.raises(ValidationError) as refused:
            create_organisation(actor=administrator, **facts(arrondissement_prefecture=part))
        assert set(refused.value.error_dict) == {"arrondissement_prefecture"}
        row = create_organisation(
            actor=administrator, **facts(arrondissement_prefecture=part, province=province("06.141"))
        )
        assert row.arrondissement_prefecture == part

    def test_only_what_changed_is_logged(self, administrator, upe):
        change_organisation(upe, actor=administrator, name_fr=upe.name_fr, kind=upe.kind)
        assert not ModelLogEntry.objects.filter(action="people.organisation_changed").exists()
        change_organisation(upe, actor=administrator, agreement_to=ON, name_fr=upe.name_fr)
        assert ModelLogEntry.objects.get(action="people.organisation_changed").data == {"changed": "agreement_to"}

    def test_an_unknown_fact_is_a_mistake_of_the_caller(self, administrator, upe):
        with pytest.raises(TypeError):
            change_organisation(upe, actor=administrator, closed_on=ON)

    def test_only_administrators(self, upe):
        delegate = UserFactory()
        grant(delegate, "territorial_coordinator", province=upe.province)
        for actor in (delegate, UserFactory(coordinates=upe), UserFactory(ministry_officer=True)):
            for act in (
                lambda actor: create_organisation(actor=actor, **facts()),
                lambda actor: change_organisation(upe, actor=actor, name_fr="X"),
                lambda actor: close_organisation(upe, actor=actor, last_day=ON),
                lambda actor: reopen_organisation(upe, actor=actor),
                lambda actor: change_management(upe, None, actor=actor, on=ON),
            ):
                with pytest.raises(PermissionDenied):
                    act(actor)


class TestManagement:
    def test_the_first_one_known_splits_nothing(self, administrator, upe, associations):
        row = AffiliationFactory(organisation=upe)
        change_management(upe, associations[0], actor=administrator)
        assert managements(upe) == [(associations[0].pk, None, None)]
        assert spans(upe) == [(row.started_on, None)]

    def test_a_change_ends_one_begins_the_next_and_splits_the_stays_there(self, administrator, upe, associations):
        change_management(upe, associations[0], actor=administrator, on=upe.opened_on)
        before = AffiliationFactory(organisation=upe, ended_on=ON - DAY)
        across = AffiliationFactory(organisation=upe, profession="educator", ended_on=ON + 9 * DAY)
        first_day = AffiliationFactory(organisation=upe, started_on=ON)
        elsewhere = AffiliationFactory()
        for _ in range(2):
            change_management(upe, associations[1], actor=administrator, on=ON, reason="new agreement")
        assert managements(upe) == [
            (associations[0].pk, upe.opened_on, ON - DAY), (associations[1].pk, ON, None),
        ]  # fmt: skip
        parts = list(across.person.affiliations.order_by("started_on"))
        assert [(row.started_on, row.ended_on, row.profession, row.is_primary) for row in parts] == [
            (across.started_on, ON - DAY, "educator", True),
            (ON, ON + 9 * DAY, "educator", True),
        ]
        for row in (before, first_day, elsewhere):
            kept = Affiliation.objects.get(person=row.person)
            assert (kept.started_on, kept.ended_on) == (row.started_on, row.ended_on)
        entries = ModelLogEntry.objects.filter(action="people.management_changed").order_by("pk")
        assert [entry.data for entry in entries][1:] == [
            {"on": "2026-03-02", "association": associations[1].pk, "staff": 1, "reason": "new agreement"}
        ]

    def test_the_day_is_asked_for(self, administrator, upe, associations):
        change_management(upe, associations[0], actor=administrator)
        with pytest.raises(ValidationError) as refused:
            change_management(upe, associations[1], actor=administrator)
        assert set(refused.value.error_dict) == {"managed_from"}

    @pytest.mark.parametrize("days", [0, -1])
    def test_it_comes_after_the_present_one(self, administrator, upe, associations, days):
        change_management(upe, associations[0], actor=administrator, on=ON)
        with pytest.raises(ValidationError):
            change_management(upe, associations[1], actor=administrator, on=ON + days * DAY)
        assert managements(upe) == [(associations[0].pk, ON, None)]

    def test_an_open_association_and_nothing_else(self, administrator, upe, associations):
        closed = OrganisationFactory(kind="association", closed_on=ON - DAY)
        for wrong in (OrganisationFactory(), closed):
            with pytest.raises(ValidationError) as refused:
                change_management(upe, wrong, actor=administrator, on=ON)
            assert set(refused.value.error_dict) == {"managing_association"}
        assert not Management.objects.exists()

    def test_one_may_leave_without_a_successor(self, administrator, upe, associations):
        change_management(upe, associations[0], actor=administrator, on=upe.opened_on)
        assert change_management(upe, None, actor=administrator, on=ON) is None
        assert managements(upe) == [(associations[0].pk, upe.opened_on, ON - DAY)]
        assert association_of(upe) is None


class TestClosing:
    def test_the_staff_and_the_association_leave_on_the_last_day(self, administrator, upe, associations):
        change_management(upe, associations[0], actor=administrator, on=upe.opened_on)
        AffiliationFactory(organisation=upe)
        left = AffiliationFactory(organisation=upe, ended=True)
        for _ in range(2):
            close_organisation(upe, actor=administrator, last_day=ON)
        assert sorted(upe.affiliations.values_list("ended_on", flat=True)) == [left.ended_on, ON]
        assert managements(upe) == [(associations[0].pk, upe.opened_on, ON)]
        assert ModelLogEntry.objects.get(action="people.organisation_closed").data == {"last_day": str(ON), "staff": 1}
        assert [Affiliation.objects.at_work_on(day).count() for day in (ON, ON + DAY)] == [1, 0]

    def test_another_day_moves_those_who_left_with_it(self, administrator, upe):
        AffiliationFactory(organisation=upe)
        close_organisation(upe, actor=administrator, last_day=ON)
        close_organisation(upe, actor=administrator, last_day=ON + 5 * DAY)
        assert upe.affiliations.get().ended_on == ON + 5 * DAY

    def test_not_before_it_opened_nor_before_somebody_came(self, administrator, upe):
        with pytest.raises(ValidationError):
            close_organisation(upe, actor=administrator, last_day=upe.opened_on - DAY)
        AffiliationFactory(organisation=upe, started_on=ON + DAY)
        with pytest.raises(ValidationError):
            close_organisation(upe, actor=administrator, last_day=ON)
        upe.refresh_from_db()
        assert upe.closed_on is None

    def test_taken_back_everybody_is_there_again_but_those_who_went_elsewhere(self, administrator, upe, associations):
        change_management(upe, associations[0], actor=administrator, on=upe.opened_on)
        stayed = AffiliationFactory(organisation=upe)
        gone = AffiliationFactory(organisation=upe)
        close_organisation(upe, actor=administrator, last_day=ON)
        AffiliationFactory(person=gone.person, started_on=ON + DAY)
        for _ in range(2):
            reopen_organisation(upe, actor=administrator)
        assert [row.person for row in upe.affiliations.filter(ended_on=None)] == [stayed.person]
        assert managements(upe) == [(associations[0].pk, upe.opened_on, None)]
        assert ModelLogEntry.objects.filter(action="people.organisation_reopened").count() == 1


class TestWritingAWholeForm:
    def write(self, organisation, administrator, **other):
        values = {"closed_on": None, "association": None, **other}
        names = ("kind", "name_fr", "name_ar", "province", "opened_on")
        written = {name: getattr(organisation, name) for name in names} if organisation else facts()
        return write_organisation(organisation, actor=administrator, facts=written, **values)

    def test_a_new_one_with_its_association(self, administrator, associations):
        row = self.write(None, administrator, association=associations[0])
        assert managements(row) == [(associations[0].pk, None, None)]

    def test_all_of_it_or_nothing(self, administrator, upe, associations):
        self.write(upe, administrator, association=associations[0])
        upe.name_fr = "Autre nom"
        with pytest.raises(ValidationError):
            self.write(upe, administrator, association=associations[1])
        assert not Organisation.objects.filter(name_fr="Autre nom").exists()

    def test_saving_a_closed_one_again_changes_nothing(self, administrator, upe, associations):
        self.write(upe, administrator, association=associations[0])
        for _ in range(2):
            self.write(upe, administrator, association=associations[0], closed_on=ON)
        assert managements(upe) == [(associations[0].pk, upe.opened_on, ON)]
        assert ModelLogEntry.objects.filter(action="people.organisation_closed").count() == 1

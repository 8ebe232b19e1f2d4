"""Every way into the register asks about a likely double before anything is saved, and whatever makes two records
alike later is noticed at once."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from lms.people import duplicate_search
from lms.people.duplicate_search import find_duplicates, note_duplicates_among
from lms.people.enums import DuplicateState
from lms.people.invitations import invite_person
from lms.people.merging.selectors import pairs_visible_to
from lms.people.models import Duplicate, Invitation, Person, SignInCard
from lms.people.privacy.corrections import correct_contact, correct_identity
from lms.people.staff import change_profession, create_person, record_arrival, record_departure, transfer
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, province

from .import_lists import RABAT, checked, folder_of_its_own, line, recorded

pytestmark = pytest.mark.django_db
HAJAR = {"given_name": "Hajar", "family_name": "Bensouda", "given_name_ar": "", "family_name_ar": "", "email": ""}
IN_ARABIC = {"given_name": "", "family_name": "", "given_name_ar": "هاجر", "family_name_ar": "بنسودة", "email": ""}
ELSEWHERE = "peut-être enregistrée ailleurs"


@pytest.fixture
def upe():
    return OrganisationFactory(name_fr=RABAT)


@pytest.fixture
def coordinator(upe):
    return UserFactory(coordinates=upe)


@pytest.fixture
def colleague(upe):
    """Somebody recorded in the team, without an account."""
    return AffiliationFactory(organisation=upe, person=PersonFactory(**HAJAR)).person


@pytest.fixture
def beside(upe):
    """The same person, recorded in the team in Arabic."""
    return AffiliationFactory(organisation=upe, person=PersonFactory(**IN_ARABIC)).person


@pytest.fixture
def far():
    """The same person, recorded at the other end of the country."""
    unit = OrganisationFactory(province=province("01.511"))
    return AffiliationFactory(organisation=unit, person=PersonFactory(**IN_ARABIC), ended=True).person


def pairs():
    return set(Duplicate.objects.values_list("first", "second"))


class TestInvitingSomebodyRecorded:
    """By letter and by card, on the portal and in the administration."""

    @pytest.fixture(params=["letter", "card"])
    def way(self, request, client, coordinator, colleague):
        client.force_login(coordinator)
        if request.param == "card":
            return reverse("card-issue", args=[colleague.uuid]), {}
        return f"{reverse('invitation-create')}?person={colleague.uuid}", {"email": "hajar@example.org"}

    def opened(self):
        return Invitation.objects.exists() or SignInCard.objects.exists()

    def test_a_double_of_ones_own_is_named_first(self, client, way, beside):
        address, data = way
        for response in (client.get(address), client.post(address, data)):
            page = response.content.decode()
            assert (response.status_code, beside.arabic_name in page) == (200, True)
            assert 'name="confirmed"' in page
        assert not self.opened()
        client.post(address, data | {"confirmed": "on"})
        assert self.opened()

    def test_of_one_elsewhere_only_the_existence_is_told(self, client, way, far):
        address, data = way
        page = client.post(address, data).content.decode()
        assert ELSEWHERE in page
        assert far.arabic_name not in page
        assert not self.opened()
        client.post(address, data | {"confirmed": "on"})
        assert self.opened()

    def test_nobody_is_asked_about_without_a_double(self, client, way):
        address, data = way
        assert 'name="confirmed"' not in client.get(address).content.decode()
        client.post(address, data)
        assert self.opened()

    def test_who_was_told_apart_is_not_asked_about_again(self, client, way, colleague, beside):
        Duplicate.objects.create(first=colleague, second=beside, score=90, state=DuplicateState.DIFFERENT)
        address, data = way
        client.post(address, data)
        assert self.opened()

    def test_the_pair_waits_for_those_who_may_see_both(
        self, coordinator, upe, colleague, far, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            invite_person(colleague, email="hajar@example.org", actor=coordinator, organisation=upe)
        assert pairs() == {(colleague.pk, far.pk)}
        assert not pairs_visible_to(coordinator).exists()
        assert pairs_visible_to(UserFactory(administrator=True)).count() == 1

    def test_the_administration_asks_too(self, client, colleague, far, django_capture_on_commit_callbacks):
        client.force_login(UserFactory(administrator=True, person=None))
        data = {"person": colleague.pk, "email": "hajar@example.org", "role": "learner", "organisation": ""}
        form = client.post(reverse("invitation:add"), data).context["form"]
        assert set(form.errors) == {"somebody_else"}
        assert far.arabic_name in str(form.errors["somebody_else"])
        assert mail.outbox == []
        assert client.post(reverse("invitation:add"), data | {"somebody_else": "on"}).status_code == 302

    def test_a_recovery_card_asks_nothing(self, client, coordinator, colleague, beside):
        UserFactory(person=colleague, learner=True)
        client.force_login(coordinator)
        client.post(reverse("card-issue", args=[colleague.uuid]), {})
        assert SignInCard.objects.exists()


class TestOtherDoors:
    def test_a_newcomer_of_the_roster(self, client, coordinator, upe, far):
        client.force_login(coordinator)
        data = HAJAR | {
            "sex": "female", "profession": "educator", "engagement": "paid", "started_on": "2026-01-05",
            "language": "fr",
        }  # fmt: skip
        address = reverse("organisation-newcomer", args=[upe.uuid])
        page = client.post(address, data).content.decode()
        assert ELSEWHERE in page
        assert far.arabic_name not in page
        assert not Person.objects.filter(given_name="Hajar").exists()
        assert client.post(address, data | {"confirmed": "on"}).status_code == 302


class TestLists:
    @pytest.fixture(autouse=True)
    def empty_folder(self, tmp_path, settings):
        yield from folder_of_its_own(tmp_path, settings)

    def test_a_double_elsewhere_is_noted_on_recording_and_told_to_nobody_else(
        self, client, coordinator, far, django_capture_on_commit_callbacks
    ):
        row = checked(coordinator, line("Bensouda", "Hajar"), line("Ouardi", "Jalal"))
        with django_capture_on_commit_callbacks(execute=True):
            row = recorded(row, coordinator)
        newcomer = Person.objects.get(given_name="Hajar")
        assert pairs() == {(far.pk, newcomer.pk)}
        assert not pairs_visible_to(coordinator).exists()
        client.force_login(coordinator)
        page = client.get(reverse("import-report", args=[row.uuid]), follow=True).content.decode()
        assert far.arabic_name not in page
        assert ELSEWHERE not in page

    def test_somebody_known_with_a_new_place_is_compared_again(
        self, coordinator, upe, django_capture_on_commit_callbacks
    ):
        known = AffiliationFactory(
            organisation=upe, person=PersonFactory(**HAJAR, phone="+212611223344"), ended=True
        ).person
        other = PersonFactory(**IN_ARABIC)
        row = checked(coordinator, line("Bensouda", "Hajar", phone="0611223344", start="01/06/2026"))
        with django_capture_on_commit_callbacks(execute=True):
            recorded(row, coordinator)
        assert known.affiliations.count() == 2
        assert pairs() == {(known.pk, other.pk)}

    def test_many_are_compared_with_those_that_were_not_seen(
        self, coordinator, beside, far, monkeypatch, django_assert_num_queries
    ):
        monkeypatch.setattr(duplicate_search, "FEW", 0)
        upe = beside.affiliations.get().organisation
        new = [AffiliationFactory(organisation=upe, person=PersonFactory(**HAJAR)).person for _ in range(2)]
        waits = Duplicate.objects.create(first=beside, second=new[0], score=60)
        with django_assert_num_queries(8):
            assert note_duplicates_among([person.pk for person in new], unseen_by=coordinator) == 2
        # The dry run has shown those of one's own; what waits about them is not withdrawn.
        assert pairs() == {(waits.first_id, waits.second_id), *((far.pk, person.pk) for person in new)}

    def test_nothing_is_read_for_whoever_sees_everybody(self, colleague, far, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(duplicate_search, "FEW", 0)
        administrator = UserFactory(administrator=True)
        Person.objects.visible_to(administrator).exists()
        with django_assert_num_queries(1):
            assert note_duplicates_among([colleague.pk], unseen_by=administrator) == 0


class TestWhatChangesLater:
    """An initial means somebody within one organisation only: a place makes two records alike."""

    @pytest.fixture
    def known(self, upe):
        return AffiliationFactory(organisation=upe, person=PersonFactory(**HAJAR | {"given_name": "H."})).person

    @pytest.fixture
    def kept(self, django_capture_on_commit_callbacks):
        return lambda: django_capture_on_commit_callbacks(execute=True)

    def test_an_arrival(self, upe, known, kept):
        other = PersonFactory(**IN_ARABIC)
        with kept() as compared:
            record_arrival(other, upe, actor=None, profession="educator")
        assert pairs() == {(known.pk, other.pk)}
        assert len(compared) == 1

    def test_a_move(self, upe, known, kept):
        there = AffiliationFactory(person=PersonFactory(**IN_ARABIC), started_on=datetime.date(2026, 1, 5))
        find_duplicates()
        assert pairs() == set()
        with kept():
            transfer(there, upe, actor=None, on=datetime.date(2026, 3, 2))
        assert pairs() == {(known.pk, there.person_id)}

    def test_a_departure_and_a_change_of_profession(self, upe, known, kept):
        other = AffiliationFactory(person=PersonFactory(**IN_ARABIC), organisation=upe)
        for act in (
            lambda: record_departure(other, actor=None),
            lambda: change_profession(other, actor=None, profession="listener", on=other.started_on),
        ):
            Duplicate.objects.all().delete()
            with kept():
                act()
            assert pairs() == {(known.pk, other.person_id)}

    def test_a_corrected_name_and_a_corrected_phone(self, known, kept):
        person = PersonFactory(given_name="Jalal", family_name="Ouardi", given_name_ar="", family_name_ar="")
        user = UserFactory(person=person)
        with kept():
            correct_contact(person, actor=user, email="", phone="0611223344", language="fr")
        assert pairs() == set()
        Person.objects.filter(pk=known.pk).update(phone="+212611223344")
        with kept():
            correct_identity(person, actor=user, values=HAJAR | {"sex": "female"})
        assert pairs() == {(known.pk, person.pk)}

    def test_several_acts_of_one_transaction_compare_once(self, upe, coordinator, kept):
        with kept() as compared:
            person = create_person(actor=coordinator, given_name="Hajar", family_name="Bensouda")
            record_arrival(person, upe, actor=coordinator, profession="educator")
            invite_person(person, email="hajar@example.org", actor=coordinator, organisation=upe)
        assert len([act for act in compared if "Comparison" in repr(act)]) == 1

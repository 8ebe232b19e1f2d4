"""The search over the register: what waits for a decision, what is decided already, what is shown to whom."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from lms.people.duplicate_search import find_duplicates, note_duplicates_of
from lms.people.enums import DuplicateState, Role
from lms.people.models import Duplicate, Person
from lms.people.reasons import reasons_in_words
from lms.people.selectors import likely_duplicates, lookalikes_of, other_records_of
from lms.people.staff import create_person
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, grant, province

pytestmark = pytest.mark.django_db
LATIN = {"given_name_ar": "", "family_name_ar": "", "email": ""}
ARABIC = {"given_name": "", "family_name": "", "email": ""}


def person(given, family, **facts):
    """Somebody with a name in one alphabet and no address."""
    if given.isascii():
        return PersonFactory(**{**LATIN, "given_name": given, "family_name": family, **facts})
    return PersonFactory(**{**ARABIC, "given_name_ar": given, "family_name_ar": family, **facts})


@pytest.fixture
def two():
    """One human being, recorded in two alphabets."""
    return person("Hajar", "Bensouda"), person("هاجر", "بنسودة")


def pairs():
    return {(row.first, row.second) for row in Duplicate.objects.all()}


class TestTheWholeRegister:
    def test_it_is_searched_once_however_often(self, two):
        person("Jalal", "Ouardi")
        assert [find_duplicates(), find_duplicates()] == [1, 0]
        row = Duplicate.objects.get()
        assert (row.first, row.second, row.state) == (*two, DuplicateState.WAITING)
        assert row.reasons == ["same_name_across_scripts"]

    def test_certainty_is_brought_up_to_date_while_a_pair_waits(self, two):
        find_duplicates()
        before = Duplicate.objects.get().score
        Person.objects.update(phone="+212611223344")
        assert find_duplicates() == 0
        row = Duplicate.objects.get()
        assert row.score > before
        assert row.reasons == ["same_name_across_scripts", "same_phone"]

    def test_a_pair_that_nothing_speaks_for_any_more_is_withdrawn(self, two):
        find_duplicates()
        Person.objects.filter(pk=two[0].pk).update(family_name="Ouardi", given_name="Jalal")
        assert find_duplicates() == 0
        assert pairs() == set()

    @pytest.mark.parametrize("state", [DuplicateState.DIFFERENT, DuplicateState.LATER, DuplicateState.MERGED])
    def test_what_was_decided_stays_decided(self, two, state):
        row = Duplicate.objects.create(first=two[0], second=two[1], score=1, state=state)
        assert find_duplicates() == 0
        row.refresh_from_db()
        assert (row.state, row.score) == (state, 1)

    def test_merged_and_pseudonymised_records_are_left_out(self, two):
        third = person("Hajar", "Ben Souda", pseudonymised_at=timezone.now())
        Person.objects.filter(pk=two[1].pk).update(merged_into=two[0])
        assert find_duplicates() == 0
        assert note_duplicates_of(third.pk) == note_duplicates_of(two[1].pk) == note_duplicates_of(two[0].pk) == 0

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"phone": "+212611223344"}, {"phone": "+212611223344"}),
            ({"email": "upe@example.org"}, {"email": "UPE@example.org"}),
        ],
    )
    def test_a_contact_in_common_is_always_a_candidate(self, first, second):
        one, other = person("Jalal", "Ouardi", **first), person("Hind", "Kettani", **second)
        assert find_duplicates() == 1
        assert pairs() == {(one, other)}

    def test_an_administrator_may_search_and_it_is_logged(self, two):
        administrator = UserFactory(administrator=True, person=None)
        assert find_duplicates(actor=administrator) == 1
        entry = ModelLogEntry.objects.get(action="people.duplicates_searched")
        assert (entry.user, entry.data) == (administrator, {"persons": 2, "found": 1})

    @pytest.mark.parametrize("role", set(Role) - {Role.ADMINISTRATOR, Role.TERRITORIAL_COORDINATOR})
    def test_others_may_not(self, two, role):
        user = UserFactory(person=None)
        grant(user, role, **({"organisation": OrganisationFactory()} if role == Role.UPE_COORDINATOR else {}))
        with pytest.raises(PermissionDenied):
            find_duplicates(actor=user)

    def test_the_command_says_what_it_found(self, two, capsys):
        call_command("find_duplicates")
        assert "1 new pairs" in capsys.readouterr().out

    def test_as_many_queries_for_three_pairs_as_for_one(self, two, django_assert_num_queries):
        with django_assert_num_queries(6):
            find_duplicates()
        for n in range(3):
            person("Jalal", f"Ouardi{'bdm'[n] * 3}", phone=f"+21261122334{n}")
            person("Hind", "Kettani", phone=f"+21261122334{n}")
        with django_assert_num_queries(6):
            assert find_duplicates() >= 3


class TestOneRecord:
    @pytest.mark.parametrize(
        "other",
        [
            ("هاجر", "بنسودة"), ("Hajare", "Ben Souda"), ("Bensouda", "Hajar"), ("Hajar", "Bensoudda"),
            ("Hajar", "Bensouta"),
        ],
    )  # fmt: skip
    def test_it_is_compared_with_what_resembles_it(self, other):
        known, new = person(*other), person("Hajar", "Bensouda")
        assert [note_duplicates_of(new.pk), note_duplicates_of(new.pk)] == [1, 0]
        assert pairs() == {(known, new)}

    def test_an_initial_is_understood_within_an_organisation(self):
        upe = OrganisationFactory()
        known, new = person("H.", "Bensouda"), person("هاجر", "بنسودة")
        assert note_duplicates_of(new.pk) == 0
        for staff in (known, new):
            AffiliationFactory(person=staff, organisation=upe)
        assert note_duplicates_of(new.pk) == 1

    def test_the_search_agrees_with_the_whole_register(self, two):
        note_duplicates_of(two[0].pk)
        found = pairs()
        find_duplicates()
        assert pairs() == found == {two}

    def test_a_new_record_is_compared_once_it_is_kept(self, two, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            new = create_person(actor=None, given_name="Hajar", family_name="Bensouda")
        assert pairs() == {(known, new) for known in two}

    def test_as_many_queries_for_three_lookalikes_as_for_one(self, two, django_assert_max_num_queries):
        with django_assert_max_num_queries(9) as first:
            note_duplicates_of(two[0].pk)
        for _ in range(3):
            person("Hajar", "Bensouda")
        Duplicate.objects.all().delete()
        with django_assert_max_num_queries(9) as second:
            assert note_duplicates_of(two[0].pk) == 4
        assert len(second) == len(first)


class TestWhoIsShown:
    def test_only_persons_of_the_scope_are_named(self, two):
        upe = OrganisationFactory()
        AffiliationFactory(person=two[0], organisation=upe)
        AffiliationFactory(person=two[1], organisation=OrganisationFactory(province=province("01.511")))
        coordinator = UserFactory(coordinates=upe)
        alike = other_records_of(person("Hajar", "Bensouda"), shown=Person.objects.visible_to(coordinator))
        assert ([found for found, _match in alike.persons], alike.elsewhere) == ([two[0]], True)
        everybody = lookalikes_of(Person(given_name="Jalal", family_name="Ouardi"), shown=Person.objects.all())
        assert (everybody.persons, everybody.elsewhere, bool(everybody)) == ([], False, False)

    def test_a_contact_in_common_elsewhere_is_not_told(self):
        person("Jalal", "Ouardi", phone="+212611223344")
        alike = lookalikes_of(
            Person(given_name="Hind", family_name="Kettani", phone="+212611223344"), shown=Person.objects.none()
        )
        assert not alike

    def test_many_candidates_are_matched_at_once(self, two, django_assert_num_queries):
        administrator = UserFactory(administrator=True, person=None)
        candidates = [
            Person(given_name="Hajar", family_name="Bensouda"),
            Person(given_name="Jalal", family_name="Rifi"),
        ]
        likely_duplicates([], user=administrator)
        with django_assert_num_queries(3):
            found = likely_duplicates(candidates, user=administrator)
        with django_assert_num_queries(3):
            likely_duplicates(candidates * 3, user=administrator)
        assert [{known for known, _match in pairs} for pairs in found] == [set(two), set()]
        assert [known for known, _match in found[0]] == [two[0], two[1]]
        assert likely_duplicates(candidates, user=UserFactory(learner=True)) == [[], []]

    def test_reasons_are_said_in_words(self, two):
        ((_person, match),) = other_records_of(two[0], shown=Person.objects.all()).persons
        with override("en"):
            assert reasons_in_words(match.reasons) == ["same name in the other alphabet"]


class TestTheOffice:
    """The administrator's form in Wagtail."""

    DATA = {
        "given_name": "Hajare", "family_name": "Bensouda", "given_name_ar": "", "family_name_ar": "", "sex": "female",
        "language": "fr", "email": "", "phone": "",
    }  # fmt: skip

    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.force_login(UserFactory(administrator=True, person=None))

    def test_it_asks_before_a_double_is_saved(self, client, two):
        response = client.post(reverse("person:add"), self.DATA)
        errors = response.context["form"].errors
        assert (response.status_code, set(errors), len(errors["somebody_else"])) == (200, {"somebody_else"}, 2)
        assert 'name="somebody_else"' in response.content.decode()
        assert 'name="somebody_else"' not in client.get(reverse("person:add")).content.decode()
        assert Person.objects.count() == 2
        assert client.post(reverse("person:add"), self.DATA | {"somebody_else": "on"}).status_code == 302
        assert Person.objects.count() == 3

    def test_somebody_new_is_saved_at_once(self, client, two):
        assert client.post(reverse("person:add"), self.DATA | {"family_name": "Kettani"}).status_code == 302

    def test_a_correction_is_compared_anew(self, client, two, django_capture_on_commit_callbacks):
        third = person("Jalal", "Ouardi")
        assert client.get(reverse("person:edit", args=[third.pk])).status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("person:edit", args=[third.pk]), self.DATA)
        assert response.status_code == 302
        assert pairs() == {(known, third) for known in two}

"""The screens of the review queue: who reads what, what the filters give, what a form does and refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from attendance.enums import MarkStatus
from lms.people.enums import DuplicateState, Role
from lms.people.merging.services import FIELDS
from lms.people.models import Duplicate, Merge, User
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, grant, province

from .merging import REASON, Pair, build_pair, build_place, propose, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return build_pair()


def visit(user: User, name: str, *args: Any, **query: str) -> Any:
    client = Client()
    client.force_login(user)
    with translation.override("fr"):
        return client.get(reverse(name, args=args), query)


def send(user: User, name: str, *args: Any, **values: Any) -> Any:
    client = Client()
    client.force_login(user)
    with translation.override("fr"):
        return client.post(reverse(name, args=args), values)


def territorial(*, code: str) -> User:
    user = UserFactory()
    grant(user, Role.TERRITORIAL_COORDINATOR, province=province(code))
    return user


def shown(response: Any) -> set[int]:
    assert response.status_code == 200
    return {line.pair.pk for line in response.context["lines"]}


def answer(pair: Duplicate, **changes: Any) -> dict[str, Any]:
    """The form as it is sent when everything of the first record stays but the Arabic name."""
    values = {
        "kept": "first", "reason": REASON, "confirmed": "on", "from_given_name": "first", "from_family_name": "first",
        "from_given_name_ar": "second", "from_family_name_ar": "second", "from_email": "first",
    }  # fmt: skip
    return values | changes


class TestQueue:
    def test_each_reviewer_sees_the_pairs_wholly_in_scope(self, pair: Pair) -> None:
        own, elsewhere = propose(pair), propose(build_pair("06.141"))
        mixed = Duplicate.objects.create(first=pair.kept, second=elsewhere.second, score=50)
        assert shown(visit(pair.administrator, "duplicate-list")) == {own.pk, elsewhere.pk, mixed.pk}
        assert shown(visit(UserFactory(auditor=True), "duplicate-list")) == {own.pk, elsewhere.pk, mixed.pk}
        assert shown(visit(territorial(code="04.421"), "duplicate-list")) == {own.pk}
        assert shown(visit(territorial(code="09.001"), "duplicate-list")) == set()

    @pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER, Role.CONTENT_EDITOR, Role.MINISTRY_OFFICER])
    def test_nobody_else_finds_these_screens(self, pair: Pair, role: Role) -> None:
        waiting, user = propose(pair), UserFactory(with_role=role)
        names = [
            ("duplicate-list",),
            ("duplicate-detail", waiting.pk),
            ("merge-list",),
            ("merge-undo", pair.merge().pk),
        ]
        assert [visit(user, *name).status_code for name in names] == [404] * 4
        assert visit(UserFactory(coordinates=pair.unit), "duplicate-list").status_code == 404

    def test_filters(self, pair: Pair) -> None:
        first = propose(pair, score=60, reasons=["same_name"])
        second = propose(build_pair("06.141"), score=95, reasons=["same_name_across_scripts", "same_phone"])
        put_off = Duplicate.objects.create(
            first=PersonFactory(), second=PersonFactory(), score=70, state=DuplicateState.LATER
        )

        def found(**query: str) -> list[int]:
            return [line.pair.pk for line in visit(pair.administrator, "duplicate-list", **query).context["lines"]]

        assert found() == [second.pk, first.pk]
        assert found(sort="unlikely") == [first.pk, second.pk]
        assert found(sort="newest") == [second.pk, first.pk]
        assert found(reason="same_name") == [first.pk]
        assert found(reason="same_phone") == [second.pk]
        assert found(province="06.141") == [second.pk]
        assert found(region="04") == [first.pk]
        assert found(q="bénnani") == [second.pk, first.pk]
        assert found(q="نزهة") == []
        assert found(state="later") == [put_off.pk]
        assert found(state="nonsense", region="99", page="x") == [second.pk, first.pk]

    def test_what_was_typed_stays(self, pair: Pair) -> None:
        page = visit(pair.administrator, "duplicate-list", q="Zzz", reason="same_phone").content.decode()
        assert 'value="Zzz"' in page
        assert '<option value="same_phone" selected>' in page

    def test_as_many_queries_for_three_as_for_one(self, pair: Pair) -> None:
        def queries(name: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                visit(pair.administrator, name)
            return len(captured)

        propose(pair)
        build_pair().merge()
        queries("duplicate-list")  # what every first page asks for once
        one = queries("duplicate-list"), queries("merge-list")
        for another in (build_pair("06.141"), build_pair("09.001")):
            propose(another)
            AffiliationFactory(person=another.kept, is_primary=False)
            build_pair().merge()
        assert (queries("duplicate-list"), queries("merge-list")) == one


class TestComparing:
    def test_both_records_side_by_side(self, pair: Pair) -> None:
        waiting = propose(pair)
        register(build_place().sessions[0], pair.absorbed, MarkStatus.PRESENT)
        page = visit(pair.administrator, "duplicate-detail", waiting.pk)
        different = {name for name, line in zip(FIELDS, page.context["lines"], strict=False) if line.is_different}
        assert different == {"given_name", "family_name", "given_name_ar", "family_name_ar", "email"}
        assert [len(line.second) for line in page.context["lines"]][len(FIELDS) :].count(1) == 2
        # The registration, the access that this very page is, and what both had before.
        assert [row.counts for row in page.context["passing"]] == [(0, 1), (1, 1), (1, 1)]
        body = page.content.decode()
        assert '<bdi dir="rtl" lang="ar">فاطمة الزهراء</bdi>' in body
        assert '<bdi dir="ltr">Fatima-Zahra</bdi>' in body

    def test_as_many_queries_whatever_they_have(self, pair: Pair) -> None:
        waiting, place = propose(pair), build_place()

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                visit(pair.administrator, "duplicate-detail", waiting.pk)
            return len(captured)

        queries()
        register(place.sessions[0], pair.absorbed)
        one = queries()
        register(place.sessions[1], pair.absorbed)
        AffiliationFactory(person=pair.absorbed, is_primary=False)
        assert queries() == one

    def test_nothing_of_another_territory_is_told(self, pair: Pair) -> None:
        waiting = propose(pair)
        elsewhere = OrganisationFactory(name_fr="UPE de Tata Canari", province=province("09.001"))
        AffiliationFactory(person=pair.kept, organisation=elsewhere, is_primary=False)
        place = build_place()
        register(place.sessions[0], pair.kept, organisation=elsewhere)
        for name, args in (("duplicate-list", ()), ("duplicate-detail", (waiting.pk,))):
            page = visit(territorial(code="04.421"), name, *args).content.decode()
            assert "Bennani" in page
            assert "Canari" not in page
            assert str(place.sessions[0].title) not in page

    def test_the_auditor_reads_without_a_form(self, pair: Pair) -> None:
        waiting, auditor = propose(pair), UserFactory(auditor=True)
        assert visit(auditor, "duplicate-detail", waiting.pk).context["form"] is None
        for name in ("duplicate-detail", "duplicate-different", "duplicate-later"):
            assert send(auditor, name, waiting.pk, **answer(waiting)).status_code == 404
        assert Duplicate.objects.get().state == DuplicateState.WAITING

    def test_out_of_scope_is_not_found(self, pair: Pair) -> None:
        waiting, user = propose(pair), territorial(code="06.141")
        row = build_pair().merge()
        assert visit(user, "duplicate-detail", waiting.pk).status_code == 404
        assert send(user, "duplicate-different", waiting.pk).status_code == 404
        assert visit(user, "merge-undo", row.pk).status_code == 404


class TestDeciding:
    def test_merged_as_chosen_and_undone(self, pair: Pair) -> None:
        waiting = propose(pair)
        response = send(pair.administrator, "duplicate-detail", waiting.pk, **answer(waiting))
        assert (response.status_code, response.url) == (302, "/fr/duplicates/merges/")
        pair.kept.refresh_from_db()
        assert (pair.kept.latin_name, pair.kept.arabic_name) == ("Fatima-Zahra Bennani", "فاطمة الزهراء بناني")
        row = Merge.objects.get()
        assert shown(visit(pair.administrator, "duplicate-list")) == set()
        assert [merge.pk for merge in visit(pair.administrator, "merge-list").context["page_obj"]] == [row.pk]
        assert send(pair.administrator, "merge-undo", row.pk, reason="Deux sœurs").status_code == 302
        assert shown(visit(pair.administrator, "duplicate-list")) == {waiting.pk}
        pair.kept.refresh_from_db()
        assert pair.kept.arabic_name == ""

    def test_the_second_record_can_be_the_one_kept(self, pair: Pair) -> None:
        waiting = propose(pair)
        send(pair.administrator, "duplicate-detail", waiting.pk, **answer(waiting, kept="second"))
        assert Merge.objects.get().kept == pair.absorbed
        pair.absorbed.refresh_from_db()
        assert pair.absorbed.latin_name == "Fatima-Zahra Bennani"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"reason": "  "}, "reason"), ({"reason": "x" * 301}, "reason"), ({"confirmed": ""}, "confirmed"),
            ({"kept": "third"}, "kept"), ({"from_email": ""}, "from_email"),
        ],
    )  # fmt: skip
    def test_a_mistake_is_shown_beside_its_field(self, pair: Pair, changes: dict[str, str], field: str) -> None:
        waiting = propose(pair)
        response = send(pair.administrator, "duplicate-detail", waiting.pk, **answer(waiting, **changes))
        assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
        assert Merge.objects.count() == 0

    def test_what_the_service_refuses_is_shown(self, pair: Pair) -> None:
        waiting = propose(pair)
        UserFactory(person=pair.kept, is_active=False)
        UserFactory(person=pair.absorbed)
        response = send(pair.administrator, "duplicate-detail", waiting.pk, **answer(waiting))
        assert response.status_code == 422
        assert len(response.context["form"].non_field_errors()) == 1

    def test_sent_twice_merges_once(self, pair: Pair) -> None:
        waiting = propose(pair)
        send(pair.administrator, "duplicate-detail", waiting.pk, **answer(waiting))
        response = send(pair.administrator, "duplicate-detail", waiting.pk, **answer(waiting))
        assert (response.status_code, Merge.objects.count()) == (302, 1)

    def test_two_persons_or_later(self, pair: Pair) -> None:
        waiting = propose(pair)
        send(pair.administrator, "duplicate-later", waiting.pk)
        assert shown(visit(pair.administrator, "duplicate-list", state="later")) == {waiting.pk}
        send(pair.administrator, "duplicate-different", waiting.pk)
        assert shown(visit(pair.administrator, "duplicate-list")) == set()
        assert shown(visit(pair.administrator, "duplicate-list", state="different")) == {waiting.pk}

    def test_undoing_says_what_stands_in_the_way(self, pair: Pair) -> None:
        row = pair.merge(fields={"email": "absorbed"})
        pair.kept.refresh_from_db()
        pair.kept.email = "autre@example.org"
        pair.kept.save()
        response = send(pair.administrator, "merge-undo", row.pk, reason="Erreur")
        assert response.status_code == 422
        assert str(pair.kept.pk) in response.context["form"].non_field_errors()[0]
        assert response.context["form"]["reason"].value() == "Erreur"

    def test_the_address_of_the_record_absorbed_leads_to_the_one_kept(self, pair: Pair) -> None:
        pair.merge()
        coordinator = UserFactory(coordinates=pair.unit)
        page = visit(coordinator, "invitation-create", person=str(pair.absorbed.uuid))
        assert page.context["person"] == pair.kept
        stranger = UserFactory(coordinates=OrganisationFactory())
        assert visit(stranger, "invitation-create", person=str(pair.absorbed.uuid)).status_code == 404

"""Requests about one's data: asked once, answered in time by somebody else, told to the person."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.people.enums import DataRequestState, Role
from lms.people.models import DataRequest, Person, PersonAccess, User
from lms.people.privacy.data_requests import ask_correction, ask_erasure, carry_out, due_on, refuse, take_back
from tests.factories import PersonFactory, UserFactory

LIST = "/fr/my-data/requests/"
VALUES = {"given_name": "Samira", "family_name": "Corrigée", "given_name_ar": "", "family_name_ar": "", "sex": "female"}


@pytest.fixture
def learner(db: None) -> User:
    return UserFactory(learner=True)


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(administrator=True)


@pytest.fixture
def correction(learner: User) -> DataRequest:
    return ask_correction(learner.person, actor=learner, values=VALUES, message="Faute")


@pytest.fixture
def office(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.mark.parametrize(
    ("asked", "due"),
    [("2026-11-22", "2026-12-02"), ("2026-02-20", "2026-03-02"), ("2026-12-25", "2027-01-04")],
)
def test_ten_clear_days(asked: str, due: str) -> None:
    assert due_on(datetime.date.fromisoformat(asked)) == datetime.date.fromisoformat(due)


class TestAsking:
    def test_erasure(self, client: Client, learner: User) -> None:
        client.force_login(learner)
        assert client.post("/fr/my-data/erasure/", {"message": "Je pars"}).status_code == 422
        assert client.post("/fr/my-data/erasure/", {"message": "Je pars", "confirmed": "on"}).url == "/fr/my-data/"
        row = DataRequest.objects.get(person=learner.person)
        assert (row.kind, row.state, row.message) == ("erasure", "waiting", "Je pars")
        assert row.due_on == timezone.localdate() + datetime.timedelta(days=10)
        again = client.post("/fr/my-data/erasure/", {"confirmed": "on"})
        assert (again.status_code, DataRequest.objects.count()) == (422, 1)
        entry = ModelLogEntry.objects.get(action="people.data_requested")
        assert (entry.user, entry.data) == (learner, {"kind": "erasure"})

    def test_one_of_each_kind_waits(self, learner: User, correction: DataRequest) -> None:
        with pytest.raises(ValidationError) as refusal:
            ask_correction(learner.person, actor=learner, values=VALUES | {"sex": "male"})
        assert refusal.value.code == "waiting"
        assert ask_erasure(learner.person, actor=learner).pk != correction.pk

    def test_nobody_asks_for_somebody_else(self, learner: User, administrator: User) -> None:
        with pytest.raises(PermissionDenied):
            ask_erasure(learner.person, actor=administrator)

    def test_taken_back(self, client: Client, learner: User, correction: DataRequest) -> None:
        client.force_login(learner)
        address = f"{LIST}{correction.uuid}/take-back/"
        for _time in range(2):
            assert client.post(address).url == "/fr/my-data/"
        correction.refresh_from_db()
        assert (correction.state, correction.changes) == (DataRequestState.WITHDRAWN, {})
        assert ModelLogEntry.objects.filter(action="people.data_request_closed").count() == 1
        assert ask_correction(learner.person, actor=learner, values=VALUES).state == DataRequestState.WAITING

    def test_only_ones_own_is_taken_back(self, client: Client, correction: DataRequest, administrator: User) -> None:
        for user in (UserFactory(learner=True), administrator):
            client.force_login(user)
            assert client.post(f"{LIST}{correction.uuid}/take-back/").status_code == 404
            with pytest.raises(PermissionDenied):
                take_back(correction, actor=user)


class TestAnswering:
    def test_a_correction(
        self, office: Client, learner: User, correction: DataRequest, administrator: User,
        django_capture_on_commit_callbacks: Any,
    ) -> None:  # fmt: skip
        page = office.get(f"{LIST}{correction.uuid}/").content.decode()
        assert "Samira" in page
        assert learner.person.given_name in page
        with django_capture_on_commit_callbacks(execute=True):
            response = office.post(f"{LIST}{correction.uuid}/", {"decision": "carry_out", "answer": "Fait."})
        assert response.url == LIST
        person = Person.objects.get(pk=learner.person_id)
        assert (person.latin_name, person.arabic_name) == ("Samira Corrigée", "")
        correction.refresh_from_db()
        assert (correction.state, correction.decided_by, correction.changes, correction.answer) == (
            DataRequestState.DONE, administrator, {}, "Fait.",
        )  # fmt: skip
        (letter,) = mail.outbox
        assert letter.to == [person.email]
        assert "Fait." in letter.body
        assert "Samira" not in letter.body
        assert PersonAccess.objects.get(person=person, viewer=administrator).role == Role.ADMINISTRATOR

    def test_a_refusal_says_why(
        self, office: Client, learner: User, correction: DataRequest, django_capture_on_commit_callbacks: Any
    ) -> None:
        silent = office.post(f"{LIST}{correction.uuid}/", {"decision": "refuse", "answer": " "})
        assert silent.status_code == 422
        assert set(silent.context["form"].errors) == {"answer"}
        with django_capture_on_commit_callbacks(execute=True):
            office.post(f"{LIST}{correction.uuid}/", {"decision": "refuse", "answer": "Pièce manquante"})
        learner.person.refresh_from_db()
        assert learner.person.given_name != "Samira"
        client = Client()
        client.force_login(learner)
        assert "Pièce manquante" in client.get("/fr/my-data/").content.decode()
        assert "Pièce manquante" in mail.outbox[0].body

    def test_an_erasure(self, office: Client, learner: User, django_capture_on_commit_callbacks: Any) -> None:
        address = learner.person.email
        row = ask_erasure(learner.person, actor=learner, message="Je pars")
        with django_capture_on_commit_callbacks(execute=True):
            office.post(f"{LIST}{row.uuid}/", {"decision": "carry_out", "answer": ""})
        row.refresh_from_db()
        assert (row.state, row.message, row.answer) == (DataRequestState.DONE, "", "")
        assert Person.objects.get(pk=learner.person_id).pseudonymised_at is not None
        assert [letter.to for letter in mail.outbox] == [[address]]
        assert office.get(f"{LIST}{row.uuid}/").status_code == 200

    def test_nobody_answers_their_own(self, office: Client, administrator: User) -> None:
        row = ask_correction(administrator.person, actor=administrator, values=VALUES)
        assert "decision" not in office.get(f"{LIST}{row.uuid}/").content.decode()
        assert office.post(f"{LIST}{row.uuid}/", {"decision": "carry_out"}).status_code == 404
        for answer in (carry_out, refuse):
            with pytest.raises(PermissionDenied):
                answer(row, actor=administrator, answer="x")

    def test_an_administrator_is_not_erased(self, office: Client, django_capture_on_commit_callbacks: Any) -> None:
        other = UserFactory(administrator=True)
        row = ask_erasure(other.person, actor=other)
        response = office.post(f"{LIST}{row.uuid}/", {"decision": "carry_out"})
        assert response.status_code == 422
        row.refresh_from_db()
        assert row.state == DataRequestState.WAITING
        assert not ModelLogEntry.objects.filter(action="people.data_request_closed").exists()

    def test_what_is_closed_stays_closed(self, correction: DataRequest, administrator: User, learner: User) -> None:
        refuse(correction, actor=administrator, answer="Non")
        carry_out(correction, actor=administrator)
        take_back(correction, actor=learner)
        correction.refresh_from_db()
        assert (correction.state, correction.answer) == (DataRequestState.REFUSED, "Non")

    def test_nobody_but_administrators(self, client: Client, correction: DataRequest) -> None:
        for role in set(Role) - {Role.ADMINISTRATOR, Role.UPE_COORDINATOR, Role.TERRITORIAL_COORDINATOR}:
            user = UserFactory(with_role=role)
            client.force_login(user)
            assert client.get(LIST).status_code == 404
            assert client.get(f"{LIST}{correction.uuid}/").status_code == 404
            with pytest.raises(PermissionDenied):
                carry_out(correction, actor=user)


class TestList:
    def test_the_most_urgent_first_and_overdue(self, office: Client) -> None:
        today = timezone.localdate()
        for days in (0, -1, 1):
            DataRequest.objects.create(
                person=PersonFactory(), kind="erasure", due_on=today + datetime.timedelta(days=days)
            )
        response = office.get(LIST)
        assert [(row.due_on - today).days for row in response.context["page"]] == [-1, 0, 1]
        assert response.content.decode().count("badge--bad") == 1

    def test_closed_ones_are_another_list(self, office: Client, correction: DataRequest, administrator: User) -> None:
        refuse(correction, actor=administrator, answer="Non")
        assert 'class="empty"' in office.get(LIST).content.decode()
        assert list(office.get(LIST, {"state": "refused"}).context["page"]) == [correction]
        assert office.get(LIST, {"state": "nonsense"}).status_code == 200

    def test_queries_do_not_grow(self, office: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                office.get(LIST)
            return len(captured)

        def add() -> None:
            DataRequest.objects.create(person=PersonFactory(), kind="erasure", due_on=timezone.localdate())

        add()
        queries()
        one = queries()
        add()
        add()
        assert queries() == one

"""My data: all of it, the same in every form, corrected by oneself."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from attendance.models import Registration
from lms.indicators.worked_example import load_worked_example
from lms.people.enums import DataRequestKind, DataRequestState
from lms.people.models import DataRequest, Person, User
from lms.people.privacy.corrections import correct_contact, correct_identity, needs_approval
from lms.people.privacy.portrait import PARTS, as_document, portrait_of
from tests.factories import AffiliationFactory, EnrolmentFactory, RegistrationFactory, UserFactory
from tests.people.privacy import canary

PAGE = "/fr/my-data/"


@pytest.fixture
def learner(db: None) -> User:
    return UserFactory(learner=True)


@pytest.fixture
def signed(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


@pytest.fixture
def traced(db: None, settings: Any, tmp_path: Any) -> User:
    """Somebody with something in every part."""
    settings.MEDIA_ROOT = tmp_path
    load_worked_example()
    person = Registration.objects.filter(session__status="held", capacity="participant").order_by("pk").first().person  # type: ignore[union-attr]
    return canary.leave_traces(person, UserFactory(administrator=True))


def test_every_part_is_told(traced: User) -> None:
    parts = {told.code: len(told.lines) for told in portrait_of(traced.person)}
    assert set(parts) == set(PARTS) == {
        "identity", "affiliations", "account", "roles", "invitations", "cards", "notices", "requests", "accesses",
        "registrations", "attendance", "follow_ups", "quality_checks", "enrolments", "lessons", "attempts",
        "certificates", "certificate_events",
    }  # fmt: skip
    # She observed no session, read no lesson, and nobody has opened her record yet.
    assert {code for code, lines in parts.items() if not lines} <= {"quality_checks", "lessons", "accesses"}
    assert parts["identity"] == 2  # her record, and the one merged into it


def test_what_is_hers_is_in_it(traced: User) -> None:
    text = json.dumps(as_document(traced.person), ensure_ascii=False)
    hers = {*canary.NAMES.values(), canary.PHONE, canary.EMAIL, canary.CODE, canary.USERNAME, canary.SIGN_IN_EMAIL,
            canary.SIGN_IN_PHONE, canary.INVITED_AT, "Rappeler Kanariette"}  # fmt: skip
    assert [word for word in hers if word not in text] == []
    assert "credential" not in text
    assert "password" not in text
    assert "code_digest" not in text


def test_page_and_files_say_the_same(client: Client, traced: User) -> None:
    client.force_login(traced)
    page = client.get(PAGE).content.decode()
    html = client.get("/fr/my-data/export.html")
    data = json.loads(client.get("/fr/my-data/export.json").content)
    assert data["person"] == str(traced.person.uuid)
    assert html["Content-Disposition"] == 'attachment; filename="takwin-my-data.html"'
    for name in (*canary.NAMES.values(), canary.PHONE, canary.CODE):
        assert name in page
        assert name in html.content.decode()
    rows = data["parts"]["affiliations"]
    assert rows[0]["profession"] == traced.person.affiliations.first().profession  # type: ignore[union-attr]
    assert datetime.date.fromisoformat(rows[0]["from"])
    log = ModelLogEntry.objects.filter(action="people.data_exported").values_list("data", flat=True)
    assert sorted(entry["format"] for entry in log) == ["html", "json"]


def test_in_arabic(client: Client, traced: User) -> None:
    client.force_login(traced)
    page = client.get("/ar/my-data/").content.decode()
    assert 'dir="rtl"' in page
    assert canary.NAMES["family_name_ar"] in page


def test_queries_do_not_grow(signed: Client, learner: User) -> None:
    def add() -> None:
        AffiliationFactory(person=learner.person, ended=True)
        RegistrationFactory(person=learner.person)
        EnrolmentFactory(person=learner.person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed.get(PAGE).status_code == 200
        return len(captured)

    add()
    queries()
    one = queries()
    add()
    add()
    assert queries() == one


def test_an_account_without_a_person(client: Client, db: None) -> None:
    client.force_login(UserFactory(person=None, email=""))
    assert client.get(PAGE).status_code == 200
    for address in ("export.json", "export.html", "correct/", "erasure/"):
        assert client.get(PAGE + address).status_code == 404


class TestCorrecting:
    def test_contact_at_once(self, signed: Client, learner: User) -> None:
        typed = {"form": "contact", "email": " New@Example.org", "phone": "06 12-34-56-78", "language": "ar"}
        assert signed.post(PAGE + "correct/", typed).url == PAGE
        person = Person.objects.get(pk=learner.person_id)
        assert (person.email, person.phone, person.language) == ("new@example.org", "+212612345678", "ar")
        entry = ModelLogEntry.objects.get(action="people.data_corrected")
        assert entry.data == {"fields": "email, language, phone"}

    def test_the_same_again_changes_nothing(self, learner: User) -> None:
        person = learner.person
        correct_contact(person, actor=learner, email=person.email, phone="", language=person.language)
        assert not ModelLogEntry.objects.filter(action="people.data_corrected").exists()

    def test_bad_values_stay_as_typed(self, signed: Client, learner: User) -> None:
        typed = {"form": "contact", "email": "nowhere", "phone": "12", "language": "fr"}
        response = signed.post(PAGE + "correct/", typed)
        text = response.content.decode()
        assert response.status_code == 422
        assert set(response.context["contact"].errors) == {"email", "phone"}
        assert 'value="nowhere"' in text
        assert 'value="12"' in text
        assert "field--error" in text
        learner.person.refresh_from_db()
        assert learner.person.email != "nowhere"

    def test_names_at_once_without_a_certificate(self, signed: Client, learner: User) -> None:
        typed = {"form": "identity", **canary.NAMES, "sex": "male"}
        assert signed.post(PAGE + "correct/", typed).url == PAGE
        person = Person.objects.get(pk=learner.person_id)
        assert (person.latin_name, person.sex) == (canary.FULL, "male")
        assert "kanariette" in person.search_text
        assert not DataRequest.objects.exists()
        assert ModelLogEntry.objects.get(action="people.data_corrected").data == {
            "fields": "family_name, family_name_ar, given_name, given_name_ar, sex"
        }

    def test_no_name_at_all_is_refused(self, signed: Client, learner: User) -> None:
        typed = {"form": "identity", **dict.fromkeys(canary.NAMES, ""), "sex": "female"}
        response = signed.post(PAGE + "correct/", typed)
        assert response.status_code == 422
        assert len(response.context["identity"].non_field_errors()) == 1

    def test_a_national_identity_number_is_refused(self, signed: Client) -> None:
        typed = {"form": "identity", **canary.NAMES, "given_name": "Salma BE123456", "sex": "female"}
        assert set(signed.post(PAGE + "correct/", typed).context["identity"].errors) == {"given_name"}

    def test_with_a_certificate_it_is_a_request(self, client: Client, traced: User) -> None:
        client.force_login(traced)
        DataRequest.objects.all().delete()
        person = traced.person
        assert needs_approval(person)
        values = {**canary.NAMES, "family_name": "Corrigée", "sex": person.sex}
        response = client.post(PAGE + "correct/", {"form": "identity", **values, "message": "Faute de frappe"})
        assert response.url == PAGE
        row = DataRequest.objects.get(kind=DataRequestKind.CORRECTION)
        assert (row.changes, row.message, row.state) == (
            {"family_name": "Corrigée"},
            "Faute de frappe",
            DataRequestState.WAITING,
        )
        person.refresh_from_db()
        assert person.family_name == canary.NAMES["family_name"]
        with pytest.raises(PermissionDenied):
            correct_identity(person, actor=traced, values=values)
        assert 'value="identity"' not in client.get(PAGE + "correct/").content.decode()

    def test_nothing_different_is_no_request(self, client: Client, traced: User) -> None:
        client.force_login(traced)
        DataRequest.objects.all().delete()
        values = {name: getattr(traced.person, name) for name in (*canary.NAMES, "sex")}
        response = client.post(PAGE + "correct/", {"form": "identity", **values})
        assert response.status_code == 422
        assert not DataRequest.objects.exists()

    def test_nobody_elses(self, learner: User) -> None:
        other = UserFactory(administrator=True)
        for correct in (
            lambda: correct_contact(learner.person, actor=other, email="", phone="", language="fr"),
            lambda: correct_identity(learner.person, actor=other, values=canary.NAMES | {"sex": "male"}),
        ):
            with pytest.raises(PermissionDenied):
                correct()


def test_extra_fields_change_nothing(signed: Client, learner: User) -> None:
    before = Person.objects.filter(pk=learner.person_id).values("is_demo", "personal_code", "merged_into")[0]
    typed = {"form": "contact", "email": "", "phone": "", "language": "fr", "is_demo": "on", "personal_code": "X",
             "given_name": "Autre"}  # fmt: skip
    assert signed.post(PAGE + "correct/", typed).status_code == 302
    after = Person.objects.get(pk=learner.person_id)
    assert {name: getattr(after, f"{name}_id" if name == "merged_into" else name) for name in before} == before
    assert after.given_name == learner.person.given_name

"""Certificates on screen: each sees their own, the office issues, nobody else does."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from certificates.enums import CertificateState
from certificates.issuing import issue_for_session
from certificates.models import Certificate
from lms.people.models import Person, User
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
FUZZ = ["", "   ", "'", "<script>alert(1)</script>", "\u202eabc", "x" * 5000, "AB 123456", "🙂", "\x00", "٣"]


def address(name: str, *args: object) -> str:
    with translation.override("fr"):
        return reverse(name, args=args)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def account_of(person: Person) -> User:
    return UserFactory(person=person, learner=True)


def test_the_administrator_issues_all_in_one_action(hold_session: Callable) -> None:
    held = hold_session(4, 4, 0)
    client = signed_in(held.administrator)
    page = client.get(address("session-certificates", held.session.uuid))
    assert page.context["to_issue"] == 2
    for _ in range(2):
        response = client.post(address("session-certificates-issue", held.session.uuid))
        assert response.status_code == 302
    assert Certificate.objects.count() == 2
    assert client.get(address("session-certificates", held.session.uuid)).context["to_issue"] == 0


def test_a_trainer_reads_the_certificates_of_their_session_and_issues_none(hold_session: Callable) -> None:
    held = hold_session(4)
    client = signed_in(held.trainer)
    assert client.get(address("session-certificates", held.session.uuid)).context["may_issue"] is False
    assert client.post(address("session-certificates-issue", held.session.uuid)).status_code == 404
    assert not Certificate.objects.exists()


def test_an_open_session_says_what_is_missing(hold_session: Callable) -> None:
    held = hold_session(4, close=False)
    client = signed_in(held.administrator)
    assert client.get(address("session-certificates", held.session.uuid)).context["obstacle"]
    client.post(address("session-certificates-issue", held.session.uuid))
    assert not Certificate.objects.exists()


def test_the_holder_downloads_a_pdf_and_nobody_elses(hold_session: Callable) -> None:
    held = hold_session(4, 4)
    issue_for_session(held.session, actor=held.administrator)
    mine, other = (Certificate.objects.get(person=person) for person in held.people)
    client = signed_in(account_of(held.people[0]))

    response = client.get(address("certificate-pdf", mine.uuid))
    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert response["Content-Type"] == "application/pdf"
    assert mine.serial in text
    assert client.get(address("certificate-pdf", other.uuid)).status_code == 404
    assert list(client.get(address("certificate-list")).context["mine"]) == [mine]
    assert "page" not in client.get(address("certificate-list")).context


def test_the_coordinator_sees_the_team_and_not_the_neighbours(hold_session: Callable) -> None:
    held = hold_session(4)
    elsewhere = hold_session(4)
    for each in (held, elsewhere):
        issue_for_session(each.session, actor=held.administrator)
    client = signed_in(UserFactory(coordinates=held.upe))
    rows = client.get(address("certificate-list")).context["page"].object_list
    assert [row.person for row in rows] == held.people
    assert client.get(address("session-certificates", elsewhere.session.uuid)).status_code == 404
    nobody = signed_in(UserFactory(coordinates=OrganisationFactory()))
    assert list(nobody.get(address("certificate-list")).context["page"].object_list) == []


def test_the_register_is_searched_by_folded_name_and_serial(hold_session: Callable) -> None:
    held = hold_session(4, 4)
    first = held.people[0]
    first.family_name, first.family_name_ar = "Aït Lahcen", "أيت لحسن"
    first.save()
    issue_for_session(held.session, actor=held.administrator)
    client = signed_in(held.administrator)

    def found(**query: str) -> list[Person]:
        return [row.person for row in client.get(address("certificate-list"), query).context["page"].object_list]

    assert found(q="ait LAHCEN") == [first]
    assert found(q="ايت لحسن") == [first]
    assert found(q=Certificate.objects.get(person=first).serial) == [first]
    assert found(q="zzz") == []
    assert found(state="revoked") == []
    assert client.get(address("certificate-list"), {"state": "x", "page": "-3"}).status_code == 200


@pytest.mark.parametrize("name", ["certificate-replace", "certificate-revoke"])
def test_ending_a_certificate_asks_why_and_is_the_offices_alone(hold_session: Callable, name: str) -> None:
    held = hold_session(4)
    issue_for_session(held.session, actor=held.administrator)
    certificate = Certificate.objects.get()
    url = address(name, certificate.uuid)
    assert signed_in(held.trainer).get(url).status_code == 404
    assert signed_in(held.trainer).post(url, {"reason": "x"}).status_code == 404

    client = signed_in(held.administrator)
    response = client.post(url, {"reason": "AB 123456"})
    assert response.context["form"].errors["reason"]
    assert "AB 123456" in response.content.decode()
    client.post(url, {"reason": "Nom mal écrit"})
    certificate.refresh_from_db()
    assert certificate.state in {CertificateState.REPLACED, CertificateState.REVOKED}
    again = client.post(url, {"reason": "Deux fois"})
    assert again.context["form"].non_field_errors()


@pytest.mark.parametrize("value", FUZZ)
def test_bad_input_is_answered_with_a_page(hold_session: Callable, value: str) -> None:
    held = hold_session(4)
    issue_for_session(held.session, actor=held.administrator)
    certificate = Certificate.objects.get()
    client = signed_in(held.administrator)
    for response in (
        client.get(address("certificate-list"), {"q": value, "state": value, "page": value}),
        client.get("/fr/verify/", {"code": value}),
        client.post(address("certificate-revoke", certificate.uuid), {"reason": value}),
    ):
        assert response.status_code in {200, 302, 404}


def test_the_register_costs_the_same_for_one_and_for_three(
    hold_session: Callable, django_assert_max_num_queries: Callable
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for people in (1, 2):
        held = hold_session(*[4] * people)
        issue_for_session(held.session, actor=held.administrator)
        client = signed_in(held.administrator)
        client.get(address("certificate-list"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address("certificate-list"))
        counts.append(len(queries))
    assert Certificate.objects.count() == 3
    assert counts[0] == counts[1] <= 10


def test_all_certificates_of_a_session_in_one_pdf(hold_session: Callable) -> None:
    held = hold_session(4, 4)
    client = signed_in(held.administrator)
    url = address("session-certificates-pdf", held.session.uuid)
    assert client.get(url).status_code == 404
    issue_for_session(held.session, actor=held.administrator)
    assert len(pypdf.PdfReader(io.BytesIO(client.get(url).content)).pages) == 2

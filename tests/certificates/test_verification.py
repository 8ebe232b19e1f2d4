"""The public page: right words, nothing more than the paper says, nothing to count through."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from certificates.codes import new_code
from certificates.issuing import issue_for_session, replace_certificate, revoke_certificate
from certificates.models import Certificate
from certificates.verification import Verdict, verify
from tests.factories import CourseVersionFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def certificate(hold_session: Callable) -> Certificate:
    held = hold_session(4, version=CourseVersionFactory(validity_months=24))
    person = held.people[0]
    person.phone = "+212600000042"
    person.save()
    issue_for_session(held.session, actor=held.administrator)
    return Certificate.objects.get()


@pytest.mark.parametrize(
    ("days_after_validity", "verdict"),
    [(-1, Verdict.VALID), (0, Verdict.VALID), (1, Verdict.EXPIRED)],
)
def test_the_last_day_of_validity_is_valid(
    certificate: Certificate, days_after_validity: int, verdict: Verdict
) -> None:
    assert certificate.valid_until is not None
    day = certificate.valid_until + datetime.timedelta(days=days_after_validity)
    assert verify(certificate.code, today=day).verdict == verdict


def test_replaced_and_revoked_say_so(certificate: Certificate, administrator: object) -> None:
    new = replace_certificate(certificate, actor=administrator, reason="Nom")
    assert verify(certificate.code, today=TODAY).verdict == Verdict.REPLACED
    revoke_certificate(new, actor=administrator, reason="Fraude")
    assert verify(new.code, today=TODAY).verdict == Verdict.REVOKED


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_page_shows_what_is_on_the_paper_and_nothing_else(
    client: Client, certificate: Certificate, language: str
) -> None:
    response = client.get(f"/{language}/verify/{certificate.code}/")
    page = response.content.decode()
    assert response.status_code == 200
    person, registration = certificate.person, certificate.registration
    for shown in (person.latin_name, person.arabic_name, certificate.serial):
        assert shown in page
    for hidden in (person.phone, person.email, registration.organisation.name_fr, registration.organisation.name_ar):
        assert hidden
        assert hidden not in page
    assert f'lang="{language}"' in page
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_the_reason_of_a_revocation_is_not_public(
    client: Client, certificate: Certificate, administrator: object
) -> None:
    revoke_certificate(certificate, actor=administrator, reason="Motif confidentiel")
    page = client.get(f"/fr/verify/{certificate.code}/").content.decode()
    assert "Motif confidentiel" not in page


def test_unknown_and_malformed_codes_read_alike(client: Client, certificate: Certificate) -> None:
    def read(code: str) -> tuple[int, str]:
        response = client.get("/fr/verify/", {"code": code})
        # The links to the other languages keep what was typed; everything else must be the same.
        return response.status_code, re.sub(r"\?code=[^\"]*", "?code=CODE", response.content.decode())

    neighbour = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
    pages = {read(code) for code in (new_code(), neighbour, "zqx-7", "'; DROP TABLE", "٣" * 40, certificate.serial)}
    assert len(pages) == 1
    assert pages.pop()[0] == 404
    assert read(certificate.code)[0] == 200


def test_an_empty_code_is_the_form_again(client: Client, db: None) -> None:
    response = client.get("/fr/verify/", {"code": "   "})
    assert (response.status_code, response.templates[0].name) == (200, "certificates/verify.html")


def test_typed_with_dashes_in_small_letters(client: Client, certificate: Certificate) -> None:
    typed = "-".join(certificate.code[i : i + 4] for i in range(0, 16, 4)).lower()
    assert client.get("/ar/verify/", {"code": typed}).status_code == 200


def test_the_qr_address_leads_to_the_readers_language(client: Client, certificate: Certificate) -> None:
    for header, language in (("ar-MA,ar;q=0.9", "ar"), ("fr", "fr"), ("de", "fr")):
        response = client.get(f"/v/{certificate.code}/", headers={"accept-language": header})
        assert response["Location"] == f"/{language}/verify/{certificate.code}/"
        assert not response.cookies


def test_a_flood_is_refused(client: Client, certificate: Certificate) -> None:
    answers = [client.get(f"/fr/verify/{certificate.code}/").status_code for _ in range(32)]
    assert answers == [200] * 30 + [429] * 2


def test_one_question_to_the_database_for_the_certificate(
    client: Client, certificate: Certificate, django_assert_max_num_queries: Callable
) -> None:
    with django_assert_max_num_queries(10):
        client.get(f"/fr/verify/{certificate.code}/")


def test_no_writing_by_the_public(client: Client, certificate: Certificate) -> None:
    assert client.post(f"/fr/verify/{certificate.code}/").status_code == 405
    assert timezone.localdate() >= certificate.issued_on

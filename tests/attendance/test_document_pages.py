"""Documents and closing on the portal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from attendance.enums import MarkStatus, SessionStatus
from attendance.models import Evidence, Session
from attendance.services.marking import MarkEntry, record_marks
from tests.factories import EvidenceFactory, OrganisationFactory, RegistrationFactory, SessionFactory, UserFactory

from .pages import FUZZ, signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def trainer() -> Any:
    return UserFactory(trainer=True)


@pytest.fixture
def session(trainer: Any) -> Session:
    """Marked live for everybody: ready to be closed."""
    session = SessionFactory(trainer=trainer.person)
    row = RegistrationFactory(session=session, organisation=OrganisationFactory())
    record_marks(
        session, [MarkEntry(slot.pk, row.pk, MarkStatus.PRESENT) for slot in session.slots.all()], actor=trainer
    )
    return session


def at(name: str, row: Any) -> str:
    return reverse(name, args=[row.uuid])


def test_a_scan_is_attached_once_and_downloaded_as_a_file(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    for _ in range(2):
        upload = SimpleUploadedFile("feuille signée.pdf", PDF)
        response = client.post(at("session-evidence-add", session), {"file": upload, "kind": "signed_sheet"})
        assert response.status_code == 302
    row = Evidence.objects.get()
    assert client.get(at("session-evidence-add", session)).context["documents"].get() == row
    response = client.get(at("evidence-file", row))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("content", [b"", b"<svg onload='alert(1)'>", b"<html>", b"\xff\xd8\xff\xe0" + b"\0" * 20])
def test_a_wrong_file_is_refused_beside_the_field(trainer: Any, session: Session, content: bytes) -> None:
    data = {"file": SimpleUploadedFile("x.pdf", content), "kind": "signed_sheet"}
    response = signed_in(trainer).post(at("session-evidence-add", session), data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"file"}
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("text", FUZZ)
def test_a_form_without_a_file_or_of_an_odd_kind_is_a_page_with_a_message(
    trainer: Any, session: Session, text: str
) -> None:
    client = signed_in(trainer)
    for data in ({}, {"file": text, "kind": text}, {"file": SimpleUploadedFile("x.pdf", PDF), "kind": text}):
        response = client.post(at("session-evidence-add", session), data)
        assert response.status_code == 200
        assert response.context["form"].errors
    assert not Evidence.objects.exists()


def test_documents_are_for_the_sessions_trainers_and_national_readers(trainer: Any, session: Session) -> None:
    document = EvidenceFactory(session=session)
    participant = session.registrations.seated().get()
    answers = {
        "trainer": trainer,
        "administrator": UserFactory(administrator=True),
        "auditor": UserFactory(auditor=True),
        "ministry": UserFactory(ministry_officer=True),
        "other trainer": UserFactory(trainer=True),
        "learner": UserFactory(learner=True, person=participant.person),
        "coordinator": UserFactory(coordinates=participant.organisation),
    }
    allowed = {name for name, user in answers.items() if _reads(signed_in(user), document)}
    assert allowed == {"trainer", "administrator", "auditor", "ministry"}
    assert Client().get(at("evidence-file", document)).status_code == 302


def _reads(client: Client, document: Evidence) -> bool:
    response = client.get(at("evidence-file", document))
    assert response.status_code in {200, 404}
    return response.status_code == 200 and bool(b"".join(response.streaming_content))


def test_a_file_lost_from_the_disk_is_not_found(trainer: Any, session: Session) -> None:
    document = EvidenceFactory(session=session)
    document.file.storage.delete(document.file.name)
    assert signed_in(trainer).get(at("evidence-file", document)).status_code == 404


def test_closing_is_confirmed_and_done_once(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    response = client.get(at("session-close", session))
    assert (response.context["can_close"], response.context["reaching"]) == (True, 1)
    session.refresh_from_db()
    assert session.status == SessionStatus.IN_PROGRESS
    for _ in range(2):
        assert client.post(at("session-close", session)).status_code == 302
    session.refresh_from_db()
    assert (session.status, session.closed_by) == (SessionStatus.HELD, trainer)


def test_closing_too_early_lists_what_is_missing(trainer: Any, session: Session) -> None:
    RegistrationFactory(session=session)
    client = signed_in(trainer)
    response = client.post(at("session-close", session))
    assert response.status_code == 200
    assert [point.code for point in response.context["points"] if not point.done] == ["unmarked"]
    session.refresh_from_db()
    assert session.status == SessionStatus.IN_PROGRESS


@pytest.mark.parametrize("status", [SessionStatus.CANCELLED, SessionStatus.POSTPONED])
def test_what_is_not_open_has_no_closing_page(trainer: Any, session: Session, status: str) -> None:
    Session.objects.update(status=status)
    assert signed_in(trainer).get(at("session-close", session)).status_code == 404


def test_a_cancelled_session_takes_no_document(trainer: Any, session: Session) -> None:
    Session.objects.update(status=SessionStatus.CANCELLED)
    client = signed_in(trainer)
    assert client.get(at("session-evidence-add", session)).context["form"] is None
    assert client.post(at("session-evidence-add", session), {}).status_code == 404


def test_only_an_administrator_opens_again_and_only_with_a_reason(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    client.post(at("session-close", session))
    assert client.post(at("session-reopen", session), {"reason": "x"}).status_code == 404
    office = signed_in(UserFactory(administrator=True))
    for reason in ("", "   ", "\0", "x" * 500):
        response = office.post(at("session-reopen", session), {"reason": reason})
        assert response.status_code == 200
        assert response.context["form"].errors
    assert office.post(at("session-reopen", session), {"reason": "Une marque fausse"}).status_code == 302
    session.refresh_from_db()
    assert session.status == SessionStatus.IN_PROGRESS
    assert office.post(at("session-reopen", session), {"reason": "encore"}).status_code == 404

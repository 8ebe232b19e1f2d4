"""Issuing is one action, safe to repeat; replacing and revoking keep the past."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from attendance.models import Session
from certificates.codes import canonical_code, new_code, next_serial
from certificates.enums import CertificateEventKind, CertificateKind, CertificateState
from certificates.issuing import (
    IssueCount,
    issue_for_session,
    months_later,
    replace_certificate,
    revoke_certificate,
)
from certificates.models import Certificate, CertificateDesign
from certificates.payload import CertificatePayload
from certificates.selectors import eligibilities
from lms.core.codes import ALPHABET
from tests.factories import CourseVersionFactory

pytestmark = pytest.mark.django_db


def test_issues_to_those_who_reached_the_threshold_and_to_nobody_twice(hold_session: Callable) -> None:
    held = hold_session(4, 4, 3, 0)

    assert issue_for_session(held.session, actor=held.administrator) == IssueCount(issued=2, held=0, not_earned=2)
    assert issue_for_session(held.session, actor=held.administrator) == IssueCount(issued=0, held=2, not_earned=2)
    assert set(Certificate.objects.values_list("person", "kind")) == {
        (held.people[0].pk, CertificateKind.PARTICIPATION),
        (held.people[1].pk, CertificateKind.PARTICIPATION),
    }
    assert len(set(Certificate.objects.values_list("serial", flat=True))) == 2
    assert not Certificate.objects.filter(person=held.trainer.person).exists()


def test_completion_asks_for_the_test_and_replaces_participation(hold_session: Callable, pass_test: Callable) -> None:
    version = CourseVersionFactory(with_test=True)
    held = hold_session(4, 4, version=version)
    passed, failed = held.people
    pass_test(passed, version, 3)
    pass_test(failed, version, 2)
    issue_for_session(held.session, actor=held.administrator)
    first = Certificate.objects.get(person=failed)
    assert first.kind == CertificateKind.PARTICIPATION
    assert Certificate.objects.get(person=passed).kind == CertificateKind.COMPLETION

    pass_test(failed, version, 5)
    assert issue_for_session(held.session, actor=held.administrator) == IssueCount(issued=1, held=1)

    first.refresh_from_db()
    assert (first.state, first.replaced_by.kind) == (CertificateState.REPLACED, CertificateKind.COMPLETION)


def test_a_session_that_is_not_closed_or_not_held_gives_nothing(hold_session: Callable) -> None:
    held = hold_session(4, close=False)
    with pytest.raises(ValidationError) as refusal:
        issue_for_session(held.session, actor=held.administrator)
    assert refusal.value.code == "open"
    held.session.status = "cancelled"
    with pytest.raises(ValidationError) as refusal:
        issue_for_session(held.session, actor=held.administrator)
    assert refusal.value.code == "not_held"
    assert not Certificate.objects.exists()


def test_without_a_published_design_issuing_says_what_to_do(hold_session: Callable) -> None:
    held = hold_session(4)
    CertificateDesign.objects.update(live=False)
    with pytest.raises(ValidationError) as refusal:
        issue_for_session(held.session, actor=held.administrator)
    assert refusal.value.code == "no_design"


def test_what_the_paper_says_is_frozen(hold_session: Callable) -> None:
    held = hold_session(4)
    issue_for_session(held.session, actor=held.administrator)
    person = held.people[0]
    printed = person.latin_name
    person.family_name = "Changé Depuis"
    person.save()
    payload = CertificatePayload.from_json(Certificate.objects.get(person=person).payload)
    assert payload.name_latin == printed
    assert (payload.started_on, payload.ended_on, payload.minutes) == ("2025-03-11", "2025-03-12", 360)
    assert (payload.venue_fr, payload.venue_ar) == ("Oujda-Angad", held.session.province.name_ar)


def test_a_failure_half_way_leaves_whole_certificates_and_the_next_run_finishes(
    hold_session: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold_session(4, 4, 4)
    from certificates import issuing

    real, calls = issuing.new_code, []

    def fails_the_second_time() -> str:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return real()

    monkeypatch.setattr(issuing, "new_code", fails_the_second_time)
    with pytest.raises(RuntimeError):
        issue_for_session(held.session, actor=held.administrator)
    assert Certificate.objects.count() == 1
    assert all(certificate.events.count() == 1 for certificate in Certificate.objects.all())
    assert issue_for_session(held.session, actor=held.administrator) == IssueCount(issued=2, held=1)


def test_the_database_refuses_a_second_live_certificate(hold_session: Callable) -> None:
    held = hold_session(4)
    issue_for_session(held.session, actor=held.administrator)
    certificate = Certificate.objects.get()
    certificate.pk, certificate.uuid = None, "5b1f3a8e-0000-4000-8000-000000000001"
    certificate.serial, certificate.code = "TK-2025-99999", new_code()
    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save(force_insert=True)


def test_an_issuer_who_comes_second_finds_the_certificate_and_adds_none(hold_session: Callable) -> None:
    """Two administrators press the button at once: both read "nothing held", one of them writes first."""
    from certificates import issuing

    held = hold_session(4)
    [line] = eligibilities(held.session)
    design = issuing.check_can_issue(held.session)
    assert issuing._issue_line(line, design, actor=held.administrator) is True
    assert issuing._issue_line(line, design, actor=held.administrator) is False
    assert Certificate.objects.count() == 1


def test_replacing_corrects_the_name_and_keeps_the_fact(hold_session: Callable) -> None:
    held = hold_session(4)
    issue_for_session(held.session, actor=held.administrator)
    old = Certificate.objects.get()
    person = held.people[0]
    person.given_name = "Selma"
    person.save()

    new = replace_certificate(old, actor=held.administrator, reason="Prénom mal écrit")

    old.refresh_from_db()
    assert (old.state, old.replaced_by) == (CertificateState.REPLACED, new)
    assert new.payload["name_latin"].startswith("Selma ")
    assert (new.kind, new.registration, new.version) == (old.kind, old.registration, old.version)
    assert [event.kind for event in old.events.all()] == [CertificateEventKind.ISSUED, CertificateEventKind.REPLACED]
    with pytest.raises(ValidationError) as refusal:
        replace_certificate(old, actor=held.administrator, reason="Encore")
    assert refusal.value.code == "not_live"


def test_an_expired_certificate_is_not_replaced(hold_session: Callable) -> None:
    held = hold_session(4, version=CourseVersionFactory(validity_months=12))
    issue_for_session(held.session, actor=held.administrator)
    certificate = Certificate.objects.get()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Certificate.objects.update(issued_on=yesterday - datetime.timedelta(days=365), valid_until=yesterday)
    with pytest.raises(ValidationError) as refusal:
        replace_certificate(certificate, actor=held.administrator, reason="Nom")
    assert refusal.value.code == "expired"
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED


def test_revoking_needs_a_reason_and_happens_once(hold_session: Callable) -> None:
    held = hold_session(4)
    issue_for_session(held.session, actor=held.administrator)
    certificate = Certificate.objects.get()
    with pytest.raises(ValidationError) as refusal:
        revoke_certificate(certificate, actor=held.administrator, reason="  ")
    assert refusal.value.code == "reason"
    revoke_certificate(certificate, actor=held.administrator, reason="Présence saisie par erreur")
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REVOKED
    assert certificate.events.last().reason == "Présence saisie par erreur"
    with pytest.raises(ValidationError):
        revoke_certificate(certificate, actor=held.administrator, reason="Deux fois")


def test_eligibilities_cost_the_same_for_one_and_for_three(
    hold_session: Callable, django_assert_num_queries: Callable
) -> None:
    for people in (1, 3):
        session = Session.objects.select_related("version").get(pk=hold_session(*[4] * people).session.pk)
        with django_assert_num_queries(3):
            assert len(eligibilities(session)) == people


def test_serials_count_up_within_a_year() -> None:
    with transaction.atomic():
        assert [next_serial(2026), next_serial(2026), next_serial(2027)] == [
            "TK-2026-00001",
            "TK-2026-00002",
            "TK-2027-00001",
        ]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("7K4M-Q2XD-9RTB-H5WN", "7K4MQ2XD9RTBH5WN"),
        ("7k4m q2xd 9rtb h5wn", "7K4MQ2XD9RTBH5WN"),
        ("٧K٤M-Q2XD-9RTB-H5WN", "7K4MQ2XD9RTBH5WN"),
        ("7K4M-Q2XD-9RTB-H5WO", "7K4MQ2XD9RTBH5W0"),
        ("IL4M-Q2XD-9RTB-H5WN", "114MQ2XD9RTBH5WN"),
        ("7K4M-Q2XD-9RTB-H5W", ""),
        ("7K4M-Q2XD-9RTB-H5WU", ""),
        ("'; DROP TABLE --", ""),
        ("", ""),
        ("é" * 16, ""),
    ],
)
def test_a_typed_code_is_read_with_its_slips(typed: str, stored: str) -> None:
    assert canonical_code(typed) == stored


def test_codes_are_long_and_unalike() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 16 and set(code) <= set(ALPHABET) for code in codes)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-12-31", 12, "2026-12-31"),
    ],
)
def test_validity_ends_on_a_day_that_exists(day: str, months: int, expected: str) -> None:
    assert months_later(datetime.date.fromisoformat(day), months).isoformat() == expected

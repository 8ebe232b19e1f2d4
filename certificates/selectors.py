"""Reads that span registrations, tests and certificates, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from attendance.enums import Capacity
from attendance.models import Registration, Session
from courses.models import TestAttempt

from .eligibility import AttendanceFacts, Decision, decide
from .enums import CertificateKind, CertificateState
from .models import Certificate, CertificateDesign


@dataclass(frozen=True)
class Eligibility:
    """One line of a session's certificates: the registration, what it earned, what it already holds."""

    registration: Registration
    facts: AttendanceFacts
    decision: Decision
    certificate: Certificate | None

    @property
    def to_issue(self) -> bool:
        """Whether issuing would change something: nothing held yet, or participation now completed."""
        if self.decision.kind is None:
            return False
        return self.certificate is None or self.upgrades

    @property
    def upgrades(self) -> bool:
        """A certificate of participation whose holder has since passed the test."""
        return (
            self.certificate is not None
            and self.decision.kind == CertificateKind.COMPLETION
            and self.certificate.kind == CertificateKind.PARTICIPATION
        )


def eligibilities(session: Session) -> list[Eligibility]:
    """What every participant of a session earned. Three queries, whatever the number of participants."""
    version = session.version
    if version is None:
        return []
    rows = list(
        Registration.objects.filter(session=session, capacity=Capacity.PARTICIPANT)
        .with_minutes()
        .select_related("person", "organisation")
    )
    person_ids = [row.person_id for row in rows]
    passed = set(
        TestAttempt.objects.passed_finals()
        .filter(enrolment__version=version, enrolment__person__in=person_ids)
        .values_list("enrolment__person_id", flat=True)
    )
    live = {
        certificate.person_id: certificate
        for certificate in Certificate.objects.filter(
            version=version, person__in=person_ids, state=CertificateState.ISSUED
        )
    }
    return [_line(row, session, row.person_id in passed, live.get(row.person_id)) for row in rows]


def _line(row: Registration, session: Session, passed: bool, certificate: Certificate | None) -> Eligibility:
    version = session.version
    assert version is not None  # noqa: S101  (eligibilities() returned before)
    facts = AttendanceFacts(
        capacity=row.capacity,
        status=row.status,
        session_status=session.status,
        attended=row.attended_halves,  # type: ignore[attr-defined]
        due=row.due_halves,  # type: ignore[attr-defined]
        threshold=version.attendance_threshold,
        test_required=version.requires_test,
        test_passed=passed,
    )
    return Eligibility(row, facts, decide(facts), certificate)


def current_design() -> CertificateDesign | None:
    """The published design with the newest revision, which new certificates use."""
    return (
        CertificateDesign.objects.filter(live=True, live_revision__isnull=False).order_by("-last_published_at").first()
    )

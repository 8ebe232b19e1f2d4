"""What a session led to: tests, certificates and their sequels, follow-ups, the observer's grid."""

from __future__ import annotations

from attendance.enums import RegistrationStatus
from attendance.models import Evaluation, FollowUp, Registration, Session
from certificates.enums import CertificateState
from certificates.models import Certificate
from courses.enrolment import enrol
from courses.enums import TestKind
from courses.models import Enrolment
from courses.testing import record_paper_result

from . import timeline
from .book import Book
from .planned import POINTS_POSSIBLE, PlannedSession, PlannedTest

OBSERVER = "ministry-officer"


def enter_results(
    book: Book, planned: PlannedSession, session: Session, registrations: dict[str, Registration]
) -> None:
    """Enter tests and issue certificates through the services; then what happened in the weeks after."""
    session = Session.objects.select_related("version__course", "province").get(pk=session.pk)
    _enter_tests(book, planned, session)
    if planned.issued_on is not None:
        timeline.issue_as_of(session, planned.issued_on, actor=book.administrator)
    enter_sequels(book, planned, session, registrations)


def enter_sequels(
    book: Book, planned: PlannedSession, session: Session, registrations: dict[str, Registration]
) -> None:
    """The weeks after the certificates: tests passed at last, certificates that ended, visits, the observer's grid."""
    _enter_resits(book, planned, session)
    _end_certificates(book, planned, registrations)
    _follow_up(book, planned, session, registrations)


def _enter_tests(book: Book, planned: PlannedSession, session: Session) -> None:
    actor, enrolments = book.leader_of(planned), []
    for seat in planned.participants:
        if seat.before or seat.after:
            enrolment = enrol(book.persons[seat.person], book.versions[planned.module], actor=actor)
            enrolments.append(enrolment)
            _enter_test(enrolment, TestKind.PRE, seat.before, actor)
            _enter_test(enrolment, TestKind.FINAL, seat.after, actor)
    timeline.date_enrolments(enrolments, session.starts_on)


def _enter_test(enrolment: Enrolment, kind: TestKind, test: PlannedTest | None, actor: object) -> None:
    if test is not None:
        record_paper_result(enrolment, kind, test.points, POINTS_POSSIBLE, test.handed_in_on, actor=actor)


def _enter_resits(book: Book, planned: PlannedSession, session: Session) -> None:
    for seat in planned.participants:
        if seat.again is not None:
            enrolment = enrol(book.persons[seat.person], book.versions[planned.module], actor=book.administrator)
            _enter_test(enrolment, TestKind.FINAL, seat.again, book.administrator)
            timeline.issue_as_of(session, seat.again.handed_in_on, actor=book.administrator)


def _end_certificates(book: Book, planned: PlannedSession, registrations: dict[str, Registration]) -> None:
    for ending in planned.endings:
        certificate = Certificate.objects.select_related("registration__session").get(
            registration=registrations[ending.person], state=CertificateState.ISSUED
        )
        end = timeline.revoke_as_of if ending.is_revoked else timeline.replace_as_of
        end(certificate, ending.happened_on, reason=ending.reason, actor=book.administrator)


def _follow_up(book: Book, planned: PlannedSession, session: Session, registrations: dict[str, Registration]) -> None:
    rows = [
        FollowUp(
            registration=registrations[row.person],
            mentor=book.persons[row.mentor],
            happened_on=row.happened_on,
            mode=row.mode,
            practice_rating=row.rating,
            next_step=row.next_step,
        )
        for row in planned.follow_ups
        if registrations[row.person].status == RegistrationStatus.CONFIRMED
    ]
    FollowUp.objects.bulk_create(rows)
    if planned.observed:
        Evaluation.objects.create(
            session=session,
            observer=book.persons[OBSERVER],
            observed_on=planned.ends_on,
            case_study_used=planned.observed["practice_share"] >= 40,
            **planned.observed,
        )

"""A held session written with a row list per table instead of a service call per person.

The services take most of a minute for two years of training; this takes seconds. What it writes must be what they
would have written, row for row and log entry for log entry: a test enters the same session both ways and compares.
The rules themselves (who earned what, what a certificate says, when a test is passed) are asked of the services.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from attendance.enums import Capacity, MarkSource, RegistrationStatus, SessionStatus
from attendance.models import Mark, MarkEvent, Registration, Session, Slot
from attendance.services.evidence import attach_evidence
from attendance.services.planning import plan_slots
from certificates.codes import new_code, next_serials
from certificates.enums import CertificateEventKind
from certificates.issuing import check_can_issue, freeze_payload, months_later
from certificates.models import Certificate, CertificateEvent
from certificates.selectors import eligibilities
from courses.enums import TestKind
from courses.models import Enrolment, TestAttempt
from courses.scoring import is_passed

from . import timeline
from .book import Book
from .planned import POINTS_POSSIBLE, PlannedSession, PlannedTest
from .registers import WITHDRAWN_BECAUSE, session_columns
from .results import enter_sequels
from .sheets import signed_sheet

# Only what is over can be written as a whole.
OVER = frozenset({SessionStatus.HELD, SessionStatus.INTERRUPTED})


class _Log:
    """Entries of the log, gathered and written in one go."""

    def __init__(self) -> None:
        self.entries: list[ModelLogEntry] = []

    def note(self, action: str, instance: models.Model, *, actor: Any, **details: Any) -> None:
        self.entries.append(
            ModelLogEntry(
                content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
                object_id=str(instance.pk),
                label=str(instance),
                action=action,
                data=details,
                timestamp=timezone.now(),
                user=actor,
            )
        )

    def write(self) -> None:
        ModelLogEntry.objects.bulk_create(self.entries)


@transaction.atomic
def write_session(book: Book, planned: PlannedSession) -> Session:
    """The same as `registers.enter_session`, for a session that was held or interrupted."""
    existing = Session.objects.filter(uuid=book.plan.identity("session", planned.code)).first()
    if existing:
        return existing
    log = _Log()
    session = _write_session_row(book, planned)
    slots = _write_slots(book, planned, session, log)
    registrations = _write_registrations(book, planned, session, log)
    _write_marks(book, planned, session, slots, registrations, log=log)
    timeline.date_session(session, planned)
    if planned.has_sheet:
        attach_evidence(session, signed_sheet(book, planned), actor=book.writer_of(planned))
    log.note("attendance.session_closed", session, actor=book.writer_of(planned), status=session.status)
    timeline.date_closing(session, planned)
    _write_tests(book, planned, session, log)
    if planned.issued_on is not None:
        _write_certificates(book, planned, session, log)
    log.write()
    enter_sequels(book, planned, session, registrations)
    return session


def _write_session_row(book: Book, planned: PlannedSession) -> Session:
    session = Session(
        **session_columns(book, planned),
        status=planned.outcome,
        seats_taken=len(planned.participants),
        closed_at=timezone.now(),
        closed_by=book.writer_of(planned),
    )
    session.save()
    return session


def _write_slots(book: Book, planned: PlannedSession, session: Session, log: _Log) -> list[Slot]:
    slots = plan_slots(session)
    lost = slots[planned.half_days_held :]
    Slot.objects.filter(pk__in=[slot.pk for slot in lost]).update(took_place=False)
    log.note("attendance.session_planned", session, actor=book.administrator, code=session.code)
    for slot in lost:
        log.note(
            "attendance.slot_outcome", session, actor=book.writer_of(planned), day=str(slot.date), half=slot.half,
            took_place="no",
        )  # fmt: skip
    return slots


def _write_registrations(book: Book, planned: PlannedSession, session: Session, log: _Log) -> dict[str, Registration]:
    """Trainers, those who withdrew, participants, each with the snapshot; returns the participants by planned key."""
    trainers = [_registration(book, session, key, capacity=Capacity.TRAINER) for key in planned.trainers]
    withdrawn = [
        _registration(book, session, key, status=RegistrationStatus.WITHDRAWN, status_reason=WITHDRAWN_BECAUSE)
        for key in planned.withdrawn
    ]
    seated = [_registration(book, session, seat.person, is_walk_in=seat.walk_in) for seat in planned.participants]
    actor = book.administrator
    for registration in Registration.objects.bulk_create([*trainers, *withdrawn, *seated]):
        log.note(
            "attendance.registered", registration, actor=actor, capacity=registration.capacity,
            status=RegistrationStatus.CONFIRMED.value,
        )  # fmt: skip
    for registration in withdrawn:
        log.note("attendance.registration_withdrawn", registration, actor=actor, reason=WITHDRAWN_BECAUSE)
    return {seat.person: registration for seat, registration in zip(planned.participants, seated, strict=True)}


def _registration(book: Book, session: Session, key: str, **columns: Any) -> Registration:
    registration = Registration(session=session, person=book.persons[key], registered_by=book.administrator, **columns)
    affiliation = book.people[key].affiliation_on(session.starts_on)
    if affiliation is not None:
        organisation = book.organisations[affiliation.organisation]
        registration.organisation = organisation
        registration.organisation_kind = organisation.kind
        registration.province_id = organisation.province_id
        registration.profession = affiliation.profession
    return registration


def _write_marks(
    book: Book,
    planned: PlannedSession,
    session: Session,
    slots: list[Slot],
    registrations: dict[str, Registration],
    *,
    log: _Log,
) -> None:
    actor, now = book.writer_of(planned), timezone.now()
    source = MarkSource.PAPER if planned.entered_late else MarkSource.LIVE
    marked = [
        {"slot": slot, "registration": registrations[seat.person], "status": mark}
        for seat in planned.participants
        for slot, mark in zip(slots, seat.marks, strict=False)
    ]
    Mark.objects.bulk_create(Mark(**row, recorded_at=now, recorded_by=actor) for row in marked)
    MarkEvent.objects.bulk_create(MarkEvent(**row, source=source, actor=actor) for row in marked)
    log.note("attendance.marked", session, actor=actor, marks=len(marked), source=source.value)


def _write_tests(book: Book, planned: PlannedSession, session: Session, log: _Log) -> None:
    actor, version = book.leader_of(planned), book.versions[planned.module]
    sat = [seat for seat in planned.participants if seat.before or seat.after]
    persons = {seat.person: book.persons[seat.person] for seat in sat}
    enrolments = {row.person_id: row for row in Enrolment.objects.filter(version=version, person__in=persons.values())}
    new = [Enrolment(person=row, version=version) for row in persons.values() if row.pk not in enrolments]
    for row in Enrolment.objects.bulk_create(new):
        enrolments[row.person_id] = row
        log.note("courses.enrolled", row, actor=actor, version=version.pk)
    attempts = []
    for seat in sat:
        enrolment = enrolments[book.persons[seat.person].pk]
        for kind, test in ((TestKind.PRE, seat.before), (TestKind.FINAL, seat.after)):
            if test is not None:
                attempts.append(_attempt(enrolment, kind, test, version.pass_mark))
    for attempt in TestAttempt.objects.bulk_create(attempts):
        log.note(
            "courses.paper_result_recorded", attempt, actor=actor, points=attempt.points,
            possible=attempt.points_possible, handed_in_on=timezone.localdate(attempt.submitted_at).isoformat(),
        )  # fmt: skip
    timeline.date_enrolments(enrolments.values(), session.starts_on)


def _attempt(enrolment: Enrolment, kind: TestKind, test: PlannedTest, pass_mark: int | None) -> TestAttempt:
    noon = timeline.at(test.handed_in_on, 12)
    return TestAttempt(
        enrolment=enrolment,
        kind=kind,
        started_at=noon,
        submitted_at=noon,
        points=test.points,
        points_possible=POINTS_POSSIBLE,
        passed=is_passed(test.points, POINTS_POSSIBLE, pass_mark),
    )


def _write_certificates(book: Book, planned: PlannedSession, session: Session, log: _Log) -> None:
    """The certificates that the session's own rule gives, dated and numbered on the planned day."""
    day, actor, version = planned.issued_on, book.administrator, book.versions[planned.module]
    assert day is not None  # noqa: S101  (asked by the caller)
    design = check_can_issue(session)
    lines = [line for line in eligibilities(session) if line.to_issue]
    valid_until = months_later(day, version.validity_months) if version.validity_months else None
    certificates = []
    for line, serial in zip(lines, next_serials(day.year, len(lines)), strict=True):
        registration, kind, code = line.registration, line.decision.kind, new_code()
        assert kind is not None  # noqa: S101  (to_issue says so)
        registration.session = session
        payload = freeze_payload(
            registration, kind, design, serial=serial, code=code, issued_on=day, valid_until=valid_until
        )
        certificates.append(
            Certificate(
                serial=serial, code=code, kind=kind, person=registration.person, version=version,
                registration=registration, issued_on=day, valid_until=valid_until,
                design_revision=design.live_revision, payload=payload.to_json(),
            )
        )  # fmt: skip
    for certificate in Certificate.objects.bulk_create(certificates):
        log.note("certificates.issued", certificate, actor=actor, serial=certificate.serial)
    CertificateEvent.objects.bulk_create(
        CertificateEvent(certificate=row, kind=CertificateEventKind.ISSUED, actor=actor) for row in certificates
    )
    timeline.date_issue(certificates, day)
    if certificates:
        log.note("certificates.session_issued", session, actor=actor, issued=len(certificates))

"""Sessions of the plan entered through the portal's own services: planned, filled, marked, closed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from attendance.enums import MarkSource, SessionStatus
from attendance.models import Registration, Session
from attendance.services.closing import close_session
from attendance.services.evidence import attach_evidence
from attendance.services.marking import MarkEntry, record_marks
from attendance.services.planning import cancel_session, plan_session, set_took_place
from attendance.services.registration import register_person, withdraw_registration

from . import timeline
from .book import Book
from .planned import PlannedSession
from .results import enter_results
from .sheets import signed_sheet

WITHDRAWN_BECAUSE = "Empêchement de service"


def session_columns(book: Book, planned: PlannedSession) -> dict[str, Any]:
    """What is decided about a session before it is held."""
    version = book.versions[planned.module]
    return {
        "uuid": book.plan.identity("session", planned.code),
        "code": planned.code,
        "version": version,
        "starts_on": planned.starts_on,
        "ends_on": planned.ends_on,
        "province": book.provinces[planned.province],
        "venue_fr": planned.venue_fr,
        "venue_ar": planned.venue_ar,
        "modality": version.course.modality,
        "capacity": planned.seats,
        "organiser": book.organisations["institute"],
        "funder": book.organisations["programme"] if planned.in_series else None,
        "series": book.seven_cities if planned.in_series else None,
        "is_demo": True,
    }


@transaction.atomic
def enter_session(book: Book, planned: PlannedSession) -> Session:
    """The session with everything that happened in it, all or nothing; what is already there stays as it is."""
    existing = Session.objects.filter(uuid=book.plan.identity("session", planned.code)).first()
    if existing:
        return existing
    session = plan_session(
        trainers=[book.persons[key] for key in planned.trainers],
        actor=book.administrator,
        **session_columns(book, planned),
    )
    registrations = _register(book, planned, session)
    if planned.outcome == SessionStatus.CANCELLED:
        cancel_session(session, reason=planned.reason, actor=book.administrator)
    else:
        _mark(book, planned, session, registrations)
    timeline.date_session(session, planned)
    if planned.outcome in {SessionStatus.HELD, SessionStatus.INTERRUPTED}:
        _close(book, planned, session)
        enter_results(book, planned, session, registrations)
    return session


def _register(book: Book, planned: PlannedSession, session: Session) -> dict[str, Registration]:
    """The registrations by the planned key of the person; those who gave their seat back are left out."""
    for key in planned.withdrawn:
        registration = register_person(session, book.persons[key], actor=book.administrator)
        withdraw_registration(registration, reason=WITHDRAWN_BECAUSE, actor=book.administrator)
    return {
        seat.person: register_person(session, book.persons[seat.person], walk_in=seat.walk_in, actor=book.administrator)
        for seat in planned.participants
    }


def _mark(book: Book, planned: PlannedSession, session: Session, registrations: dict[str, Registration]) -> None:
    slots = list(session.slots.order_by("date", "starts_at"))
    entries = [
        MarkEntry(slot_id=slot.pk, registration_id=registrations[seat.person].pk, status=mark)
        for seat in planned.participants
        for slot, mark in zip(slots, seat.marks, strict=False)
    ]
    if not entries:
        return
    source = MarkSource.PAPER if planned.entered_late else MarkSource.LIVE
    actor = book.writer_of(planned)
    record_marks(session, entries, source=source, actor=actor)
    if planned.outcome != SessionStatus.IN_PROGRESS:
        for slot in slots[planned.half_days_held :]:
            set_took_place(slot, False, actor=actor)


def _close(book: Book, planned: PlannedSession, session: Session) -> None:
    actor = book.writer_of(planned)
    if planned.has_sheet:
        attach_evidence(session, signed_sheet(book, planned), actor=actor)
    close_session(session, actor=actor)
    timeline.date_closing(session, planned)

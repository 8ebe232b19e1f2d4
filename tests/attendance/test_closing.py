from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from attendance.enums import MarkSource, MarkStatus, RegistrationStatus, SessionStatus
from attendance.models import Session
from attendance.selectors import closing_obstacles, closing_points
from attendance.services.closing import close_session, reopen_session
from attendance.services.marking import MarkEntry, mark_all_present, record_marks
from tests.factories import (
    AffiliationFactory,
    EvidenceFactory,
    MarkFactory,
    OrganisationFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def marked_session(days: int = 1, **columns: object) -> Session:
    """Ready for closing: one participant, present everywhere, marked live."""
    session = SessionFactory(days=days, **columns)
    row = RegistrationFactory(session=session)
    record_marks(session, [MarkEntry(slot.pk, row.pk, MarkStatus.PRESENT) for slot in session.slots.all()], actor=None)
    return session


def codes(session: Session) -> list[str]:
    return [point.code for point in closing_obstacles(session)]


def test_closing_makes_the_session_held_once() -> None:
    session, actor = marked_session(), UserFactory()
    first = close_session(session, actor=actor)
    again = close_session(session, actor=UserFactory())
    assert (first.status, first.closed_by) == (SessionStatus.HELD, actor)
    assert (again.closed_at, again.closed_by) == (first.closed_at, actor)
    assert ModelLogEntry.objects.filter(action="attendance.session_closed").count() == 1


def test_every_missing_point_is_named() -> None:
    session = SessionFactory(starts_on=timezone.localdate() + datetime.timedelta(days=1))
    assert codes(session) == ["no_participant", "future", "nobody_attended", "no_evidence"]
    RegistrationFactory.create_batch(2, session=session)
    assert codes(session) == ["future", "unmarked", "nobody_attended", "no_evidence"]
    with translation.override("en"):
        assert [point.message for point in closing_points(session)][2] == "4 marks are missing"
    with pytest.raises(ValidationError) as refusal:
        close_session(session, actor=None)
    assert [error.code for error in refusal.value.error_list] == [
        "future",
        "unmarked",
        "nobody_attended",
        "no_evidence",
    ]
    session.refresh_from_db()
    assert session.status == SessionStatus.PLANNED


def test_somebody_waiting_or_withdrawn_needs_no_marks() -> None:
    session = marked_session()
    for status in (RegistrationStatus.WAITING, RegistrationStatus.WITHDRAWN, RegistrationStatus.VOIDED):
        RegistrationFactory(session=session, status=status)
    assert codes(session) == []


def test_marks_of_somebody_withdrawn_do_not_fill_the_gaps_of_another() -> None:
    session = SessionFactory()
    RegistrationFactory(session=session)
    gone = RegistrationFactory(session=session, status=RegistrationStatus.WITHDRAWN)
    for slot in session.slots.all():
        MarkFactory(registration=gone, slot=slot)
    assert codes(session) == ["unmarked", "nobody_attended", "no_evidence"]


def test_marks_typed_from_paper_need_the_paper() -> None:
    session = SessionFactory()
    row = RegistrationFactory(session=session)
    entries = [MarkEntry(slot.pk, row.pk, MarkStatus.PRESENT) for slot in session.slots.all()]
    record_marks(session, entries, actor=None, source=MarkSource.PAPER)
    assert codes(session) == ["no_evidence"]
    EvidenceFactory(session=session)
    assert codes(session) == []


def test_a_session_where_all_were_absent_was_not_held() -> None:
    session = SessionFactory()
    row = RegistrationFactory(session=session)
    record_marks(session, [MarkEntry(slot.pk, row.pk, MarkStatus.ABSENT) for slot in session.slots.all()], actor=None)
    assert codes(session) == ["nobody_attended"]


def test_only_half_days_that_took_place_must_be_marked_and_over() -> None:
    today = timezone.localdate()
    session = SessionFactory(starts_on=today, days=2)
    RegistrationFactory(session=session)
    for slot in session.slots.filter(date=today):
        mark_all_present(session, slot, actor=None)
    assert codes(session) == ["future", "unmarked"]
    session.slots.filter(date__gt=today).update(took_place=False)
    assert codes(Session.objects.get(pk=session.pk)) == []
    assert close_session(session, actor=None).status == SessionStatus.HELD


def test_nothing_took_place() -> None:
    session = marked_session()
    session.slots.update(took_place=False)
    assert codes(Session.objects.get(pk=session.pk)) == ["nothing_took_place", "nobody_attended"]


@pytest.mark.parametrize(
    ("held_days", "status"), [(2, SessionStatus.HELD), (1, SessionStatus.INTERRUPTED), (4, SessionStatus.HELD)]
)
def test_less_than_half_of_the_minutes_is_an_interrupted_session(held_days: int, status: str) -> None:
    session = marked_session(days=4)
    last = session.starts_on + datetime.timedelta(days=held_days - 1)
    session.slots.filter(date__gt=last).update(took_place=False)
    assert close_session(session, actor=None).status == status


@pytest.mark.parametrize("status", [SessionStatus.CANCELLED, SessionStatus.POSTPONED])
def test_what_was_not_held_cannot_be_closed(status: str) -> None:
    session = marked_session()
    Session.objects.update(status=status)
    with pytest.raises(ValidationError) as refusal:
        close_session(session, actor=None)
    assert refusal.value.code == "closed"


def test_an_affiliation_corrected_since_registration_is_in_the_snapshot() -> None:
    session = marked_session()
    row = session.registrations.get()
    assert row.organisation is None
    upe = OrganisationFactory()
    AffiliationFactory(person=row.person, organisation=upe, started_on=session.starts_on)
    close_session(session, actor=None)
    row.refresh_from_db()
    assert row.organisation == upe


def test_opening_again_needs_a_reason_and_a_session_that_was_held() -> None:
    session = marked_session()
    with pytest.raises(ValidationError) as refusal:
        reopen_session(session, actor=None, reason="")
    assert refusal.value.code == "reason"
    with pytest.raises(ValidationError) as refusal:
        reopen_session(SessionFactory(cancelled=True), actor=None, reason="Erreur")
    assert refusal.value.code == "not_held"
    close_session(session, actor=None)
    for _ in range(2):
        opened = reopen_session(session, actor=UserFactory(), reason="Une marque fausse")
    assert (opened.status, opened.closed_at) == (SessionStatus.IN_PROGRESS, None)
    assert ModelLogEntry.objects.filter(action="attendance.session_reopened").count() == 1
    assert close_session(session, actor=None).status == SessionStatus.HELD


def test_points_cost_the_same_for_one_and_for_three_participants(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for people in (1, 3):
        session = SessionFactory(days=people)
        RegistrationFactory.create_batch(people, session=session)
        with django_assert_num_queries(4):
            closing_points(session)

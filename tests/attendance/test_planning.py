from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from attendance.enums import Half, MarkStatus, SessionStatus
from attendance.models import Registration, Session, Slot
from attendance.services.planning import (
    cancel_session,
    next_code,
    plan_session,
    plan_slots,
    postpone_session,
    save_under_next_code,
    set_took_place,
    set_trainers,
)
from tests.factories import (
    AffiliationFactory,
    CourseVersionFactory,
    MarkFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
    province,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 9)


def planned(**columns: object) -> Session:
    defaults = {"version": CourseVersionFactory(), "starts_on": DAY, "ends_on": DAY, "province": province()}
    return plan_session(actor=None, **{**defaults, **columns})  # type: ignore[arg-type]


def test_a_planned_session_has_a_code_half_days_trainers_and_a_log() -> None:
    actor, trainer = UserFactory(), PersonFactory()
    session = plan_session(
        version=CourseVersionFactory(),
        starts_on=DAY,
        ends_on=DAY + datetime.timedelta(days=1),
        province=province(),
        trainers=[trainer],
        venue_fr="Salle A",
        actor=actor,
    )
    assert (session.code, session.status, session.venue_fr, session.capacity) == (
        "S-2026-001",
        SessionStatus.PLANNED,
        "Salle A",
        25,
    )
    assert list(session.slots.values_list("date", "half", "starts_at", "ends_at", "minutes")) == [
        (day, half, datetime.time(start), datetime.time(end), 180)
        for day in (DAY, DAY + datetime.timedelta(days=1))
        for half, start, end in ((Half.MORNING, 9, 12), (Half.AFTERNOON, 14, 17))
    ]
    assert [row.person for row in Registration.objects.filter(session=session).trainers()] == [trainer]
    assert Session.objects.get().seats_taken == 0
    entry = ModelLogEntry.objects.get(action="attendance.session_planned")
    assert (entry.user, entry.data) == (actor, {"code": "S-2026-001"})


def test_codes_follow_each_other_within_a_year_and_ignore_codes_of_another_shape() -> None:
    for code in ("S-2026-007", "S-2026-09A", "S-2025-120", "X-2026-900"):
        SessionFactory(code=code)
    assert next_code(2026) == "S-2026-008"
    assert next_code(2025) == "S-2025-121"
    assert next_code(2027) == "S-2027-001"


def test_a_code_taken_meanwhile_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two planners read the same last code: the second tries again instead of failing."""
    answers = iter(["S-2026-001", "S-2026-001", "S-2026-002"])
    monkeypatch.setattr("attendance.services.planning.next_code", lambda year: next(answers))
    assert [planned().code, planned().code] == ["S-2026-001", "S-2026-002"]


def test_another_error_while_saving_is_not_mistaken_for_a_taken_code() -> None:
    session = Session(starts_on=DAY, ends_on=DAY, province=province())
    with pytest.raises(ValidationError):
        save_under_next_code(session, save=session.full_clean)


def test_planning_half_days_twice_changes_nothing() -> None:
    session = SessionFactory(days=3)
    before = list(session.slots.values_list("pk", flat=True))
    assert plan_slots(session) == []
    assert list(session.slots.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    "day",
    [
        datetime.date(2026, 2, 15),  # clocks go back for Ramadan
        datetime.date(2026, 3, 22),  # and forward again
        datetime.date(2027, 2, 7),
        datetime.date(2024, 2, 29),
        datetime.date(2026, 12, 31),
    ],
)
def test_half_days_keep_their_hours_on_days_when_the_clock_moves(day: datetime.date) -> None:
    session = planned(starts_on=day, ends_on=day)
    assert list(session.slots.values_list("date", "starts_at", "minutes")) == [
        (day, datetime.time(9), 180),
        (day, datetime.time(14), 180),
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (DAY, DAY - datetime.timedelta(days=1)),
        (DAY, DAY + datetime.timedelta(days=93)),
        (datetime.date(1, 1, 1), datetime.date(9999, 12, 31)),
    ],
)
def test_impossible_spans_are_refused(start: datetime.date, end: datetime.date) -> None:
    with pytest.raises(ValidationError) as refusal:
        planned(starts_on=start, ends_on=end)
    assert refusal.value.code == "length"
    assert not Session.objects.exists()


def test_postponed_to_other_days_the_session_keeps_code_hours_and_people() -> None:
    upe, later_upe = OrganisationFactory.create_batch(2)
    person = PersonFactory()
    AffiliationFactory(person=person, organisation=upe, ended_on=DAY + datetime.timedelta(days=5))
    AffiliationFactory(person=person, organisation=later_upe, started_on=DAY + datetime.timedelta(days=6))
    session = SessionFactory(days=2, starts_on=DAY)
    session.slots.filter(half=Half.MORNING).update(starts_at=datetime.time(8, 30))
    registration = RegistrationFactory(session=session, person=person, organisation=upe)

    postponed = postpone_session(
        session, actor=UserFactory(), reason="Salle indisponible", starts_on=DAY + datetime.timedelta(days=1)
    )
    assert (postponed.pk, postponed.code, postponed.status) == (session.pk, session.code, SessionStatus.PLANNED)
    assert (postponed.starts_on, postponed.ends_on) == (
        DAY + datetime.timedelta(days=1),
        DAY + datetime.timedelta(days=2),
    )
    assert list(session.slots.values_list("date", "starts_at")) == [
        (DAY + datetime.timedelta(days=shift), hour)
        for shift in (1, 2)
        for hour in (datetime.time(8, 30), datetime.time(14))
    ]
    registration.refresh_from_db()
    assert registration.organisation == upe
    postpone_session(session, actor=None, reason="Encore", starts_on=DAY + datetime.timedelta(days=10))
    registration.refresh_from_db()
    assert registration.organisation == later_upe


def test_postponed_backwards_by_one_day_half_days_do_not_collide() -> None:
    session = SessionFactory(days=3, starts_on=DAY)
    postpone_session(session, actor=None, reason="Avancée", starts_on=DAY - datetime.timedelta(days=1))
    assert sorted(set(session.slots.values_list("date", flat=True))) == [
        DAY + datetime.timedelta(days=shift) for shift in (-1, 0, 1)
    ]


def test_postponed_to_another_number_of_days_half_days_are_planned_afresh() -> None:
    session = SessionFactory(days=1, starts_on=DAY)
    postpone_session(session, actor=None, reason="Plus long", starts_on=DAY, ends_on=DAY + datetime.timedelta(days=2))
    assert session.slots.count() == 6


def test_put_off_without_new_days_the_register_rests_and_new_days_wake_it() -> None:
    session = SessionFactory()
    assert postpone_session(session, actor=None, reason="Intempéries").status == SessionStatus.POSTPONED
    back = postpone_session(session, actor=None, reason="Nouvelle date", starts_on=DAY)
    assert (back.status, back.slots.count()) == (SessionStatus.PLANNED, 2)


@pytest.mark.parametrize("change", [postpone_session, cancel_session])
def test_a_session_that_somebody_attended_is_neither_postponed_nor_cancelled(change) -> None:  # type: ignore[no-untyped-def]
    mark = MarkFactory()
    with pytest.raises(ValidationError) as refusal:
        change(mark.registration.session, actor=None, reason="Trop tard")
    assert refusal.value.code == "attended"


@pytest.mark.parametrize("change", [postpone_session, cancel_session])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_changes_of_plan_need_a_reason(change, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValidationError) as refusal:
        change(SessionFactory(), actor=None, reason=reason)
    assert refusal.value.code == "reason"


@pytest.mark.parametrize("status", [SessionStatus.HELD, SessionStatus.INTERRUPTED])
@pytest.mark.parametrize("change", [postpone_session, cancel_session])
def test_closed_sessions_are_neither_postponed_nor_cancelled(change, status: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValidationError) as refusal:
        change(SessionFactory(status=status), actor=None, reason="Trop tard")
    assert refusal.value.code == "closed"


def test_cancelling_twice_is_one_cancellation_and_keeps_the_registrations() -> None:
    registration = RegistrationFactory()
    MarkFactory(registration=registration, status=MarkStatus.ABSENT)
    for _ in range(2):
        session = cancel_session(registration.session, actor=UserFactory(), reason="Grève")
    assert (session.status, session.status_reason) == (SessionStatus.CANCELLED, "Grève")
    assert ModelLogEntry.objects.filter(action="attendance.session_cancelled").count() == 1
    registration.refresh_from_db()
    assert registration.is_seated


def test_a_half_day_that_did_not_take_place_is_stated_once_and_can_be_taken_back() -> None:
    session = SessionFactory()
    slot = session.slots.first()
    for _ in range(2):
        set_took_place(slot, False, actor=UserFactory())
    assert [row.took_place for row in session.slots.all()] == [False, True]
    assert ModelLogEntry.objects.filter(action="attendance.slot_outcome").count() == 1
    set_took_place(slot, True, actor=None)
    assert Slot.objects.get(pk=slot.pk).took_place
    Session.objects.update(status=SessionStatus.HELD)
    with pytest.raises(ValidationError) as refusal:
        set_took_place(slot, False, actor=None)
    assert refusal.value.code == "closed"


def test_trainers_are_set_as_a_whole() -> None:
    first, second = PersonFactory.create_batch(2)
    session = SessionFactory(trainer=first)
    set_trainers(session, [second], actor=None)
    assert [row.person for row in session.registrations.trainers()] == [second]
    set_trainers(session, [first, second], actor=None)
    assert {row.person for row in session.registrations.trainers()} == {first, second}
    assert session.registrations.count() == 2

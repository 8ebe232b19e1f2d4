from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from attendance.enums import Capacity, MarkStatus, RegistrationStatus, SessionStatus
from attendance.models import Registration, Session
from attendance.services.registration import (
    fill_free_seats,
    register_person,
    void_registration,
    withdraw_registration,
)
from lms.people.enums import OrganisationKind, Profession
from tests.factories import (
    AffiliationFactory,
    MarkFactory,
    OrganisationFactory,
    PersonFactory,
    SeriesFactory,
    SessionFactory,
    UserFactory,
    province,
)

pytestmark = pytest.mark.django_db
CONFIRMED, WAITING, WITHDRAWN, VOIDED = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WAITING,
    RegistrationStatus.WITHDRAWN,
    RegistrationStatus.VOIDED,
)


def seats(session: Session) -> tuple[int, int]:
    return Session.objects.values_list("seats_taken", "capacity").get(pk=session.pk)


def test_the_snapshot_is_the_affiliation_on_the_first_day() -> None:
    session = SessionFactory(starts_on=datetime.date(2026, 3, 9), days=2)
    upe = OrganisationFactory(province=province("02.411"))
    person = PersonFactory()
    AffiliationFactory(person=person, ended_on=datetime.date(2026, 3, 8))
    AffiliationFactory(
        person=person, organisation=upe, profession=Profession.PSYCHOLOGIST, started_on=datetime.date(2026, 3, 9)
    )
    actor = UserFactory()
    row = register_person(session, person, actor=actor)
    assert (row.status, row.organisation, row.organisation_kind, row.province, row.profession) == (
        CONFIRMED,
        upe,
        OrganisationKind.UPE,
        upe.province,
        Profession.PSYCHOLOGIST,
    )
    assert (row.registered_by, row.is_walk_in, seats(session)) == (actor, False, (1, 25))


def test_somebody_without_affiliation_is_registered_without_snapshot() -> None:
    row = register_person(SessionFactory(), PersonFactory(), actor=None)
    assert (row.status, row.organisation, row.organisation_kind) == (CONFIRMED, None, "")


def test_registering_twice_is_once() -> None:
    session, person = SessionFactory(), PersonFactory()
    rows = {register_person(session, person, actor=None).pk for _ in range(3)}
    assert (len(rows), Registration.objects.count(), seats(session)) == (1, 1, (1, 25))


def test_when_seats_are_out_people_wait_in_order_and_move_up() -> None:
    session = SessionFactory(capacity=1)
    first, second, third = (register_person(session, PersonFactory(), actor=None) for _ in range(3))
    assert [first.status, second.status, third.status] == [CONFIRMED, WAITING, WAITING]
    withdraw_registration(first, actor=None, reason="Mission")
    assert list(Registration.objects.order_by("pk").values_list("status", flat=True)) == [WITHDRAWN, CONFIRMED, WAITING]
    assert seats(session) == (1, 1)
    # The one who left comes back behind the one who waited.
    register_person(session, first.person, actor=None)
    withdraw_registration(second, actor=None)
    assert list(Registration.objects.order_by("pk").values_list("status", flat=True)) == [WAITING, WITHDRAWN, CONFIRMED]
    withdraw_registration(third, actor=None)
    assert list(Registration.objects.order_by("pk").values_list("status", flat=True)) == [
        CONFIRMED,
        WITHDRAWN,
        WITHDRAWN,
    ]


def test_withdrawing_twice_frees_one_seat() -> None:
    session = SessionFactory()
    rows = [register_person(session, PersonFactory(), actor=None) for _ in range(2)]
    for _ in range(2):
        withdraw_registration(rows[0], actor=None)
    assert seats(session) == (1, 25)


def test_leaving_the_waiting_list_frees_no_seat() -> None:
    session = SessionFactory(capacity=1)
    register_person(session, PersonFactory(), actor=None)
    waiting = register_person(session, PersonFactory(), actor=None)
    withdraw_registration(waiting, actor=None)
    assert seats(session) == (1, 1)


@pytest.mark.parametrize("capacity", [Capacity.TRAINER, Capacity.OBSERVER, Capacity.INTERPRETER, Capacity.OFFICIAL])
def test_only_participants_take_seats(capacity: str) -> None:
    session = SessionFactory(capacity=0)
    assert register_person(session, PersonFactory(), capacity=capacity, actor=None).status == CONFIRMED
    assert seats(session) == (0, 0)


def test_one_person_may_train_and_learn_in_the_same_session() -> None:
    session, person = SessionFactory(), PersonFactory()
    register_person(session, person, capacity=Capacity.TRAINER, actor=None)
    register_person(session, person, actor=None)
    assert set(session.registrations.values_list("capacity", flat=True)) == {Capacity.TRAINER, Capacity.PARTICIPANT}


def test_a_walk_in_sits_in_the_room_so_one_more_seat_is_set_up() -> None:
    session = SessionFactory(capacity=1)
    register_person(session, PersonFactory(), actor=None)
    row = register_person(session, PersonFactory(), actor=None, walk_in=True)
    assert (row.status, row.is_walk_in, seats(session)) == (CONFIRMED, True, (2, 2))


def test_somebody_waiting_who_walks_in_gets_a_seat() -> None:
    session = SessionFactory(capacity=1)
    register_person(session, PersonFactory(), actor=None)
    person = PersonFactory()
    register_person(session, person, actor=None)
    row = register_person(session, person, actor=None, walk_in=True)
    assert (row.status, seats(session)) == (CONFIRMED, (2, 2))


@pytest.mark.parametrize(
    "status", [SessionStatus.HELD, SessionStatus.INTERRUPTED, SessionStatus.CANCELLED, SessionStatus.POSTPONED]
)
def test_nobody_comes_or_goes_when_the_session_is_not_open(status: str) -> None:
    session = SessionFactory()
    row = register_person(session, PersonFactory(), actor=None)
    Session.objects.update(status=status)
    for change in (
        lambda: register_person(session, PersonFactory(), actor=None),
        lambda: withdraw_registration(row, actor=None),
    ):
        with pytest.raises(ValidationError) as refusal:
            change()
        assert refusal.value.code == "closed"
    assert Registration.objects.get().status == CONFIRMED


def test_a_declared_activity_takes_no_names() -> None:
    session = SessionFactory(is_declared=True, version=None, series=SeriesFactory())
    with pytest.raises(ValidationError) as refusal:
        register_person(session, PersonFactory(), actor=None)
    assert refusal.value.code == "declared"


@pytest.mark.parametrize("status", [MarkStatus.PRESENT, MarkStatus.HALF])
def test_somebody_who_was_there_cannot_be_withdrawn(status: str) -> None:
    session = SessionFactory()
    row = register_person(session, PersonFactory(), actor=None)
    MarkFactory(registration=row, status=status)
    with pytest.raises(ValidationError) as refusal:
        withdraw_registration(row, actor=None)
    assert refusal.value.code == "attended"


def test_voiding_needs_a_reason_works_after_closing_and_stays() -> None:
    session = SessionFactory()
    row = register_person(session, PersonFactory(), actor=None)
    Session.objects.update(status=SessionStatus.HELD)
    with pytest.raises(ValidationError):
        void_registration(row, actor=None, reason=" ")
    for _ in range(2):
        voided = void_registration(row, actor=None, reason="Signature imitée")
    assert (voided.status, voided.status_reason, seats(session)) == (VOIDED, "Signature imitée", (0, 25))
    Session.objects.update(status=SessionStatus.PLANNED)
    with pytest.raises(ValidationError) as refusal:
        register_person(session, row.person, actor=None)
    assert refusal.value.code == "voided"


def test_more_seats_move_the_waiting_list_up() -> None:
    session = SessionFactory(capacity=1)
    rows = [register_person(session, PersonFactory(), actor=None) for _ in range(3)]
    Session.objects.update(capacity=2)
    fill_free_seats(session, actor=None)
    assert [Registration.objects.get(pk=row.pk).status for row in rows] == [CONFIRMED, CONFIRMED, WAITING]
    assert seats(session) == (2, 2)

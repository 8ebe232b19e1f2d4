"""Registering people on the portal: by search, from the team, at the door; and taking it back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.enums import Capacity, MarkStatus, RegistrationStatus, SessionStatus
from attendance.models import Registration, Session
from lms.people.enums import Profession
from lms.people.models import Affiliation, Organisation, Person
from tests.factories import (
    AffiliationFactory,
    MarkFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

from .pages import signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def upe() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def trainer() -> Any:
    return UserFactory(trainer=True)


@pytest.fixture
def session(trainer: Any) -> Session:
    return SessionFactory(starts_on=TODAY(), trainer=trainer.person)


def address(session: Session, **query: str) -> str:
    return reverse("session-registration-add", args=[session.uuid], query=query or None)


def found(client: Client, session: Session, **query: str) -> list[Person]:
    return client.get(address(session, **query)).context["found"]  # type: ignore[no-any-return]


def participants(session: Session) -> set[Person]:
    return {row.person for row in session.registrations.filter(capacity=Capacity.PARTICIPANT)}


def newcomer(upe: Organisation, **values: Any) -> dict[str, Any]:
    return {
        "action": "newcomer",
        "given_name": "Hind",
        "family_name": "Rami",
        "given_name_ar": "",
        "family_name_ar": "",
        "organisation": upe.pk,
        "profession": Profession.EDUCATOR,
        "sex": "female",
        "phone": "",
        **values,
    }


def test_a_coordinator_chooses_from_the_team_of_the_first_day(session: Session, upe: Organisation) -> None:
    coordinator = UserFactory(coordinates=upe)
    member = AffiliationFactory(organisation=upe).person
    AffiliationFactory(organisation=upe, ended_on=TODAY() - datetime.timedelta(days=1))
    AffiliationFactory(organisation=upe, started_on=TODAY() + datetime.timedelta(days=1))
    stranger = AffiliationFactory().person
    client = signed_in(coordinator)
    assert set(found(client, session)) == {member, coordinator.person}
    assert client.post(address(session), {"person": [str(member.uuid)]}).status_code == 302
    row = session.registrations.get(person=member)
    assert (row.status, row.organisation, row.is_walk_in, row.registered_by) == (
        RegistrationStatus.CONFIRMED,
        upe,
        False,
        coordinator,
    )
    assert client.post(address(session), {"person": [str(stranger.uuid)]}).status_code == 404
    assert client.post(address(session), newcomer(upe)).status_code == 404
    assert participants(session) == {member}


def test_a_coordinator_registers_at_any_session_of_the_calendar_but_not_at_past_ones(upe: Organisation) -> None:
    client = signed_in(UserFactory(coordinates=upe))
    assert client.get(address(SessionFactory(starts_on=TODAY() + datetime.timedelta(days=9)))).status_code == 200
    assert client.get(address(SessionFactory())).status_code == 404
    assert client.get(address(SessionFactory(starts_on=TODAY(), held=True))).status_code == 404


def test_several_are_registered_at_once_and_the_last_wait(trainer: Any, upe: Organisation) -> None:
    session = SessionFactory(starts_on=TODAY() + datetime.timedelta(days=1), capacity=1)
    members = [AffiliationFactory(organisation=upe).person for _ in range(2)]
    client = signed_in(UserFactory(coordinates=upe))
    for _ in range(2):
        response = client.post(address(session), {"person": [str(member.uuid) for member in members]}, follow=True)
    assert len(response.context["messages"]) == 2
    assert sorted(session.registrations.values_list("status", flat=True)) == ["confirmed", "waiting"]


def test_a_trainer_finds_the_people_of_sessions_led_before(session: Session, trainer: Any) -> None:
    met = RegistrationFactory(
        session=SessionFactory(trainer=trainer.person), person=PersonFactory(family_name="Zéroual")
    ).person
    RegistrationFactory(person=PersonFactory(family_name="Zeroual inconnu"))
    client = signed_in(trainer)
    assert found(client, session, q="zeroual") == [met]
    assert found(client, session) == []
    client.post(address(session, q="zeroual"), {"person": [str(met.uuid)]})
    row = session.registrations.get(person=met)
    assert (row.is_walk_in, row.status) == (True, RegistrationStatus.CONFIRMED)


@pytest.mark.parametrize("words", ["الإدريسي", "ادريسي", "الادريسى", "EL-IDRISSI", "ïdrissi"])
def test_names_are_found_however_they_are_spelt(words: str) -> None:
    person = PersonFactory(family_name="El Idrissi", family_name_ar="الإدريسي", given_name_ar="نور")
    PersonFactory(family_name="Autre", family_name_ar="أخرى", given_name_ar="نور", given_name="Nour")
    client = signed_in(
        UserFactory(administrator=True, person=PersonFactory(family_name="Tazi", family_name_ar="التازي"))
    )
    assert found(client, SessionFactory(), q=words) == [person]


def test_an_administrator_chooses_the_capacity_and_nobody_else_does(session: Session, trainer: Any) -> None:
    person = PersonFactory()
    data = {"person": [str(person.uuid)], "capacity": Capacity.TRAINER}
    signed_in(UserFactory(administrator=True)).post(address(session), data)
    assert session.registrations.get(person=person).capacity == Capacity.TRAINER
    met = RegistrationFactory(session=SessionFactory(trainer=trainer.person)).person
    signed_in(trainer).post(address(session), {"person": [str(met.uuid)], "capacity": Capacity.TRAINER})
    assert session.registrations.get(person=met).capacity == Capacity.PARTICIPANT


def test_somebody_new_is_recorded_placed_and_registered_once(session: Session, trainer: Any, upe: Organisation) -> None:
    client = signed_in(trainer)
    data = newcomer(upe, given_name_ar="هند", family_name_ar="الرامي", phone="٠٦ ١٢ ٣٤ ٥٦ ٧٨")
    assert client.post(address(session), data).status_code == 302
    row = session.registrations.get(capacity=Capacity.PARTICIPANT)
    assert (row.person.latin_name, row.person.arabic_name, row.person.phone) == (
        "Hind Rami",
        "هند الرامي",
        "+212612345678",
    )
    assert (row.is_walk_in, row.organisation, row.profession) == (True, upe, Profession.EDUCATOR)
    assert Affiliation.objects.get(person=row.person).started_on == session.starts_on
    # Sent again: the same person is recognised, and asked about instead of doubled.
    response = client.post(address(session), data)
    assert (response.status_code, response.context["lookalikes"]) == (200, [row.person])
    assert Person.objects.filter(family_name="Rami").count() == 1


@pytest.mark.parametrize("names", [("Hind", "Rami", "", ""), ("", "", "هند", "الرامي")])
def test_one_alphabet_is_enough(session: Session, trainer: Any, upe: Organisation, names: tuple[str, ...]) -> None:
    fields = dict(zip(("given_name", "family_name", "given_name_ar", "family_name_ar"), names, strict=True))
    assert signed_in(trainer).post(address(session), newcomer(upe, **fields)).status_code == 302
    assert len(participants(session)) == 1


def test_somebody_alike_is_asked_about_and_a_human_decides(session: Session, trainer: Any, upe: Organisation) -> None:
    known = AffiliationFactory(organisation=upe, person__given_name="Hind", person__family_name="RAMÍ").person
    client = signed_in(trainer)
    response = client.post(address(session), newcomer(upe))
    assert (response.status_code, response.context["lookalikes"]) == (200, [known])
    assert participants(session) == set()
    client.post(address(session), newcomer(upe, same_as=str(known.uuid)))
    assert participants(session) == {known}
    client.post(address(session), newcomer(upe, somebody_else="on"))
    assert len(participants(session)) == 2
    # A person who is not alike cannot be registered by the back door.
    stranger = PersonFactory()
    client.post(address(session), newcomer(upe, family_name="Autre", same_as=str(stranger.uuid)))
    assert stranger not in participants(session)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", ""),
        ("family_name", ""),
        ("organisation", ""),
        ("organisation", "999999"),
        ("organisation", str(2**63)),
        ("organisation", "NaN"),
        ("profession", ""),
        ("profession", "x" * 200),
        ("sex", ""),
        ("sex", "both"),
        ("phone", "12"),
        ("phone", "+33 6 12 34 56 78"),
        ("given_name", "AB123456"),
        ("family_name", "x" * 200),
        ("given_name", "\0"),
    ],
)
def test_a_newcomer_with_a_wrong_value_is_refused_beside_the_field(
    session: Session, trainer: Any, upe: Organisation, field: str, value: str
) -> None:
    response = signed_in(trainer).post(address(session), newcomer(upe, **{field: value}))
    assert response.status_code == 200
    assert response.context["newcomer"].errors
    assert participants(session) == set()


def test_empty_forms_say_what_is_missing(session: Session, trainer: Any) -> None:
    client = signed_in(trainer)
    assert len(client.post(address(session), {}).context["messages"]) == 1
    response = client.post(address(session), {"action": "newcomer"})
    assert {"organisation", "profession", "sex"} <= set(response.context["newcomer"].errors)
    assert client.post(address(session), {"person": [str(uuid.uuid4())]}).status_code == 404


@pytest.mark.parametrize("role", ["learner", "ministry_officer", "auditor", "content_editor", "trainer"])
def test_others_register_nobody(session: Session, role: str) -> None:
    client = signed_in(UserFactory(**{role: True}))
    assert client.get(address(session)).status_code == 404
    assert client.post(address(session), {"person": [str(PersonFactory().uuid)]}).status_code == 404


def test_withdrawing_is_confirmed_and_the_first_waiting_moves_up(trainer: Any) -> None:
    session = SessionFactory(capacity=1, trainer=trainer.person)
    row = RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status=RegistrationStatus.WAITING)
    target = reverse("registration-withdraw", args=[row.uuid])
    client = signed_in(trainer)
    assert client.get(target).status_code == 200
    row.refresh_from_db()
    assert row.status == RegistrationStatus.CONFIRMED
    assert client.post(target, {"reason": "Mission"}).status_code == 302
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.status, row.status_reason, waiting.status) == (
        RegistrationStatus.WITHDRAWN,
        "Mission",
        RegistrationStatus.CONFIRMED,
    )
    again = client.post(target, {}, follow=True)
    assert {str(message) for message in again.context["messages"]} == {"L'inscription est retirée."}
    assert again.redirect_chain[0][0] == reverse("session-detail", args=[session.uuid])


def test_a_coordinator_withdraws_the_own_team_only(session: Session, upe: Organisation) -> None:
    own = RegistrationFactory(session=session, organisation=upe)
    other = RegistrationFactory(session=session, organisation=OrganisationFactory())
    client = signed_in(UserFactory(coordinates=upe))
    assert client.post(reverse("registration-withdraw", args=[other.uuid])).status_code == 404
    assert client.post(reverse("registration-withdraw", args=[own.uuid])).status_code == 302
    assert set(Registration.objects.filter(status=RegistrationStatus.WITHDRAWN)) == {own}


def test_nobody_withdraws_after_closing_nor_who_was_there(trainer: Any, session: Session) -> None:
    row = RegistrationFactory(session=session)
    MarkFactory(registration=row, status=MarkStatus.HALF)
    client = signed_in(trainer)
    target = reverse("registration-withdraw", args=[row.uuid])
    assert len(client.post(target, follow=True).context["messages"]) == 1
    Session.objects.update(status=SessionStatus.HELD)
    assert client.post(target).status_code == 404
    row.refresh_from_db()
    assert row.status == RegistrationStatus.CONFIRMED


def test_a_learner_does_not_withdraw_even_the_own_registration_here(session: Session) -> None:
    row = RegistrationFactory(session=session)
    client = signed_in(UserFactory(learner=True, person=row.person))
    assert client.post(reverse("registration-withdraw", args=[row.uuid])).status_code == 404


def test_choosing_costs_the_same_for_one_and_for_three(upe: Organisation, count_queries: Callable[..., Any]) -> None:
    client = signed_in(UserFactory(coordinates=upe))
    session = SessionFactory(starts_on=TODAY())
    client.get(address(session))
    costs = []
    for _ in range(2):
        for row in RegistrationFactory.create_batch(2, session=session):
            AffiliationFactory(person=row.person, organisation=upe)
        with count_queries() as queries:
            assert client.get(address(session)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12

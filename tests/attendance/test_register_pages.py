"""The register: marked in one save, by several hands, and read-only once closed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.enums import MarkSource, MarkStatus, SessionStatus
from attendance.models import Mark, MarkEvent, Registration, Session, Slot
from attendance.selectors import cell_name
from tests.factories import (
    EvidenceFactory,
    MarkFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

from .pages import FUZZ, says, signed_in

pytestmark = pytest.mark.django_db
PRESENT, HALF, ABSENT = MarkStatus.PRESENT, MarkStatus.HALF, MarkStatus.ABSENT


@pytest.fixture
def trainer() -> Any:
    return UserFactory(trainer=True)


@pytest.fixture
def session(trainer: Any) -> Session:
    """Today, two half-days, three participants."""
    session = SessionFactory(starts_on=timezone.localdate(), trainer=trainer.person)
    RegistrationFactory.create_batch(3, session=session)
    return session


def address(session: Session, **query: str) -> str:
    return reverse("session-register", args=[session.uuid], query=query or None)


def rows(session: Session) -> list[Registration]:
    return list(session.registrations.seated().order_by("pk"))


def filled(client: Client, session: Session) -> dict[str, str]:
    """What a browser would send back unchanged."""
    register = client.get(address(session)).context["register"]
    data = {"view": str(register.view)}
    for line in register.lines:
        for cell in line.row.cells:
            data[f"{cell.name}-seen"] = cell.seen
            if cell.mark:
                data[cell.name] = cell.mark.status
    return data


def cell(session: Session, person: int, slot: int = 0) -> str:
    return cell_name(session.slots.all()[slot].pk, rows(session)[person].pk)


def marks(session: Session) -> dict[tuple[int, int], str]:
    slots = [slot.pk for slot in session.slots.all()]
    people = [row.pk for row in rows(session)]
    return {
        (people.index(mark.registration_id), slots.index(mark.slot_id)): mark.status
        for mark in Mark.objects.filter(slot__session=session)
    }


def test_marks_of_both_half_days_are_saved_together(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    data = filled(client, session) | {
        cell(session, 0): PRESENT,
        cell(session, 1): HALF,
        cell(session, 1, slot=1): ABSENT,
    }
    response = client.post(address(session), data)
    assert response.status_code == 302
    assert marks(session) == {(0, 0): PRESENT, (1, 0): HALF, (1, 1): ABSENT}
    assert set(MarkEvent.objects.values_list("actor", "source")) == {(trainer.pk, MarkSource.LIVE)}
    assert client.get(response["Location"]).context["register"].marked == 3


def test_saving_twice_changes_nothing_more(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    data = filled(client, session) | {cell(session, 0): PRESENT}
    for _ in range(2):
        assert client.post(address(session), data).status_code == 302
    assert (marks(session), MarkEvent.objects.count()) == ({(0, 0): PRESENT}, 1)


def test_all_present_keeps_the_exceptions_ticked_on_the_same_page(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    morning = session.slots.first()
    data = filled(client, session) | {cell(session, 1): ABSENT, "all": str(morning.pk)}
    client.post(address(session), data)
    assert marks(session) == {(0, 0): PRESENT, (1, 0): ABSENT, (2, 0): PRESENT}


def test_disjoint_edits_of_two_trainers_merge(trainer: Any, session: Session) -> None:
    colleague = UserFactory(trainer=True)
    RegistrationFactory(session=session, person=colleague.person, capacity="trainer")
    one, other = signed_in(trainer), signed_in(colleague)
    first, second = filled(one, session), filled(other, session)
    other.post(address(session), second | {cell(session, 0): ABSENT})
    # The first page still shows person 0 as unmarked, and leaves it alone.
    assert one.post(address(session), first | {cell(session, 1): PRESENT}).status_code == 302
    assert marks(session) == {(0, 0): ABSENT, (1, 0): PRESENT}


def test_an_unchanged_old_mark_does_not_undo_a_newer_one(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    client.post(address(session), filled(client, session) | {cell(session, 0): PRESENT})
    old_page = filled(client, session)
    client.post(address(session), filled(client, session) | {cell(session, 0): ABSENT})
    assert client.post(address(session), old_page | {cell(session, 1): PRESENT}).status_code == 302
    assert marks(session) == {(0, 0): ABSENT, (1, 0): PRESENT}


def test_the_same_cell_is_a_conflict_that_shows_both_marks_and_is_decided(trainer: Any, session: Session) -> None:
    colleague = UserFactory(trainer=True, person=PersonFactory(given_name="Brahim", family_name="Ouali"))
    RegistrationFactory(session=session, person=colleague.person, capacity="trainer")
    one, other = signed_in(trainer), signed_in(colleague)
    page = filled(one, session)
    other.post(address(session), filled(other, session) | {cell(session, 0): ABSENT})

    response = one.post(address(session), page | {cell(session, 0): PRESENT, cell(session, 1): PRESENT})
    assert response.status_code == 409
    assert marks(session) == {(0, 0): ABSENT, (1, 0): PRESENT}
    text = response.content.decode()
    assert "Brahim Ouali" in text
    (choice,) = response.context["choices"]
    assert (choice["mine"], choice["cell"].mark.status, response.context["saved"]) == (PRESENT, ABSENT, 1)

    decided = {f"{cell(session, 0)}-seen": choice["cell"].seen}
    assert one.post(address(session), decided | {cell(session, 0): ABSENT}).status_code == 302
    assert marks(session)[0, 0] == ABSENT
    assert one.post(address(session), decided | {cell(session, 0): PRESENT}).status_code == 302
    assert marks(session)[0, 0] == PRESENT


def test_a_register_closed_meanwhile_keeps_its_marks_and_says_so(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    data = filled(client, session) | {cell(session, 0): PRESENT}
    Session.objects.update(status=SessionStatus.HELD)
    response = client.post(address(session), data, follow=True)
    assert response.status_code == 200
    assert not response.context["writable"]
    assert len(response.context["messages"]) == 1
    assert marks(session) == {}


def test_a_closed_register_is_read_and_has_no_form(trainer: Any, session: Session) -> None:
    MarkFactory(registration=rows(session)[0], status=HALF)
    Session.objects.update(status=SessionStatus.HELD)
    response = signed_in(trainer).get(address(session))
    assert b'type="radio" name="m' not in response.content
    assert says(response, "Partial")
    assert b"savebar" not in response.content


def test_a_day_to_come_is_shown_and_not_written(trainer: Any) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    session = SessionFactory(starts_on=tomorrow, trainer=trainer.person)
    RegistrationFactory(session=session)
    client = signed_in(trainer)
    response = client.get(address(session))
    assert response.context["register"].is_future
    assert b"savebar" not in response.content
    client.post(address(session), {cell(session, 0): PRESENT})
    assert marks(session) == {}


def test_marks_typed_long_afterwards_are_noted_as_from_paper(trainer: Any) -> None:
    session = SessionFactory(starts_on=timezone.localdate() - datetime.timedelta(days=30), trainer=trainer.person)
    RegistrationFactory(session=session)
    client = signed_in(trainer)
    client.post(address(session), filled(client, session) | {cell(session, 0): PRESENT})
    assert MarkEvent.objects.get().source == MarkSource.PAPER


def test_the_register_opens_on_today_or_the_nearest_day_of_the_session(trainer: Any) -> None:
    today = timezone.localdate()
    for start, expected in (
        (-1, today),
        (3, today + datetime.timedelta(days=3)),
        (-9, today - datetime.timedelta(days=7)),
    ):
        session = SessionFactory(starts_on=today + datetime.timedelta(days=start), days=3, trainer=trainer.person)
        assert signed_in(trainer).get(address(session)).context["register"].day == expected


def test_each_day_has_its_page_and_no_other_day_exists(trainer: Any) -> None:
    today = timezone.localdate()
    session = SessionFactory(starts_on=today - datetime.timedelta(days=1), days=2, trainer=trainer.person)
    client = signed_in(trainer)
    yesterday = (today - datetime.timedelta(days=1)).isoformat()
    assert client.get(address(session, day=yesterday)).context["register"].day.isoformat() == yesterday
    arabic_digits = yesterday.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert client.get(address(session, day=arabic_digits)).context["register"].day.isoformat() == yesterday
    for day in ("2001-01-01", "9999-12-31", "0001-01-01"):
        assert client.get(address(session, day=day)).status_code == 404
    for nonsense in ("2026-02-30", "demain", "NaN", "\0", "x" * 5000):
        assert client.get(address(session, day=nonsense)).context["register"].day == today


def test_eyes_go_to_who_is_not_marked_yet(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)

    def todo() -> list[list[Slot]]:
        return [line.missing for line in client.get(address(session)).context["register"].lines]

    morning, afternoon = session.slots.all()
    assert todo() == [[morning]] * 3
    first = client.get(address(session)).context["register"].lines[0].row.registration
    MarkFactory(registration=first, slot=morning)
    assert todo() == [[], [morning], [morning]]
    client.post(address(session), {"all": str(morning.pk)})
    assert todo() == [[afternoon]] * 3
    assert client.get(address(session)).context["register"].view == 2


def test_the_open_tab_survives_a_save(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    response = client.post(address(session), filled(client, session) | {"view": "2"})
    assert response["Location"].endswith("&view=2")
    assert client.post(address(session), {"view": "'; --"})["Location"].endswith(timezone.localdate().isoformat())


@pytest.mark.parametrize("text", FUZZ)
def test_nonsense_in_any_field_writes_nothing_and_breaks_nothing(trainer: Any, session: Session, text: str) -> None:
    client = signed_in(trainer)
    name = cell(session, 0)
    for data in (
        {name: text},
        {name: PRESENT, f"{name}-seen": text},
        {"all": text, "view": text},
        {text[:99]: PRESENT},
        {},
    ):
        assert client.post(address(session), data).status_code in {302, 409}
    assert set(marks(session).values()) <= {PRESENT}


def test_only_those_who_keep_the_register_open_it(session: Session) -> None:
    upe = OrganisationFactory()
    own = rows(session)[0]
    Registration.objects.filter(pk=own.pk).update(organisation=upe)
    strangers = [
        UserFactory(learner=True, person=own.person),
        UserFactory(coordinates=upe),
        UserFactory(trainer=True),
        UserFactory(ministry_officer=True),
        UserFactory(auditor=True),
        UserFactory(content_editor=True),
    ]
    names = ("session-register", "session-sign-in-sheet", "session-close", "session-evidence-add", "session-reopen")
    for user in strangers:
        for name in names:
            client = signed_in(user)
            target = reverse(name, args=[session.uuid])
            assert client.get(target).status_code == 404, (name, user.role_grants.get().role)
            assert client.post(target, {cell(session, 0): PRESENT}).status_code == 404
    assert marks(session) == {}
    anonymous = Client().get(address(session))
    assert anonymous.status_code == 302
    assert reverse("account_login") in anonymous["Location"]


def test_a_participant_who_trains_elsewhere_does_not_keep_this_register(session: Session) -> None:
    colleague = UserFactory(trainer=True)
    RegistrationFactory(session=session, person=colleague.person)
    assert signed_in(colleague).get(address(session)).status_code == 404


def test_a_withdrawn_trainer_loses_the_register(trainer: Any, session: Session) -> None:
    session.registrations.filter(person=trainer.person).update(status="withdrawn")
    assert signed_in(trainer).get(address(session)).status_code == 404


def test_a_half_day_is_stated_as_not_held_and_back(trainer: Any, session: Session) -> None:
    client = signed_in(trainer)
    slot = session.slots.first()
    target = reverse("slot-outcome", args=[session.uuid, slot.pk])
    assert client.get(target).status_code == 405
    for answer, expected in (("no", False), ("no", False), ("yes", True), ("x" * 500, False)):
        assert client.post(target, {"took_place": answer}).status_code == 302
        assert Slot.objects.get(pk=slot.pk).took_place is expected
    other = SessionFactory().slots.first()
    for number in (other.pk, 2**31, 2**63, 10**40):
        assert client.post(f"{address(session)[:-9]}slots/{number}/").status_code == 404
    Session.objects.update(status=SessionStatus.HELD)
    response = client.post(target, {"took_place": "yes"}, follow=True)
    assert len(response.context["messages"]) == 1
    assert not Slot.objects.get(pk=slot.pk).took_place


def test_the_sheet_has_a_box_per_person_and_half_day_in_both_alphabets(trainer: Any) -> None:
    session = SessionFactory(days=2, trainer=trainer.person)
    RegistrationFactory(session=session, person__family_name="Berrahou", person__family_name_ar="برحو")
    RegistrationFactory(session=session, person=PersonFactory(arabic_only=True))
    text = signed_in(trainer).get(reverse("session-sign-in-sheet", args=[session.uuid])).content.decode()
    assert text.count('class="sheet"') == 2
    assert text.count('class="sheet__box"') == 2 * (2 + 2) * 2  # and two empty lines for walk-ins
    assert text.count("Berrahou") == text.count("برحو") == 2


def test_pages_cost_the_same_for_one_and_for_three(trainer: Any, count_queries: Callable[..., Any]) -> None:
    client = signed_in(trainer)
    costs = []
    for people in (1, 3):
        session = SessionFactory(starts_on=timezone.localdate(), trainer=trainer.person)
        for row in RegistrationFactory.create_batch(people, session=session, organisation=OrganisationFactory()):
            MarkFactory(registration=row, recorded_by=trainer)
        EvidenceFactory.create_batch(people, session=session, uploaded_by=trainer)
        targets = [
            reverse(name, args=[session.uuid])
            for name in ("session-register", "session-sign-in-sheet", "session-close", "session-evidence-add")
        ]
        client.get(targets[0])
        row_costs = []
        for target in targets:
            with count_queries() as queries:
                assert client.get(target).status_code == 200
            row_costs.append(len(queries))
        costs.append(row_costs)
    assert costs[0] == costs[1]
    assert costs[0][0] <= 11  # one of them counts who opened these records

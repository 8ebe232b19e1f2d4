"""The office's screens on sessions: planned through the services, read by the right roles, safe with any input."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.admin_forms import MOST_HALF_DAYS
from attendance.enums import Capacity, Half, RegistrationStatus, SessionStatus
from attendance.models import Evaluation, FollowUp, Registration, Session
from attendance.services.marking import MarkEntry, record_marks
from tests.factories import (
    CourseVersionFactory,
    EvaluationFactory,
    EvidenceFactory,
    FollowUpFactory,
    MarkFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
    UserFactory,
    province,
)

from .pages import signed_in

pytestmark = pytest.mark.django_db
SCREENS = {
    "session": SessionFactory,
    "series": SeriesFactory,
    "registration": RegistrationFactory,
    "evidence": EvidenceFactory,
    "evaluation": EvaluationFactory,
    "followup": FollowUpFactory,
}
READ_ONLY = {"registration", "evidence"}


@pytest.fixture
def office() -> Client:
    return signed_in(UserFactory(administrator=True))


def session_data(*slots: dict[str, Any], initial: int = 0, **values: Any) -> dict[str, Any]:
    data = {
        "code": "",
        "kind": "training",
        "version": "",
        "starts_on": "2026-03-09",
        "ends_on": "2026-03-10",
        "province": province().pk,
        "venue_fr": "Salle A",
        "venue_ar": "القاعة أ",
        "modality": "in_person",
        "capacity": "20",
        "for_upe": "on",
        "slots-TOTAL_FORMS": str(len(slots)),
        "slots-INITIAL_FORMS": str(initial),
        "slots-MIN_NUM_FORMS": "0",
        "slots-MAX_NUM_FORMS": "1000",
    }
    for index, slot in enumerate(slots):
        typed = {"date": "2026-03-09", "half": "morning", "starts_at": "09:00", "ends_at": "12:00", "minutes": "180"}
        data |= {f"slots-{index}-{name}": value for name, value in (typed | slot).items()}
    return data | values


def add(client: Client, *slots: dict[str, Any], **values: Any) -> Any:
    values.setdefault("version", CourseVersionFactory().pk)
    return client.post(reverse("session:add"), session_data(*slots, **values))


def edit_data(session: Session, **values: Any) -> dict[str, Any]:
    slots = [
        {
            "id": slot.pk,
            "date": slot.date.isoformat(),
            "half": slot.half,
            "starts_at": slot.starts_at,
            "ends_at": slot.ends_at,
        }
        for slot in session.slots.all()
    ]
    columns = {
        "code": session.code,
        "version": session.version_id,
        "starts_on": session.starts_on.isoformat(),
        "ends_on": session.ends_on.isoformat(),
        "capacity": session.capacity,
        "trainers": [row.person_id for row in session.registrations.trainers()],
    }
    return session_data(*slots, initial=len(slots), **(columns | values))


def edit(client: Client, session: Session, **values: Any) -> Any:
    return client.post(reverse("session:edit", args=[session.pk]), edit_data(session, **values))


def errors(response: Any) -> str:
    assert response.status_code == 200
    found = str(response.context["form"].errors)
    found += str([formset.errors for formset in response.context["form"].formsets.values()])
    assert found.strip()
    return found


@pytest.mark.parametrize("name", SCREENS)
def test_national_readers_list_and_inspect_and_change_nothing(name: str) -> None:
    row = SCREENS[name]()
    for role in ("auditor", "ministry_officer"):
        client = signed_in(UserFactory(**{role: True}))
        assert client.get(reverse(f"{name}:index")).status_code == 200
        assert client.get(reverse(f"{name}:inspect", args=[row.pk])).status_code == 200
        for target in (reverse(f"{name}:add"), reverse(f"{name}:edit", args=[row.pk])):
            for answer in (client.get(target), client.post(target, {})):
                assert (answer.status_code, answer.headers.get("Location")) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("role", ["trainer", "content_editor", "learner"])
def test_the_office_screens_are_for_the_office(name: str, role: str) -> None:
    row = SCREENS[name]()
    client = signed_in(UserFactory(**{role: True}))
    for target in (reverse(f"{name}:index"), reverse(f"{name}:add")):
        assert client.get(target).status_code == 302
    assert client.get(reverse(f"{name}:inspect", args=[row.pk])).status_code in {302, 404}


@pytest.mark.parametrize("name", SCREENS)
def test_an_administrator_opens_every_screen(office: Client, name: str) -> None:
    row = SCREENS[name]()
    allowed = ["inspect"] if name in READ_ONLY else ["inspect", "history", "usage", "edit"]
    for view in allowed:
        assert office.get(reverse(f"{name}:{view}", args=[row.pk])).status_code == 200, view
    for words in ("", "salma", "S-TEST", "استماع", "\\", "x" * 500):
        assert office.get(reverse(f"{name}:index"), {"q": words}).status_code == 200
    if name in READ_ONLY:
        assert office.get(reverse(f"{name}:add")).status_code == 302


def test_a_session_without_code_nor_half_days_gets_both(office: Client) -> None:
    trainer = UserFactory(trainer=True).person
    response = add(office, trainers=[trainer.pk])
    assert response.status_code == 302, errors(response)
    session = Session.objects.get()
    assert (session.code, session.status, session.slots.count()) == ("S-2026-001", SessionStatus.PLANNED, 4)
    assert [row.person for row in session.confirmed_trainers] == [trainer]


def test_a_session_keeps_the_code_and_the_half_days_that_were_typed(office: Client) -> None:
    slots = [
        {},
        {"date": "2026-03-10", "half": "afternoon", "starts_at": "14:30", "ends_at": "16:30", "minutes": "120"},
    ]
    assert add(office, *slots, code=" ATELIER-1 ").status_code == 302
    session = Session.objects.get()
    assert session.code == "ATELIER-1"
    assert list(session.slots.values_list("date", "half", "minutes")) == [
        (datetime.date(2026, 3, 9), Half.MORNING, 180),
        (datetime.date(2026, 3, 10), Half.AFTERNOON, 120),
    ]


def test_a_past_activity_is_declared_with_its_series_and_has_no_half_days(office: Client) -> None:
    series = SeriesFactory(declared_headcount=92, declared_source_fr="Rapport")
    response = add(office, version="", series=series.pk, is_declared="on", starts_on="2017-12-01", ends_on="2017-12-02")
    assert response.status_code == 302, errors(response)
    assert (Session.objects.get().is_declared, Session.objects.get().slots.count()) == (True, 0)
    period = {"starts_on": "2017-12-01", "ends_on": "2018-12-31", "dates_are_approximate": "on", "code": "LONG"}
    assert add(office, version="", series=series.pk, is_declared="on", **period).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {"starts_on": ""},
        {"starts_on": "0001-01-01"},
        {"ends_on": "9999-12-31"},
        {"ends_on": "2026-03-08"},
        {"ends_on": "2027-03-08"},
        {"starts_on": "2026-02-30"},
        {"capacity": str(2**31)},
        {"capacity": "-1"},
        {"capacity": "NaN"},
        {"capacity": "501"},
        {"province": "999999"},
        {"province": ""},
        {"version": ""},
        {"version": str(2**63)},
        {"kind": "party"},
        {"code": "x" * 21},
        {"code": "\0"},
        {"trainers": ["999999"]},
        {"trainers": ["NaN"]},
        {"venue_fr": "x" * 161},
    ],
)
def test_a_wrong_value_is_refused_in_the_form(office: Client, values: dict[str, Any]) -> None:
    errors(add(office, **values))
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "slots",
    [
        [{}, {}],  # the same half-day twice
        [{"date": "2026-03-11"}],  # outside the session
        [{"date": "0001-01-01"}],
        [{"date": ""}],
        [{"half": "night"}],
        [{"starts_at": "12:00", "ends_at": "09:00"}],
        [{"starts_at": "25:00"}],
        [{"minutes": "0"}],
        [{"minutes": "-180"}],
        [{"minutes": "721"}],
        [{"minutes": str(2**31)}],
        [{"minutes": "NaN"}],
    ],
)
def test_a_wrong_half_day_is_refused_in_the_form(office: Client, slots: list[dict[str, str]]) -> None:
    errors(add(office, *slots))
    assert not Session.objects.exists()


@pytest.mark.parametrize("count", ["", "x", "-1"])
def test_any_number_of_half_days_may_be_claimed(office: Client, count: str) -> None:
    assert office.post(reverse("session:add"), session_data() | {"slots-TOTAL_FORMS": count}).status_code == 200


def test_a_forged_number_of_half_days_makes_no_endless_page(office: Client) -> None:
    response = office.post(reverse("session:add"), session_data() | {"slots-TOTAL_FORMS": str(2**31)})
    assert response.status_code == 200
    assert len(response.context["form"].formsets["slots"].forms) == MOST_HALF_DAYS == 186


def test_the_same_code_twice_is_an_error_not_a_crash(office: Client) -> None:
    SessionFactory(code="S-2026-001")
    assert "code" in errors(add(office, code="S-2026-001"))
    assert add(office).status_code == 302
    assert Session.objects.filter(code="S-2026-002").exists()


def test_changing_the_plan_moves_trainers_waiting_list_and_nothing_of_the_services(office: Client) -> None:
    old, new = UserFactory(trainer=True).person, UserFactory(trainer=True).person
    session = SessionFactory(capacity=1, trainer=old, status=SessionStatus.IN_PROGRESS)
    RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status=RegistrationStatus.WAITING)
    session.refresh_from_db()
    response = edit(office, session, capacity="2", trainers=[new.pk], venue_fr="Salle B")
    assert response.status_code == 302, errors(response)
    session = Session.objects.get()
    waiting.refresh_from_db()
    assert (session.venue_fr, session.capacity, session.seats_taken, session.status) == (
        "Salle B",
        2,
        2,
        SessionStatus.IN_PROGRESS,
    )
    assert waiting.status == RegistrationStatus.CONFIRMED
    assert [row.person for row in session.confirmed_trainers] == [new]


def test_seats_that_are_taken_cannot_be_taken_away(office: Client) -> None:
    session = SessionFactory(capacity=2)
    RegistrationFactory.create_batch(2, session=session)
    session.refresh_from_db()
    assert "capacity" in errors(edit(office, session, capacity="1"))


@pytest.mark.parametrize("status", [SessionStatus.HELD, SessionStatus.INTERRUPTED, SessionStatus.CANCELLED])
def test_a_closed_session_is_not_changed(office: Client, status: str) -> None:
    session = SessionFactory(status=status)
    errors(edit(office, session, venue_fr="Ailleurs"))
    assert Session.objects.get().venue_fr == "Centre d'essai, Rabat"


def test_a_half_day_with_marks_neither_moves_nor_goes(office: Client) -> None:
    session = SessionFactory(days=2)
    row = RegistrationFactory(session=session)
    slot = session.slots.first()
    record_marks(session, [MarkEntry(slot.pk, row.pk, "present")], actor=None)
    session.refresh_from_db()
    for change in ({"slots-0-DELETE": "on"}, {"slots-0-date": "2026-03-10", "slots-0-half": "morning"}):
        errors(edit(office, session, **change))
    assert session.slots.filter(pk=slot.pk, date=slot.date).exists()
    assert edit(office, session, **{"slots-3-DELETE": "on"}).status_code == 302
    assert session.slots.count() == 3


def test_two_half_days_that_exchange_places_are_refused_not_crashed(office: Client) -> None:
    session = SessionFactory()
    response = edit(office, session, **{"slots-0-half": "afternoon", "slots-1-half": "morning"})
    errors(response)
    assert set(session.slots.values_list("half", flat=True)) == {"morning", "afternoon"}


def test_registrations_are_chosen_by_name_in_a_chooser(office: Client) -> None:
    row = RegistrationFactory(person__family_name="Zéroual")
    RegistrationFactory()
    response = office.get(reverse("registration_chooser:choose_results"), {"q": "zeroual"})
    assert [str(item) for item in response.context["results"]] == [str(row)]
    response = office.get(reverse("session_chooser:choose_results"), {"q": row.session.code})
    assert [item.pk for item in response.context["results"]] == [row.session_id]


def follow_up_data(**values: Any) -> dict[str, Any]:
    return {
        "registration": RegistrationFactory().pk,
        "mentor": PersonFactory().pk,
        "happened_on": "2026-06-09",
        "mode": "visit",
        "practice_rating": "2",
        "next_step": "Revoir le circuit",
        **values,
    }


def evaluation_data(**values: Any) -> dict[str, Any]:
    return {
        "session": SessionFactory().pk,
        "observer": PersonFactory().pk,
        "observed_on": "2026-03-09",
        "practice_share": "60",
        "materials_rating": "4",
        "facilitation_rating": "5",
        "remarks": "",
        **values,
    }


def test_follow_ups_and_quality_checks_are_recorded(office: Client) -> None:
    assert office.post(reverse("followup:add"), follow_up_data()).status_code == 302
    assert office.post(reverse("evaluation:add"), evaluation_data()).status_code == 302
    assert (FollowUp.objects.count(), Evaluation.objects.count()) == (1, 1)


TOMORROW = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("followup", {"happened_on": TOMORROW}),
        ("followup", {"happened_on": "2026-03-08"}),  # before the session
        ("followup", {"happened_on": "0001-01-01"}),
        ("followup", {"practice_rating": "4"}),
        ("followup", {"practice_rating": "-1"}),
        ("followup", {"practice_rating": "NaN"}),
        ("followup", {"next_step": "Voir AB123456"}),
        ("followup", {"next_step": "x" * 241}),
        ("followup", {"registration": ""}),
        ("followup", {"registration": str(2**63)}),
        ("followup", {"mode": "dream"}),
        ("evaluation", {"observed_on": TOMORROW}),
        ("evaluation", {"observed_on": "2026-03-08"}),
        ("evaluation", {"practice_share": "101"}),
        ("evaluation", {"practice_share": str(2**31)}),
        ("evaluation", {"materials_rating": "0"}),
        ("evaluation", {"facilitation_rating": "6"}),
        ("evaluation", {"remarks": "CIN: AB 123456"}),
        ("evaluation", {"session": "x"}),
    ],
)
def test_wrong_follow_ups_and_quality_checks_are_refused(office: Client, name: str, values: dict[str, str]) -> None:
    data = follow_up_data(**values) if name == "followup" else evaluation_data(**values)
    response = office.post(reverse(f"{name}:add"), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert (FollowUp.objects.count(), Evaluation.objects.count()) == (0, 0)


def test_a_series_with_a_head_count_needs_its_source(office: Client) -> None:
    data = {"name_fr": "Sept villes", "name_ar": "سبع مدن", "declared_headcount": "92"}
    assert office.post(reverse("series:add"), data).context["form"].errors
    assert office.post(reverse("series:add"), data | {"declared_source_fr": "Rapport 2018"}).status_code == 302


def at(name: str, row: Any) -> str:
    return reverse(name, args=[row.uuid])


def test_postponing_on_the_portal(office: Client) -> None:
    session = SessionFactory(days=2)
    response = office.post(at("session-postpone", session), {"starts_on": "2026-04-13", "reason": "Salle"})
    assert response.status_code == 302
    session.refresh_from_db()
    assert (session.starts_on.isoformat(), session.ends_on.isoformat()) == ("2026-04-13", "2026-04-14")
    office.post(at("session-postpone", session), {"starts_on": "", "reason": "Salle"})
    session.refresh_from_db()
    assert session.status == SessionStatus.POSTPONED


def test_cancelling_on_the_portal(office: Client) -> None:
    session = SessionFactory()
    assert office.get(at("session-cancel", session)).status_code == 200
    assert office.post(at("session-cancel", session), {"reason": "Grève"}).status_code == 302
    session.refresh_from_db()
    assert (session.status, session.status_reason) == (SessionStatus.CANCELLED, "Grève")
    assert office.get(at("session-cancel", session)).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-12-31", "2026-02-30", "demain", "NaN", "\0"])
def test_a_session_is_not_postponed_to_a_day_that_cannot_be(office: Client, day: str) -> None:
    session = SessionFactory()
    response = office.post(at("session-postpone", session), {"starts_on": day, "reason": "Salle"})
    assert response.status_code == 200
    assert "starts_on" in response.context["form"].errors
    assert Session.objects.get().starts_on == session.starts_on


@pytest.mark.parametrize("name", ["session-postpone", "session-cancel"])
def test_changes_of_plan_after_somebody_attended_are_refused_with_a_message(office: Client, name: str) -> None:
    mark = MarkFactory()
    response = office.post(at(name, mark.registration.session), {"reason": "Trop tard"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    assert office.post(at(name, mark.registration.session), {}).context["form"].errors


def test_striking_out_after_closing(office: Client) -> None:
    row = RegistrationFactory(session=SessionFactory(held=True))
    target = at("registration-void", row)
    assert office.get(target).status_code == 200
    assert office.post(target, {"reason": " "}).context["form"].errors
    assert office.post(target, {"reason": "Signature imitée"}).status_code == 302
    row.refresh_from_db()
    assert row.status == RegistrationStatus.VOIDED
    assert office.post(target, {"reason": "encore"}).status_code == 404


def test_only_administrators_replan_and_strike_out() -> None:
    trainer, upe = UserFactory(trainer=True), OrganisationFactory()
    session = SessionFactory(trainer=trainer.person)
    row = RegistrationFactory(session=session, organisation=upe)
    for user in (trainer, UserFactory(coordinates=upe), UserFactory(ministry_officer=True), UserFactory(auditor=True)):
        client = signed_in(user)
        for target in (at("session-postpone", session), at("session-cancel", session), at("registration-void", row)):
            assert client.post(target, {"reason": "x"}).status_code == 404
    assert Registration.objects.filter(status=RegistrationStatus.CONFIRMED, capacity=Capacity.PARTICIPANT).count() == 1

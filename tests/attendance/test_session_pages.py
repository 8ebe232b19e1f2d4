"""The list of sessions and the page of one: who sees what, what remains to be done, and at what cost."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from attendance.enums import Capacity, MarkStatus, RegistrationStatus, SessionStatus
from attendance.models import Session
from attendance.services.marking import mark_all_present
from lms.people.enums import Role
from tests.factories import (
    EvidenceFactory,
    MarkFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
    UserFactory,
    grant,
    province,
)

from .pages import says, signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def codes(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("session-list"), query)
    assert response.status_code == 200
    return [session.code for session in response.context["page_obj"]]


def page(client: Client, session: Session) -> Any:
    return client.get(reverse("session-detail", args=[session.uuid]))


def test_the_public_calendar_shows_what_is_to_come_without_any_name() -> None:
    trainer = PersonFactory(given_name="Samira", family_name="Benkaddour")
    soon = SessionFactory(code="SOON", starts_on=TODAY() + DAY, trainer=trainer)
    RegistrationFactory(session=soon, person=PersonFactory(given_name="Fatiha", family_name="Berrahou"))
    SessionFactory(code="TODAY", starts_on=TODAY())
    SessionFactory(code="YESTERDAY", starts_on=TODAY() - DAY)
    SessionFactory(code="CANCELLED", starts_on=TODAY() + DAY, cancelled=True)
    assert codes(Client()) == ["TODAY", "SOON"]
    text = page(Client(), soon).content.decode()
    assert escape(soon.title) in text
    for name in ("Samira", "Benkaddour", "Fatiha", "Berrahou"):
        assert name not in text


def test_a_past_session_of_others_is_not_found() -> None:
    session = SessionFactory()
    for client in (Client(), signed_in(UserFactory(learner=True)), signed_in(UserFactory(trainer=True))):
        assert page(client, session).status_code == 404


def test_each_role_lists_its_own_sessions() -> None:
    upe, other_upe = OrganisationFactory.create_batch(2, province=province("02.411"))
    trainer = UserFactory(trainer=True)
    led = SessionFactory(code="LED", trainer=trainer.person)
    RegistrationFactory(session=led, organisation=upe)
    theirs = SessionFactory(code="THEIRS")
    learner = RegistrationFactory(session=theirs, organisation=other_upe).person
    SessionFactory(code="NOBODY")
    assert codes(signed_in(trainer)) == ["LED"]
    assert codes(signed_in(UserFactory(learner=True, person=learner))) == ["THEIRS"]
    assert codes(signed_in(UserFactory(coordinates=upe))) == ["LED"]
    for role in ("ministry_officer", "administrator", "auditor"):
        assert codes(signed_in(UserFactory(**{role: True}))) == ["LED", "NOBODY", "THEIRS"]
    regional = UserFactory()
    grant(regional, Role.TERRITORIAL_COORDINATOR, province=province("02.411"))
    assert codes(signed_in(regional)) == ["LED", "THEIRS"]


def test_filters_narrow_and_nonsense_filters_nothing() -> None:
    client = signed_in(UserFactory(administrator=True))
    SessionFactory(code="RABAT", version__course__title_fr="Écouter l'enfant", version__course__title_ar="الإستماع")
    SessionFactory(code="OUJDA", province=province("02.411"), venue_fr="", venue_ar="")
    SessionFactory(code="HELD", held=True)
    SessionFactory(code="OLD-CANCELLED", cancelled=True)
    everything = ["OUJDA", "RABAT"]
    assert codes(client) == everything
    assert codes(client, q="ecouter ENFANT") == ["RABAT"]
    assert codes(client, q="استماع") == ["RABAT"]
    assert codes(client, q="وجدة") == ["OUJDA"]
    assert codes(client, q="rabat") == ["RABAT"]
    assert codes(client, region="02") == ["OUJDA"]
    assert codes(client, when="past") == ["HELD", "OLD-CANCELLED"]
    assert codes(client, q="introuvable") == []
    for query in (
        {"region": "99"},
        {"region": "x" * 500},
        {"when": "never"},
        {"show": "../"},
        {"page": "9999"},
        {"page": "-1"},
    ):
        assert codes(client, **query) == everything


@pytest.mark.parametrize(
    "words", ["O'Neil", "\0", "٠١٢", "%", "\\", "' OR 1=1 --", "عبد الله", "x" * 5000, "\u202e", "{{7*7}}"]
)
def test_any_words_may_be_searched(words: str) -> None:
    assert signed_in(UserFactory(learner=True)).get(reverse("session-list"), {"q": words}).status_code == 200


def test_the_list_is_paged_and_keeps_its_filters() -> None:
    SessionFactory.create_batch(13, starts_on=TODAY())
    first = Client().get(reverse("session-list"), {"q": "S-TEST"})
    assert len(first.context["page_obj"]) == 12
    assert b"q=S-TEST&amp;page=2" in first.content
    assert len(Client().get(reverse("session-list"), {"q": "S-TEST", "page": "2"}).context["page_obj"]) == 1


@pytest.mark.parametrize(
    ("user", "query", "words"),
    [
        (None, {}, "No session is planned"),
        ("learner", {}, "No session to come"),
        ("learner", {"when": "past"}, "No past session"),
        ("learner", {"q": "zzz"}, "No session matches"),
    ],
)
def test_an_empty_list_says_why(user: str | None, query: dict[str, str], words: str) -> None:
    client = signed_in(UserFactory(**{user: True})) if user else Client()
    response = client.get(reverse("session-list"), query)
    assert response.content.count(b'class="empty"') == 1
    assert says(response, words)


def test_the_trainer_sees_everybody_and_others_their_own() -> None:
    trainer, upe = UserFactory(trainer=True), OrganisationFactory()
    session = SessionFactory(trainer=trainer.person)
    mine = RegistrationFactory(session=session, organisation=upe)
    other = RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status=RegistrationStatus.WAITING)

    def seen(user: Any) -> tuple[set[int], list[int]]:
        context = page(signed_in(user), session).context
        return {line.registration.pk for line in context["participants"]}, [row.pk for row in context["waiting"]]

    assert seen(trainer) == ({mine.pk, other.pk}, [waiting.pk])
    assert seen(UserFactory(administrator=True)) == ({mine.pk, other.pk}, [waiting.pk])
    assert seen(UserFactory(coordinates=upe)) == ({mine.pk}, [])
    assert seen(UserFactory(learner=True, person=mine.person)) == ({mine.pk}, [])


def test_half_days_and_threshold_of_each_participant() -> None:
    session = SessionFactory(days=5)
    slots = list(session.slots.all())
    for family_name, statuses in (
        ("A reached", [MarkStatus.PRESENT] * 8 + [MarkStatus.ABSENT] * 2),
        ("B missed", [MarkStatus.PRESENT] * 7 + [MarkStatus.HALF] + [MarkStatus.EXCUSED] * 2),
        ("C reachable", [MarkStatus.PRESENT] * 2),
        ("D unmarked", []),
    ):
        row = RegistrationFactory(session=session, person__family_name=family_name)
        for slot, status in zip(slots, statuses, strict=False):
            MarkFactory(registration=row, slot=slot, status=status)
    lines = page(signed_in(UserFactory(administrator=True)), session).context["participants"]
    assert [(line.whole, line.and_a_half, line.marked, line.state) for line in lines] == [
        (8, False, 10, "reached"),
        (7, True, 10, "missed"),
        (2, False, 2, "reachable"),
        (0, False, 0, None),
    ]


def test_the_next_step_leads_from_registration_to_closing() -> None:
    trainer = UserFactory(trainer=True)
    session = SessionFactory(starts_on=TODAY() - DAY, days=2, trainer=trainer.person)
    client = signed_in(trainer)

    def step() -> Any:
        return page(client, session).context["step"]

    assert b"registrations/add/" in page(client, session).content
    RegistrationFactory.create_batch(2, session=session)
    for slot in session.slots.all():
        assert (step().slot, step().is_due, step().slot.marked, step().seated) == (slot, True, 0, 2)
        mark_all_present(session, slot, actor=trainer)
    assert step().slot is None
    assert page(client, session).context["can_close"]


def test_a_session_to_come_offers_the_sheet() -> None:
    session = SessionFactory(starts_on=TODAY() + DAY)
    RegistrationFactory(session=session)
    response = page(signed_in(UserFactory(administrator=True)), session)
    assert (response.context["step"].is_due, response.context["can_close"]) == (False, False)
    assert reverse("session-sign-in-sheet", args=[session.uuid]).encode() in response.content


@pytest.mark.parametrize("status", SessionStatus.values)
def test_every_status_has_its_page(status: str) -> None:
    session = SessionFactory(status=status, status_reason="Salle indisponible")
    RegistrationFactory(session=session)
    response = page(signed_in(UserFactory(administrator=True)), session)
    assert response.status_code == 200
    reason_shown = "Salle indisponible" in response.content.decode()
    assert reason_shown is (status in {SessionStatus.CANCELLED, SessionStatus.POSTPONED})


def test_a_declared_activity_shows_its_source_and_no_register() -> None:
    series = SeriesFactory(declared_headcount=92, declared_is_minimum=True, declared_source_fr="Rapport 2018")
    session = SessionFactory(is_declared=True, version=None, series=series, slots=False)
    client = signed_in(UserFactory(administrator=True))
    text = page(client, session).content.decode()
    assert "Rapport 2018" in text
    assert "92" in text
    assert client.get(reverse("session-register", args=[session.uuid])).status_code == 404


def test_names_of_every_kind_are_shown_as_text() -> None:
    session = SessionFactory()
    for name in ("<img src=x onerror=alert(1)>", "{{7*7}}", "عبد الله", "D'"):
        RegistrationFactory(
            session=session, person__family_name=name, person__given_name_ar="", person__family_name_ar=""
        )
    text = page(signed_in(UserFactory(administrator=True)), session).content.decode()
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text
    assert "{{7*7}}" in text


@pytest.mark.parametrize("viewer", ["administrator", "trainer", "learner", "anonymous"])
def test_lists_and_pages_cost_the_same_for_one_and_for_three(viewer: str, count_queries: Callable[..., Any]) -> None:
    costs = []
    for people in (1, 3):
        user = UserFactory(**{viewer: True}) if viewer != "anonymous" else None
        client = signed_in(user) if user else Client()
        for _ in range(people):
            session = SessionFactory(starts_on=TODAY(), days=people)
            RegistrationFactory.create_batch(people, session=session)
            EvidenceFactory.create_batch(people, session=session)
            for _waiting in range(people):
                RegistrationFactory(session=session, status=RegistrationStatus.WAITING)
            if user:
                capacity = Capacity.TRAINER if viewer == "trainer" else Capacity.PARTICIPANT
                RegistrationFactory(session=session, person=user.person, capacity=capacity)
        page(client, session)
        with count_queries() as of_list:
            client.get(reverse("session-list"))
        with count_queries() as of_page:
            assert page(client, session).status_code == 200
        costs.append((len(of_list), len(of_page)))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 10
    assert costs[0][1] <= (17 if viewer in {"administrator", "trainer"} else 10)


def test_an_anonymous_user_leads_nothing() -> None:
    assert list(Session.objects.visible_to(AnonymousUser())) == []

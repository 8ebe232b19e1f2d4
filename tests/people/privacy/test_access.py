"""Who opened, exported or printed a record: counted on every screen that shows others, told by role."""

from __future__ import annotations

import datetime
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from attendance.models import FollowUp, Registration
from certificates.models import Certificate
from courses.models import Enrolment
from lms.indicators.worked_example import load_worked_example
from lms.people.enums import AccessAct, Role
from lms.people.models import Affiliation, Invitation, Organisation, Person, PersonAccess, RoleGrant, User
from lms.people.privacy.access import note_access, way_to_person
from tests.factories import (
    AffiliationFactory,
    FollowUpFactory,
    InvitationFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    grant,
)


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(administrator=True)


@pytest.fixture
def held(db: None) -> Registration:
    """A confirmed participation of the worked example."""
    load_worked_example()
    return Registration.objects.filter(session__status="held", capacity="participant").order_by("pk").first()  # type: ignore[return-value]


def rows(**filters: object) -> set[tuple[int, str, str, int]]:
    return set(PersonAccess.objects.filter(**filters).values_list("person_id", "role", "act", "times"))


class TestCounting:
    def test_one_row_a_day_with_a_count(self, administrator: User) -> None:
        first, second = PersonFactory(), PersonFactory()
        note_access(administrator, [first, second.pk, first], AccessAct.OPENED)
        note_access(administrator, [first], AccessAct.OPENED)
        note_access(administrator, [first], AccessAct.PRINTED)
        assert rows() == {
            (first.pk, Role.ADMINISTRATOR, AccessAct.OPENED, 2),
            (first.pk, Role.ADMINISTRATOR, AccessAct.PRINTED, 1),
            (second.pk, Role.ADMINISTRATOR, AccessAct.OPENED, 1),
        }
        PersonAccess.objects.update(day=timezone.localdate() - datetime.timedelta(days=1))
        note_access(administrator, [first], AccessAct.OPENED)
        assert PersonAccess.objects.filter(person=first, act=AccessAct.OPENED).count() == 2

    def test_oneself_and_visitors_are_not_counted(self, administrator: User) -> None:
        note_access(administrator, [administrator.person], AccessAct.OPENED)
        note_access(AnonymousUser(), [PersonFactory()], AccessAct.OPENED)
        note_access(administrator, [], AccessAct.OPENED)
        assert rows() == set()

    def test_the_role_is_the_one_that_opened_it(self, db: None) -> None:
        upe, person = OrganisationFactory(), PersonFactory()
        user = UserFactory(trainer=True)
        grant(user, Role.UPE_COORDINATOR, organisation=upe)
        note_access(user, [person], AccessAct.OPENED)
        note_access(user, [person], AccessAct.PRINTED, by=(Role.TRAINER, Role.ADMINISTRATOR))
        note_access(user, [person], AccessAct.EXPORTED, by=(Role.MINISTRY_OFFICER,))
        assert rows() == {
            (person.pk, Role.UPE_COORDINATOR, AccessAct.OPENED, 1),
            (person.pk, Role.TRAINER, AccessAct.PRINTED, 1),
            (person.pk, Role.UPE_COORDINATOR, AccessAct.EXPORTED, 1),
        }

    def test_one_query_for_one_and_for_three(self, administrator: User) -> None:
        people = [PersonFactory() for _number in range(4)]
        note_access(administrator, people[:1], AccessAct.OPENED)
        for count in (1, 3):
            with CaptureQueriesContext(connection) as queries:
                note_access(administrator, people[:count], AccessAct.EXPORTED)
            assert len(queries) == 1


@pytest.mark.parametrize(
    ("model", "way"),
    [(Person, "pk"), (Affiliation, "person"), (Invitation, "person"), (RoleGrant, "user__person"), (User, "person"),
     (Registration, "person"), (FollowUp, "registration__person"), (Certificate, "person"), (Enrolment, "person"),
     (Organisation, None)],
)  # fmt: skip
def test_the_way_to_a_person(model: type, way: str | None) -> None:
    assert way_to_person(model) == way


class TestAdministration:
    def test_each_screen_of_a_person_counts(self, client: Client, administrator: User) -> None:
        client.force_login(administrator)
        person = PersonFactory()
        for screen in ("inspect", "edit", "history"):
            assert client.get(reverse(f"person:{screen}", args=[person.pk])).status_code == 200
        assert rows() == {(person.pk, Role.ADMINISTRATOR, AccessAct.OPENED, 3)}

    def test_rows_that_belong_to_a_person_count(self, client: Client, administrator: User) -> None:
        client.force_login(administrator)
        affiliation, invitation, follow_up = AffiliationFactory(), InvitationFactory(), FollowUpFactory()
        for name, row in (("affiliation", affiliation), ("invitation", invitation), ("followup", follow_up)):
            assert client.get(reverse(f"{name}:inspect", args=[row.pk])).status_code == 200
        assert {pk for pk, *_rest in rows()} == {
            affiliation.person_id, invitation.person_id, follow_up.registration.person_id,
        }  # fmt: skip

    def test_what_is_refused_or_about_nobody_does_not(self, client: Client, administrator: User) -> None:
        person = PersonFactory()
        client.force_login(UserFactory(content_editor=True))
        assert client.get(reverse("person:inspect", args=[person.pk])).status_code != 200
        client.force_login(administrator)
        client.get(reverse("organisation:edit", args=[OrganisationFactory().pk]))
        client.get(reverse("person:inspect", args=[987654]))
        assert rows() == set()


class TestPortal:
    def test_team(self, client: Client, db: None) -> None:
        upe = OrganisationFactory()
        coordinator = UserFactory(coordinates=upe)
        colleagues = [AffiliationFactory(organisation=upe).person_id for _number in range(2)]
        client.force_login(coordinator)
        client.get("/fr/team/")
        assert rows() == {(pk, Role.UPE_COORDINATOR, AccessAct.OPENED, 1) for pk in colleagues}

    def test_figures_opened_and_exported(self, client: Client, held: Registration) -> None:
        client.force_login(UserFactory(ministry_officer=True))
        client.get("/fr/indicators/I-2/", {"period": "2024"})
        opened = {pk for pk, *_rest in rows(act=AccessAct.OPENED, role=Role.MINISTRY_OFFICER)}
        assert held.person_id in opened
        client.get("/fr/indicators/I-2/rows.csv", {"period": "2024"})
        assert {pk for pk, *_rest in rows(act=AccessAct.EXPORTED)} == opened
        client.get("/fr/indicators/I-3/", {"period": "2024"})
        assert PersonAccess.objects.get(person=held.person, act=AccessAct.OPENED).times >= 2
        before = rows()
        client.get("/fr/indicators/I-1/", {"period": "2024"})
        client.get("/fr/indicators/")
        assert rows() == before

    def test_register_sheet_session_and_evidence(self, client: Client, held: Registration, administrator: User) -> None:
        client.force_login(administrator)
        session = held.session
        named = set(session.registrations.filter(status="confirmed").values_list("person_id", flat=True))
        client.get(reverse("session-register", args=[session.uuid]))
        assert {pk for pk, *_rest in rows(act=AccessAct.OPENED)} == named
        client.get(reverse("session-sign-in-sheet", args=[session.uuid]))
        assert {pk for pk, *_rest in rows(act=AccessAct.PRINTED)} == named
        evidence = session.evidence.first()
        response = client.get(reverse("evidence-file", args=[evidence.uuid]))  # type: ignore[union-attr]
        assert io.BytesIO(b"".join(response.streaming_content)).read()  # type: ignore[attr-defined]
        assert {pk for pk, *_rest in rows(act=AccessAct.EXPORTED)} == named
        client.get(reverse("session-detail", args=[session.uuid]))
        assert PersonAccess.objects.get(person=held.person, act=AccessAct.OPENED).times == 2

    def test_certificates(self, client: Client, held: Registration, administrator: User) -> None:
        from certificates.issuing import issue_for_session

        issue_for_session(held.session, actor=administrator)
        holders = set(Certificate.objects.values_list("person_id", flat=True))
        assert holders
        client.force_login(administrator)
        client.get(reverse("certificate-list"))
        assert {pk for pk, *_rest in rows(act=AccessAct.OPENED)} == holders
        client.get(reverse("session-certificates-pdf", args=[held.session.uuid]))
        assert {pk for pk, *_rest in rows(act=AccessAct.PRINTED)} == holders

    def test_ones_own_pages_do_not_count(self, client: Client, held: Registration) -> None:
        client.force_login(UserFactory(learner=True, person=held.person))
        client.get(reverse("session-detail", args=[held.session.uuid]))
        client.get(reverse("certificate-list"))
        client.get("/fr/my-data/")
        assert rows() == set()


def test_the_person_reads_counts_by_role_and_never_who(client: Client, administrator: User) -> None:
    learner = UserFactory(learner=True)
    for viewer in (administrator, UserFactory(administrator=True, person__family_name="Indiscrète")):
        note_access(viewer, [learner.person], AccessAct.OPENED)
    client.force_login(learner)
    response = client.get("/fr/my-data/")
    (told,) = [part for part in response.context["parts"] if part.code == "accesses"]
    assert told.as_data == [
        {"month": f"{timezone.localdate():%Y-%m}", "role": Role.ADMINISTRATOR, "act": AccessAct.OPENED, "times": 2}
    ]
    assert "Indiscrète" not in response.content.decode()

"""A session of two days in Oujda, held and closed through the real services."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from attendance.enums import MarkStatus
from attendance.models import Registration, Session
from attendance.services.closing import close_session
from attendance.services.marking import MarkEntry, record_marks
from attendance.services.planning import plan_session
from attendance.services.registration import register_person
from courses.models import CourseVersion, Enrolment, TestAttempt
from lms.people.models import Organisation, Person, User
from tests.factories import (
    AffiliationFactory,
    CourseVersionFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    province,
)

FIRST_DAY = datetime.date(2025, 3, 11)


@dataclass
class HeldSession:
    session: Session
    administrator: User
    trainer: User
    upe: Organisation
    people: list[Person]

    def registration(self, person: Person) -> Registration:
        return self.session.registrations.get(person=person)


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(administrator=True)


@pytest.fixture
def hold_session(administrator: User) -> Callable[..., HeldSession]:
    """`hold_session(4, 3)`: one participant present at 4 half-days of 4, one at 3 of 4; then closed."""

    def hold(*half_days: int, version: CourseVersion | None = None, close: bool = True) -> HeldSession:
        upe = OrganisationFactory()
        trainer = UserFactory(trainer=True)
        session = plan_session(
            version=version or CourseVersionFactory(),
            starts_on=FIRST_DAY,
            ends_on=FIRST_DAY + datetime.timedelta(days=1),
            province=province("02.411"),
            actor=administrator,
            trainers=[trainer.person],
        )
        people, entries = [], []
        slots = list(session.slots.all())
        for attended in half_days:
            person = PersonFactory()
            AffiliationFactory(person=person, organisation=upe)
            registration = register_person(session, person, actor=administrator)
            people.append(person)
            entries += [
                MarkEntry(
                    slot_id=slot.pk,
                    registration_id=registration.pk,
                    status=MarkStatus.PRESENT if number < attended else MarkStatus.ABSENT,
                )
                for number, slot in enumerate(slots)
            ]
        record_marks(session, entries, actor=administrator)
        if close:
            close_session(session, actor=administrator)
        session.refresh_from_db()
        return HeldSession(session, administrator, trainer, upe, people)

    return hold


@pytest.fixture
def pass_test() -> Callable[..., TestAttempt]:
    """`pass_test(person, version, points=3)` of 5."""

    def sit(person: Person, version: CourseVersion, points: int) -> TestAttempt:
        enrolment, _ = Enrolment.objects.get_or_create(person=person, version=version)
        now = datetime.datetime(2025, 3, 12, 16, tzinfo=datetime.UTC)
        return TestAttempt.objects.create(
            enrolment=enrolment,
            started_at=now,
            submitted_at=now,
            points=points,
            points_possible=5,
            passed=100 * points >= (version.pass_mark or 0) * 5,
        )

    return sit

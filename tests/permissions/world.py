"""One small country for the whole table: what each role calls its own, and what belongs to the neighbours.

Own: the unit of the learner and the coordinator, the sessions of the trainer. Neighbour: the same in another unit of
the province, where the territorial coordinator reaches too. Sibling: the same in another province.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from attendance.enums import MarkStatus
from attendance.models import Session
from attendance.services.closing import close_session
from attendance.services.marking import MarkEntry, record_marks
from attendance.services.planning import plan_session
from attendance.services.registration import register_person
from certificates.issuing import issue_for_session
from certificates.models import Certificate, CertificateDesign
from courses.models import Enrolment, Question, TestAttempt
from lms.indicators.models import ChildrenServed, Commitment, Freeze, Indicator, Period, ReportDeadline, Target
from lms.people.enums import Profession, Role
from lms.people.models import Organisation, Person, RoleGrant, User
from tests.factories import (
    AffiliationFactory,
    CompetencyFactory,
    CourseVersionFactory,
    EvaluationFactory,
    EvidenceFactory,
    FollowUpFactory,
    InvitationFactory,
    LessonFactory,
    OrganisationFactory,
    QuestionFactory,
    SeriesFactory,
    UserFactory,
    grant,
    province,
)
from tests.permissions.matrix import RECORDS

ABSENT = 987654321


@dataclass
class Side:
    """The records of one side: own, neighbour or sibling."""

    organisation: Organisation
    trainer: User
    learner: User
    colleague: Person = field(init=False)
    records: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    users: dict[str, User | None]
    sides: dict[str, Side]
    shared: dict[str, Any]

    def record(self, name: str, scope: str) -> Any:
        """The record `name` of a side; shared ones are the same on all. Scope "none": one that does not exist."""
        if scope == "none":
            return SimpleNamespace(pk=ABSENT, uuid=uuid.uuid4(), token=uuid.uuid4(), code="ZZZZZZZZZZZZZZZZ")
        return self.sides[scope].records.get(name) or self.shared[name]


def build() -> World:
    """The sides and one user per column of the table."""
    administrator = UserFactory(administrator=True)
    version = CourseVersionFactory(with_test=False)
    test_version = CourseVersionFactory(with_test=True)
    LessonFactory(version=version)
    QuestionFactory(version=test_version)
    sides = {}
    for scope, code in (("own", "04.421"), ("neighbour", "04.421"), ("sibling", "06.141")):
        organisation = OrganisationFactory(province=province(code))
        learner = UserFactory(learner=True)
        AffiliationFactory(person=learner.person, organisation=organisation)
        side = Side(organisation, UserFactory(trainer=True), learner)
        side.colleague = AffiliationFactory(organisation=organisation, profession=Profession.EDUCATOR).person
        side.records = _records(side, version, test_version, administrator)
        for records_of_feature in RECORDS:
            side.records |= records_of_feature(side)
        sides[scope] = side
    own = sides["own"]
    territorial = UserFactory()
    grant(territorial, Role.TERRITORIAL_COORDINATOR, province=own.organisation.province)
    users: dict[str, User | None] = {
        "anonymous": None,
        "learner": own.learner,
        "coordinator": UserFactory(coordinates=own.organisation),
        "trainer": own.trainer,
        "editor": UserFactory(content_editor=True),
        "territorial": territorial,
        "ministry": UserFactory(ministry_officer=True),
        "administrator": administrator,
        "auditor": UserFactory(auditor=True),
    }
    return World(users, sides, {**_shared(version), "tested_course": test_version.course})


def _records(side: Side, version: Any, test_version: Any, administrator: User) -> dict[str, Any]:
    people = [side.learner.person, side.colleague]
    held = _session(version, side, people, administrator, days_ago=200)
    record_marks(
        held,
        [
            MarkEntry(slot_id=slot.pk, registration_id=row.pk, status=MarkStatus.PRESENT)
            for slot in held.slots.all()
            for row in held.registrations.seated()
        ],
        actor=administrator,
    )
    evidence = EvidenceFactory(session=held)
    close_session(held, actor=administrator)
    held.refresh_from_db()
    issue_for_session(held, actor=administrator)
    open_session = _session(test_version, side, people, administrator, days_ago=1)
    attempt = TestAttempt.objects.create(
        enrolment=Enrolment.objects.create(person=side.learner.person, version=test_version),
        started_at=datetime.datetime.now(datetime.UTC),
    )
    return {
        "organisation": side.organisation,
        "person": side.learner.person,
        "affiliation": side.colleague.affiliations.get(),
        "invitation": InvitationFactory(person=side.colleague, organisation=side.organisation),
        "rolegrant": RoleGrant.objects.get(user=side.learner),
        "enrolment": attempt.enrolment,
        "attempt": attempt,
        "session": open_session,
        "slot": open_session.slots.first(),
        "followup": FollowUpFactory(registration=held.registrations.get(person=side.learner.person)),
        "evaluation": EvaluationFactory(session=held),
        "registration": open_session.registrations.get(person=side.learner.person),
        "held": held,
        "evidence": evidence,
        "certificate": Certificate.objects.get(person=side.learner.person),
    }


def _session(version: Any, side: Side, people: list[Person], administrator: User, *, days_ago: int) -> Session:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    session = plan_session(
        version=version, starts_on=day, ends_on=day, province=side.organisation.province, actor=administrator,
        trainers=[side.trainer.person],
    )  # fmt: skip
    for person in people:
        register_person(session, person, actor=administrator)
    return session


def _shared(version: Any) -> dict[str, Any]:
    """What belongs to no side."""
    today = timezone.localdate()
    commitment, indicator = Commitment.objects.first(), Indicator.objects.first()
    period = Period.objects.first()
    return {
        "commitment": commitment,
        "indicator": indicator,
        "period": period,
        "target": Target.objects.create(indicator=indicator, period=period, value=1, set_on=today),
        "freeze": Freeze.objects.create(
            number=1,
            commitment=commitment,
            period=period,
            rules_version=1,
            figures={},
            rows={},
            sha256="0" * 64,
            frozen_at=datetime.datetime.now(datetime.UTC),
        ),
        "reportdeadline": ReportDeadline.objects.create(
            commitment=commitment, title_fr="Essai", title_ar="تجربة", due_on=today
        ),
        "childrenserved": ChildrenServed.objects.create(
            organisation=OrganisationFactory(), period=period, number=1, source="Essai", reported_on=today
        ),
        "course": version.course,
        "courseversion": version,
        "lesson": version.lessons.first(),
        "question": Question.objects.first(),
        "theme": version.course.theme,
        "competency": CompetencyFactory(),
        "series": SeriesFactory(),
        "region": province().region,
        "province": province(),
        "design": CertificateDesign.objects.first(),
    }

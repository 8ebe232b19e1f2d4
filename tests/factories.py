"""Records for tests, one factory per model, with traits that read as states.

`UserFactory(trainer=True)` has its person, its role and the group of the role; `grant(user, Role.AUDITOR)` adds one.
"""

from __future__ import annotations

import datetime
from typing import Any

import factory
from django.db.models import F
from factory.django import DjangoModelFactory

from attendance.enums import Capacity, EvidenceKind, Half, MarkStatus, SessionStatus
from attendance.models import Evaluation, Evidence, FollowUp, Mark, Registration, Series, Session, Slot
from attendance.services.planning import plan_slots
from courses.enums import VersionState
from courses.models import Choice, Competency, Course, CourseVersion, Enrolment, Lesson, Question, Theme
from lms.people.enums import OrganisationKind, Profession, Role, Sex
from lms.people.models import (
    Affiliation,
    Invitation,
    NoticeAcceptance,
    Organisation,
    Person,
    Province,
    RoleGrant,
    User,
)
from lms.people.privacy.notice import VERSION
from lms.people.role_matrix import SCOPES
from lms.people.roles import refresh_groups

PASSWORD = "correct-horse-atlas-42"
LONG_AGO = datetime.date(2015, 1, 1)
DEFAULT_SCOPES = {role: scopes[0] for role, scopes in SCOPES.items()}


def province(code: str = "04.421") -> Province:
    """A province by its HCP code; by default Rabat. All 75 are loaded by a migration."""
    return Province.objects.get(code=code)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    kind = OrganisationKind.UPE
    name_fr = factory.Sequence(lambda n: f"UPE d'essai {n}")
    name_ar = factory.Sequence(lambda n: f"وحدة تجريبية {n}")
    province = factory.LazyFunction(province)
    opened_on = LONG_AGO


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    given_name = factory.Sequence(lambda n: f"Salma {chr(65 + n % 26)}")
    family_name = factory.Sequence(lambda n: f"El Idrissi {n}")
    given_name_ar = "سلمى"
    family_name_ar = "الإدريسي"
    sex = Sex.FEMALE
    email = factory.Sequence(lambda n: f"salma{n}@example.org")

    class Params:
        arabic_only = factory.Trait(given_name="", family_name="")
        man = factory.Trait(given_name="Youssef", given_name_ar="يوسف", sex=Sex.MALE)


class AffiliationFactory(DjangoModelFactory[Affiliation]):
    class Meta:
        model = Affiliation

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    profession = Profession.SOCIAL_ASSISTANT
    started_on = LONG_AGO

    class Params:
        ended = factory.Trait(ended_on=datetime.date(2020, 12, 31))


class RoleGrantFactory(DjangoModelFactory[RoleGrant]):
    """The bare row. Tests that sign in want `grant`, which also puts the user into the group of the role."""

    class Meta:
        model = RoleGrant

    user = factory.SubFactory("tests.factories.UserFactory")
    role = Role.LEARNER
    scope = factory.LazyAttribute(lambda grant: DEFAULT_SCOPES[grant.role])
    starts_on = LONG_AGO


def _granting(role: str) -> Any:
    return factory.PostGeneration(lambda user, create, extracted, **kwargs: grant(user, role) if create else None)


class UserFactory(DjangoModelFactory[User]):
    """Someone who can sign in with PASSWORD, by username or e-mail."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"compte{n}")
    email = factory.LazyAttribute(lambda user: user.person.email if user.person else "")
    password = factory.django.Password(PASSWORD)
    person = factory.SubFactory(PersonFactory)

    class Params:
        learner = factory.Trait(granted=_granting(Role.LEARNER))
        trainer = factory.Trait(granted=_granting(Role.TRAINER))
        content_editor = factory.Trait(granted=_granting(Role.CONTENT_EDITOR))
        ministry_officer = factory.Trait(granted=_granting(Role.MINISTRY_OFFICER))
        administrator = factory.Trait(granted=_granting(Role.ADMINISTRATOR))
        auditor = factory.Trait(granted=_granting(Role.AUDITOR))

    @factory.post_generation
    def with_role(self: User, create: bool, role: str | None, **kwargs: Any) -> None:
        """`UserFactory(with_role=Role.AUDITOR)`: the trait, when the role is a variable."""
        if create and role:
            grant(self, role)

    @factory.post_generation
    def notice(self: User, create: bool, read: bool | None, **kwargs: Any) -> None:
        """The information notice is read, unless `UserFactory(notice=False)`."""
        if create and read is not False:
            NoticeAcceptance.objects.create(user=self, version=VERSION, language="fr")

    @factory.post_generation
    def coordinates(self: User, create: bool, organisation: Organisation | None, **kwargs: Any) -> None:
        """`UserFactory(coordinates=upe)`: the coordinator of that organisation, and one of its staff."""
        if create and organisation:
            grant(self, Role.UPE_COORDINATOR, organisation=organisation)
            AffiliationFactory(person=self.person, organisation=organisation, profession=Profession.COORDINATOR)


class InvitationFactory(DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    person = factory.SubFactory(PersonFactory)
    email = factory.LazyAttribute(lambda invitation: invitation.person.email)
    organisation = factory.SubFactory(OrganisationFactory)
    invited_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=14))


def grant(user: User, role: str, **target: Any) -> RoleGrant:
    """Give `role` to `user` over `organisation=`, `province=` or `region=`, else over the role's usual scope."""
    scope = next(iter(target), DEFAULT_SCOPES[Role(role)])
    row = RoleGrantFactory(user=user, role=role, scope=scope, **target)
    refresh_groups(user)
    return row


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme
        django_get_or_create = ("code",)

    code = "T90"
    name_fr = "Thématique d'essai"
    name_ar = "محور تجريبي"


class CourseFactory(DjangoModelFactory[Course]):
    class Meta:
        model = Course

    code = factory.Sequence(lambda n: f"E{n:03d}")
    title_fr = factory.Sequence(lambda n: f"Module d'essai {n}")
    title_ar = factory.Sequence(lambda n: f"مجزوءة تجريبية {n}")
    theme = factory.SubFactory(ThemeFactory)


class CourseVersionFactory(DjangoModelFactory[CourseVersion]):
    """A published version of one day; `with_test=True` asks for a final test passed at 60 %."""

    class Meta:
        model = CourseVersion

    course = factory.SubFactory(CourseFactory)
    number = 1
    state = VersionState.PUBLISHED
    minutes = 360

    class Params:
        with_test = factory.Trait(pass_mark=60)
        draft = factory.Trait(state=VersionState.DRAFT)


class SeriesFactory(DjangoModelFactory[Series]):
    class Meta:
        model = Series

    name_fr = factory.Sequence(lambda n: f"Série d'essai {n}")
    name_ar = factory.Sequence(lambda n: f"سلسلة تجريبية {n}")


class SessionFactory(DjangoModelFactory[Session]):
    """A past session of one day, still open, with its two half-days; `days=3` makes it longer, `slots=False` bare.

    `trainer=person` registers a trainer.
    """

    class Meta:
        model = Session
        skip_postgeneration_save = True

    class Params:
        days = 1
        held = factory.Trait(status=SessionStatus.HELD)
        cancelled = factory.Trait(status=SessionStatus.CANCELLED)

    code = factory.Sequence(lambda n: f"S-TEST-{n:03d}")
    version = factory.SubFactory(CourseVersionFactory)
    starts_on = datetime.date(2026, 3, 9)
    ends_on = factory.LazyAttribute(lambda session: session.starts_on + datetime.timedelta(days=session.days - 1))
    province = factory.LazyFunction(province)
    venue_fr = "Centre d'essai, Rabat"
    venue_ar = "مركز تجريبي، الرباط"
    capacity = 25

    @factory.post_generation
    def slots(self: Session, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        if create and wanted is not False:
            plan_slots(self)

    @factory.post_generation
    def trainer(self: Session, create: bool, person: Person | None, **kwargs: Any) -> None:
        if create and person:
            RegistrationFactory(session=self, person=person, capacity=Capacity.TRAINER)


class SlotFactory(DjangoModelFactory[Slot]):
    class Meta:
        model = Slot

    session = factory.SubFactory(SessionFactory, slots=False)
    date = factory.LazyAttribute(lambda slot: slot.session.starts_on)
    half = Half.MORNING
    starts_at = datetime.time(9)
    ends_at = datetime.time(12)
    minutes = 180


class RegistrationFactory(DjangoModelFactory[Registration]):
    """A confirmed participant, whose seat is counted; `organisation=upe` fills the whole snapshot."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)
    organisation_kind = factory.LazyAttribute(lambda row: row.organisation.kind if row.organisation else "")
    province = factory.LazyAttribute(lambda row: row.organisation.province if row.organisation else None)
    organisation = None

    @factory.post_generation
    def seat(self: Registration, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self.is_seated:
            Session.objects.filter(pk=self.session_id).update(seats_taken=F("seats_taken") + 1)


class MarkFactory(DjangoModelFactory[Mark]):
    class Meta:
        model = Mark

    registration = factory.SubFactory(RegistrationFactory)
    slot = factory.LazyAttribute(lambda mark: mark.registration.session.slots.first())
    status = MarkStatus.PRESENT
    recorded_at = factory.LazyFunction(lambda: datetime.datetime.now(datetime.UTC))


class EvidenceFactory(DjangoModelFactory[Evidence]):
    class Meta:
        model = Evidence

    session = factory.SubFactory(SessionFactory)
    kind = EvidenceKind.SIGNED_SHEET
    file = factory.django.FileField(data=b"%PDF-1.4 feuille signee", filename="sheet.pdf")
    original_name = "feuille.pdf"
    size = 22
    sha256 = factory.Sequence(lambda n: f"{n:064x}")


class EvaluationFactory(DjangoModelFactory[Evaluation]):
    class Meta:
        model = Evaluation

    session = factory.SubFactory(SessionFactory)
    practice_share = 60
    materials_rating = 4
    facilitation_rating = 4
    observer = factory.SubFactory(PersonFactory)
    observed_on = datetime.date(2026, 3, 9)


class FollowUpFactory(DjangoModelFactory[FollowUp]):
    class Meta:
        model = FollowUp

    registration = factory.SubFactory(RegistrationFactory)
    mentor = factory.SubFactory(PersonFactory)
    happened_on = datetime.date(2026, 6, 9)
    practice_rating = 2


class CompetencyFactory(DjangoModelFactory[Competency]):
    class Meta:
        model = Competency
        django_get_or_create = ("code",)

    code = "A1"
    name_fr = factory.LazyAttribute(lambda row: f"Compétence {row.code}")
    name_ar = factory.LazyAttribute(lambda row: f"كفاءة {row.code}")


class LessonFactory(DjangoModelFactory[Lesson]):
    """The next lesson of a version."""

    class Meta:
        model = Lesson

    version = factory.SubFactory(CourseVersionFactory)
    position = factory.LazyAttribute(lambda lesson: lesson.version.lessons.count() + 1)
    title_fr = factory.LazyAttribute(lambda lesson: f"Leçon d'essai {lesson.position}")
    title_ar = factory.LazyAttribute(lambda lesson: f"درس تجريبي {lesson.position}")


class QuestionFactory(DjangoModelFactory[Question]):
    """The next question of a version, with three answers: the second one is right."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    version = factory.SubFactory(CourseVersionFactory, with_test=True)
    position = factory.LazyAttribute(lambda question: question.version.questions.count() + 1)
    text_fr = factory.LazyAttribute(lambda question: f"Question d'essai {question.position} ?")
    text_ar = factory.LazyAttribute(lambda question: f"سؤال تجريبي {question.position}؟")

    @factory.post_generation
    def choices(self: Question, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            Choice.objects.bulk_create(
                Choice(question=self, position=n, text_fr=f"Réponse {n}", text_ar=f"جواب {n}", is_correct=n == 2)
                for n in (1, 2, 3)
            )


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    person = factory.SubFactory(PersonFactory)
    version = factory.SubFactory(CourseVersionFactory)

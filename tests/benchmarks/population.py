"""A network of the size the portal is made for, written in bulk: 500 persons, 60 sessions, the demonstration catalogue.

Seeded, so that two runs measure the same rows.
"""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from attendance.enums import Capacity, MarkSource, MarkStatus, SessionStatus
from attendance.models import Mark, MarkEvent, Registration, Session, Slot
from attendance.services.planning import HALF_DAY_MINUTES, HALF_DAYS
from certificates.issuing import issue_for_session
from certificates.models import Certificate
from cms.demo.pages import build_pages
from cms.models import CoursePage, HomePage, LessonPage, StandardPage
from courses.models import CourseVersion, Enrolment, Lesson, LessonProgress
from lms.people.enums import OrganisationKind, Profession, Role, Sex
from lms.people.models import Affiliation, NoticeAcceptance, Organisation, Person, Province, RoleGrant, User
from lms.people.privacy.notice import VERSION
from lms.people.role_matrix import SCOPES
from lms.people.roles import sync_roles

PERSONS = 500
SESSIONS = 60
UNITS = 41
PARTICIPANTS = 20
DAYS = 2
LONG_AGO = datetime.date(2020, 1, 1)
GIVEN = ("Salma", "Youssef", "Khadija", "Omar", "Imane", "Rachid", "Nawal", "Hamza", "Latifa", "Driss")
GIVEN_AR = ("سلمى", "يوسف", "خديجة", "عمر", "إيمان", "رشيد", "نوال", "حمزة", "لطيفة", "إدريس")
FAMILY = ("El Idrissi", "Benali", "Amrani", "Tahiri", "Zeroual", "Lahlou", "Ouazzani", "Mansouri", "Fassi", "Rami")
FAMILY_AR = ("الإدريسي", "بنعلي", "العمراني", "الطاهري", "زروال", "لحلو", "الوزاني", "المنصوري", "الفاسي", "الرامي")
MARKS = (MarkStatus.PRESENT,) * 8 + (MarkStatus.HALF, MarkStatus.ABSENT)


@dataclass
class Network:
    """What the measured requests need to name."""

    learner: User
    coordinator: User
    trainer: User
    officer: User
    held_session: Session
    open_session: Session
    course_page: CoursePage
    lesson_page: LessonPage
    bare_page: StandardPage
    certificate: Certificate


def populate(seed: int = 2024) -> Network:
    """Write the network into a migrated, empty database."""
    chance = random.Random(seed)
    with disable_reference_index_auto_update():
        build_pages()
    sync_roles()
    units = _units()
    persons = _persons(chance)
    _affiliations(persons, units)
    versions = list(CourseVersion.objects.filter(state="published").select_related("course").order_by("course__code"))
    sessions = _sessions(versions, chance)
    registrations = _registrations(sessions, persons, units, chance)
    _marks(sessions, registrations, chance)
    accounts = _accounts(persons, units)
    _follow(persons, versions, chance)
    held = sessions[0]
    issue_for_session(held, actor=accounts["administrator"])
    course = versions[1].course
    course_page = CoursePage.objects.get(course=course, locale__language_code="fr")
    return Network(
        learner=accounts["learner"],
        coordinator=accounts["coordinator"],
        trainer=accounts["trainer"],
        officer=accounts["officer"],
        held_session=held,
        open_session=sessions[-1],
        course_page=course_page,
        lesson_page=LessonPage.objects.child_of(course_page).order_by("path")[1],
        bare_page=_bare_page(),
        certificate=Certificate.objects.order_by("pk")[0],
    )


def _units() -> list[Organisation]:
    provinces = list(Province.objects.order_by("code"))[:UNITS]
    return Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.UPE,
            name_fr=f"UPE de {province.name_fr}",
            name_ar=f"وحدة حماية الطفولة {province.name_ar}",
            province=province,
            opened_on=LONG_AGO,
        )
        for province in provinces
    )


def _persons(chance: random.Random) -> list[Person]:
    def person(number: int) -> Person:
        given, family = chance.randrange(10), chance.randrange(10)
        return Person(
            given_name=GIVEN[given],
            family_name=f"{FAMILY[family]} {number}",
            given_name_ar=GIVEN_AR[given],
            family_name_ar=FAMILY_AR[family],
            sex=Sex.MALE if given % 2 else Sex.FEMALE,
            email=f"person{number}@takwin.example",
        )

    return Person.objects.bulk_create(person(number) for number in range(PERSONS))


def _affiliations(persons: list[Person], units: list[Organisation]) -> None:
    Affiliation.objects.bulk_create(
        Affiliation(
            person=person,
            organisation=units[number % UNITS],
            profession=Profession.SOCIAL_ASSISTANT,
            started_on=LONG_AGO,
        )
        for number, person in enumerate(persons)
    )


def _sessions(versions: list[CourseVersion], chance: random.Random) -> list[Session]:
    """Held ones over the past two years, and as the last one a session of today, whose register is open."""
    today = timezone.localdate()
    provinces = list(Province.objects.select_related("region"))

    def session(number: int) -> Session:
        is_last = number == SESSIONS - 1
        first = today if is_last else today - datetime.timedelta(days=730 - number * 12)
        return Session(
            code=f"S-B-{number:03d}",
            version=versions[number % len(versions)],
            starts_on=first,
            ends_on=first + datetime.timedelta(days=DAYS - 1),
            province=chance.choice(provinces),
            status=SessionStatus.IN_PROGRESS if is_last else SessionStatus.HELD,
            seats_taken=PARTICIPANTS,
            venue_fr="Centre de formation",
            venue_ar="مركز التكوين",
        )

    sessions = Session.objects.bulk_create(session(number) for number in range(SESSIONS))
    Slot.objects.bulk_create(
        Slot(
            session=row,
            date=row.starts_on + datetime.timedelta(days=day),
            half=half,
            starts_at=start,
            ends_at=end,
            minutes=HALF_DAY_MINUTES,
        )
        for row in sessions
        for day in range(DAYS)
        for half, start, end in HALF_DAYS
    )
    return sessions


def _registrations(
    sessions: list[Session], persons: list[Person], units: list[Organisation], chance: random.Random
) -> list[Registration]:
    """Twenty participants and the one trainer in each session; the first person, our learner, in the first and last."""
    learner, trainer, *others = persons

    def registration(session: Session, person: Person, capacity: str) -> Registration:
        unit = units[persons.index(person) % UNITS]
        return Registration(
            session=session,
            person=person,
            capacity=capacity,
            organisation=unit,
            organisation_kind=unit.kind,
            province=unit.province,
            profession=Profession.SOCIAL_ASSISTANT,
        )

    rows = []
    for session in sessions:
        people = chance.sample(others, PARTICIPANTS)
        if session in (sessions[0], sessions[-1]):
            people[0] = learner
        rows += [registration(session, person, Capacity.PARTICIPANT) for person in people]
        rows.append(registration(session, trainer, Capacity.TRAINER))
    return Registration.objects.bulk_create(rows)


def _marks(sessions: list[Session], registrations: list[Registration], chance: random.Random) -> None:
    """Every half-day of the held sessions; of the open one, the first half-day."""
    now = timezone.now()
    slots: dict[int, list[Slot]] = {session.pk: list(session.slots.all()) for session in sessions}
    slots[sessions[-1].pk] = slots[sessions[-1].pk][:1]
    pairs = [
        (slot, row) for row in registrations if row.capacity == Capacity.PARTICIPANT for slot in slots[row.session_id]
    ]
    marks = [Mark(slot=slot, registration=row, status=chance.choice(MARKS), recorded_at=now) for slot, row in pairs]
    Mark.objects.bulk_create(marks)
    MarkEvent.objects.bulk_create(
        MarkEvent(slot=mark.slot, registration=mark.registration, status=mark.status, source=MarkSource.LIVE)
        for mark in marks
    )
    learner = registrations[0].person
    Mark.objects.filter(registration__person=learner).update(status=MarkStatus.PRESENT)


def _accounts(persons: list[Person], units: list[Organisation]) -> dict[str, User]:
    roles: tuple[tuple[str, Role, dict[str, Any]], ...] = (
        ("learner", Role.LEARNER, {}),
        ("trainer", Role.TRAINER, {}),
        ("coordinator", Role.UPE_COORDINATOR, {"organisation": units[2]}),
        ("officer", Role.MINISTRY_OFFICER, {}),
        ("administrator", Role.ADMINISTRATOR, {}),
    )
    accounts = {}
    for person, (name, role, target) in zip(persons, roles, strict=False):
        user = User.objects.create(username=name, email=person.email, person=person)
        NoticeAcceptance.objects.create(user=user, version=VERSION, language="fr")
        RoleGrant.objects.create(
            user=user, role=role, scope=next(iter(target), SCOPES[role][0]), starts_on=LONG_AGO, **target
        )
        accounts[name] = user
    sync_roles()
    return accounts


def _follow(persons: list[Person], versions: list[CourseVersion], chance: random.Random) -> None:
    """Three modules each, half of their lessons read; our learner follows six."""
    enrolments = Enrolment.objects.bulk_create(
        chain(
            (Enrolment(person=persons[0], version=version) for version in versions[:6]),
            (
                Enrolment(person=person, version=version)
                for person in persons[1:]
                for version in chance.sample(versions, 3)
            ),
        )
    )
    lessons: dict[int, list[Lesson]] = {version.pk: list(version.lessons.all()) for version in versions}
    now = timezone.now()
    LessonProgress.objects.bulk_create(
        LessonProgress(enrolment=enrolment, lesson=lesson, completed_at=now)
        for enrolment in enrolments
        for lesson in lessons[enrolment.version_id][: len(lessons[enrolment.version_id]) // 2]
    )


def _bare_page() -> StandardPage:
    """A page with a title and nothing else: what Wagtail and the portal's frame cost by themselves."""
    page = StandardPage(title="Page nue", slug="page-nue")
    home = HomePage.objects.get(locale__language_code="fr")
    home.add_child(instance=page)
    return page

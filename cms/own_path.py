"""A person's own path: what to take up again, what is followed, planned, earned."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from attendance.enums import Capacity, RegistrationStatus
from attendance.models import Registration, Session
from certificates.models import Certificate
from courses.models import Competency, CourseVersion, Enrolment, Lesson
from courses.scoring import whole_percent
from courses.selectors import lessons_of, path_of, published_versions
from lms.people.models import Affiliation, Person

from .page_links import course_path, lesson_path

FINISHED_SHOWN = 4


@dataclass(frozen=True)
class Step:
    """A module on the path, with how far the person is."""

    enrolment: Any

    @property
    def is_read(self) -> bool:
        return bool(self.enrolment.finished_count >= self.enrolment.lesson_count)

    @property
    def awaits_test(self) -> bool:
        return self.is_read and self.enrolment.version.requires_test and not self.enrolment.test_passed

    @property
    def is_done(self) -> bool:
        return self.is_read and not self.awaits_test

    @property
    def is_begun(self) -> bool:
        return bool(self.enrolment.finished_count)

    @property
    def percent(self) -> int:
        return whole_percent(self.enrolment.finished_count, self.enrolment.lesson_count)


@dataclass(frozen=True)
class OwnPath:
    """Everything the page shows, in the order in which it shows it."""

    steps: list[Step]
    resumed: Step | None
    next_lesson: Lesson | None
    first_module: CourseVersion | None
    next_registration: Registration | None
    certificates: list[Certificate]
    competencies: list[Competency]

    @property
    def open_steps(self) -> list[Step]:
        return [step for step in self.steps if not step.is_done]

    @property
    def done_steps(self) -> list[Step]:
        return [step for step in self.steps if step.is_done][:FINISHED_SHOWN]

    @property
    def older_done_steps(self) -> list[Step]:
        return [step for step in self.steps if step.is_done][FINISHED_SHOWN:]


def read_own_path(person: Person, today: datetime.date) -> OwnPath:
    """The path of `person` at `today`, in at most six queries whatever its length."""
    steps = [Step(row) for row in path_of(person.pk).annotate(page_path=course_path("version__course"))]
    resumed = next((step for step in steps if not step.is_done), None)
    certificates = own_certificates(person, today)
    return OwnPath(
        steps=steps,
        resumed=resumed,
        next_lesson=_next_lesson(resumed.enrolment) if resumed and not resumed.is_read else None,
        first_module=None if steps else _first_module(),
        next_registration=_next_registration(person, today),
        certificates=list(certificates[:FINISHED_SHOWN]),
        competencies=list(
            Competency.objects.annotate(
                is_held=Exists(certificates.filter(version__course__competencies=OuterRef("pk")))
            )
        ),
    )


def own_certificates(person: Person, today: datetime.date) -> QuerySet[Certificate]:
    """The person's certificates that are valid today, last issued first."""
    return Certificate.objects.filter(person=person).valid_on(today).select_related("version__course")


def current_affiliation(person_id: int, today: datetime.date) -> Affiliation | None:
    """The person's main organisation today, with the person."""
    rows = Affiliation.objects.filter(person=person_id).active_on(today)
    return rows.select_related("person", "organisation").order_by("-is_primary", "started_on").first()


def _next_lesson(enrolment: Enrolment) -> Lesson | None:
    lessons: list[Any] = list(lessons_of(enrolment.version_id, enrolment.person_id).annotate(page_path=lesson_path()))
    return next((lesson for lesson in lessons if not lesson.is_finished), None)


def _first_module() -> CourseVersion | None:
    return published_versions().annotate(page_path=course_path("course")).first()


def _next_registration(person: Person, today: datetime.date) -> Registration | None:
    rows = Registration.objects.filter(
        person=person,
        capacity=Capacity.PARTICIPANT,
        status__in=[RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING],
        session__in=Session.objects.upcoming(today),
    )
    rows = rows.select_related("session__version__course", "session__province")
    return rows.order_by("session__starts_on", "pk").first()

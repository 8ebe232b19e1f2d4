"""Enrolling and finishing lessons."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from courses.enrolment import enrol
from courses.enums import VersionState
from courses.lesson_progress import finish_lesson
from courses.models import CourseVersion, Enrolment, LessonProgress
from courses.selectors import enrolment_for, lessons_of, path_of, readable_version
from lms.people.models import User
from tests.factories import CourseVersionFactory, EnrolmentFactory, LessonFactory, PersonFactory


def test_enrolling_twice_is_one_enrolment_logged_once(version: CourseVersion, user: User) -> None:
    first = enrol(user.person, version, actor=user)
    assert enrol(user.person, version, actor=user) == first
    assert list(Enrolment.objects.all()) == [first]
    assert ModelLogEntry.objects.filter(action="courses.enrolled", user=user).count() == 1


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.WITHDRAWN])
def test_only_a_published_version_takes_new_learners(version: CourseVersion, user: User, state: str) -> None:
    CourseVersion.objects.update(state=state)
    version.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        enrol(user.person, version, actor=user)
    assert refusal.value.code == "not_published"
    assert not Enrolment.objects.exists()


def test_who_follows_a_withdrawn_version_keeps_it(enrolment: Enrolment, user: User) -> None:
    CourseVersion.objects.update(state=VersionState.WITHDRAWN)
    enrolment.version.refresh_from_db()
    assert enrol(user.person, enrolment.version, actor=user) == enrolment
    finish_lesson(enrolment, enrolment.version.lessons.first(), actor=user)
    assert LessonProgress.objects.count() == 1


def test_finishing_a_lesson_twice_keeps_the_first_date(enrolment: Enrolment, user: User) -> None:
    lesson = enrolment.version.lessons.first()
    first = finish_lesson(enrolment, lesson, actor=user)
    again = finish_lesson(enrolment, lesson, actor=user)
    assert (again.pk, again.completed_at) == (first.pk, first.completed_at)
    assert ModelLogEntry.objects.filter(action="courses.lesson_finished").count() == 1


def test_a_lesson_of_another_version_is_refused(enrolment: Enrolment, user: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        finish_lesson(enrolment, LessonFactory(), actor=user)
    assert refusal.value.code == "other_version"
    assert not LessonProgress.objects.exists()


def test_progress_is_the_persons_own(enrolment: Enrolment, user: User) -> None:
    lesson = enrolment.version.lessons.first()
    finish_lesson(enrolment, lesson, actor=user)
    other = EnrolmentFactory(version=enrolment.version)
    own = [row.is_finished for row in lessons_of(enrolment.version_id, user.person_id)]
    theirs = [row.is_finished for row in lessons_of(enrolment.version_id, other.person_id)]
    assert (own, theirs) == ([True, False], [False, False])
    assert [row.is_finished for row in lessons_of(enrolment.version_id, None)] == [False, False]


def test_path_counts_lessons_without_multiplying_them(enrolment: Enrolment, user: User) -> None:
    lessons = list(enrolment.version.lessons.all())
    finish_lesson(enrolment, lessons[0], actor=user)
    finish_lesson(enrolment, lessons[1], actor=user)
    untouched = EnrolmentFactory(person=user.person)
    LessonFactory(version=untouched.version)
    EnrolmentFactory()  # somebody else's
    rows = {row.pk: (row.lesson_count, row.finished_count, row.test_passed) for row in path_of(user.person_id)}
    assert rows == {enrolment.pk: (2, 2, False), untouched.pk: (1, 0, False)}


@pytest.mark.django_db
def test_the_version_read_is_the_published_one_then_the_last_withdrawn() -> None:
    first = CourseVersionFactory(state=VersionState.WITHDRAWN)
    course = first.course
    CourseVersionFactory(course=course, number=3, draft=True)
    assert readable_version(course.pk, None) == first
    second = CourseVersionFactory(course=course, number=2)
    assert readable_version(course.pk, None) == second
    assert readable_version(CourseVersionFactory(draft=True).course_id, None) is None


def test_the_enrolment_that_counts_is_in_the_published_version(version: CourseVersion) -> None:
    person = PersonFactory()
    CourseVersion.objects.update(state=VersionState.WITHDRAWN)
    old = EnrolmentFactory(person=person, version=version)
    assert enrolment_for(person.pk, version.course.uuid) == old
    new = EnrolmentFactory(person=person, version=CourseVersionFactory(course=version.course, number=2))
    assert enrolment_for(person.pk, version.course.uuid) == new
    assert enrolment_for(None, version.course.uuid) is None

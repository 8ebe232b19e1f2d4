"""Opening and closing versions."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.enums import VersionState
from courses.models import Choice, CourseVersion
from courses.publishing import publish_version, publishing_obstacles, withdraw_version
from lms.people.models import User
from tests.factories import CourseVersionFactory, LessonFactory, QuestionFactory

BOTH = {f"{name}_{language}": "Un texte" for name in ("objectives", "audience", "sources") for language in ("fr", "ar")}


@pytest.fixture
def draft(db: None) -> CourseVersion:
    """A draft that is complete: a lesson, a question with one right answer, both languages."""
    version = CourseVersionFactory(draft=True, with_test=True, **BOTH)
    LessonFactory(version=version)
    QuestionFactory(version=version)
    return version


def codes(version: CourseVersion) -> list[str]:
    return [obstacle.code for obstacle in publishing_obstacles(version)]


def test_complete_draft_is_published_once(draft: CourseVersion, user: User) -> None:
    assert codes(draft) == []
    published = publish_version(draft, actor=user)
    assert (published.state, published.published_on) == (VersionState.PUBLISHED, timezone.localdate())
    publish_version(draft, actor=user)
    assert ModelLogEntry.objects.filter(action="courses.version_published").count() == 1


def test_each_obstacle_is_named(draft: CourseVersion) -> None:
    draft.lessons.get().delete()
    assert codes(draft) == ["no_lesson"]
    LessonFactory(version=draft)
    draft.objectives_ar = "  "
    assert codes(draft) == ["one_language"]
    draft.objectives_ar = "نص"
    Choice.objects.update(is_correct=False)
    assert codes(draft) == ["flawed_question"]
    draft.questions.all().delete()
    assert codes(draft) == ["no_question"]
    draft.pass_mark = None
    assert codes(draft) == []


def test_question_with_a_single_answer_is_flawed(draft: CourseVersion) -> None:
    Choice.objects.filter(is_correct=False).delete()
    assert codes(draft) == ["flawed_question"]


def test_an_incomplete_version_is_refused_with_every_reason(draft: CourseVersion, user: User) -> None:
    CourseVersion.objects.update(audience_ar="")
    draft.lessons.all().delete()
    with pytest.raises(ValidationError) as refusal:
        publish_version(draft, actor=user)
    assert [error.code for error in refusal.value.error_list] == ["one_language", "no_lesson"]
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_one_version_of_a_module_is_published_at_a_time(draft: CourseVersion, user: User) -> None:
    publish_version(draft, actor=user)
    second = CourseVersionFactory(course=draft.course, number=2, draft=True, **BOTH)
    LessonFactory(version=second)
    assert codes(second) == ["other_published"]
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseVersion.objects.filter(pk=second.pk).update(state=VersionState.PUBLISHED)
    withdraw_version(draft, actor=user, reason="La loi a changé.")
    assert publish_version(second, actor=user).state == VersionState.PUBLISHED


def test_withdrawing_needs_a_reason_and_is_final(draft: CourseVersion, user: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        withdraw_version(draft, actor=user, reason="Un motif")
    assert refusal.value.code == "draft"
    publish_version(draft, actor=user)
    with pytest.raises(ValidationError) as refusal:
        withdraw_version(draft, actor=user, reason="  ")
    assert refusal.value.code == "reason"
    withdraw_version(draft, actor=user, reason="La loi a changé.")
    withdraw_version(draft, actor=user, reason="Encore.")
    entry = ModelLogEntry.objects.get(action="courses.version_withdrawn")
    assert entry.data == {"reason": "La loi a changé.", "number": 1}
    draft.refresh_from_db()
    assert codes(draft) == ["withdrawn"]

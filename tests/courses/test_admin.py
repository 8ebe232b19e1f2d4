"""The catalogue in the administration: ordering, refusing, publishing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.enums import VersionState
from courses.models import Choice, Course, CourseVersion, Enrolment, Lesson, Question
from tests.courses.test_publishing import BOTH
from tests.factories import (
    CompetencyFactory,
    CourseFactory,
    CourseVersionFactory,
    EnrolmentFactory,
    LessonFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)
from tests.hostile import HOSTILE
from tests.wording import said, words_of


@pytest.fixture
def editor(client: Client, db: Any) -> Client:
    client.force_login(UserFactory(content_editor=True))
    return client


def lesson_rows(*rows: dict[str, Any], known: int = 0) -> dict[str, Any]:
    """The posted formset of lessons: each row with its own order."""
    data: dict[str, Any] = {
        "lessons-TOTAL_FORMS": len(rows), "lessons-INITIAL_FORMS": known, "lessons-MIN_NUM_FORMS": 0,
        "lessons-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for index, row in enumerate(rows):
        defaults = {"title_fr": f"Titre {index}", "title_ar": f"عنوان {index}", "minutes": 10, "ORDER": index + 1}
        data |= {f"lessons-{index}-{name}": value for name, value in (defaults | row).items()}
    return data


def version_data(course: Course, **more: Any) -> dict[str, Any]:
    return {
        "course": course.pk, "minutes": 360, "practice_share": 50, "attendance_threshold": 80, "pass_mark": 60,
        "validity_months": "", "review_on": "", **BOTH, **more,
    }  # fmt: skip


def choice_rows(*rows: dict[str, Any], known: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {
        "choices-TOTAL_FORMS": len(rows), "choices-INITIAL_FORMS": known, "choices-MIN_NUM_FORMS": 0,
        "choices-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for index, row in enumerate(rows):
        defaults = {"text_fr": f"Réponse {index}", "text_ar": f"جواب {index}", "ORDER": index + 1}
        data |= {f"choices-{index}-{name}": value for name, value in (defaults | row).items()}
    return data


def question_data(version: CourseVersion, **more: Any) -> dict[str, Any]:
    return {
        "version": version.pk, "form": "a", "position": 1, "text_fr": "Pourquoi ?", "text_ar": "لماذا؟",
        "explanation_fr": "", "explanation_ar": "", "lesson": "", **more,
    }  # fmt: skip


# ------------------------------------------------------------------------------ versions


def test_new_versions_are_numbered_and_their_lessons_too(editor: Client) -> None:
    course = CourseFactory()
    for number in (1, 2):
        response = editor.post(
            reverse("courseversion:add"), version_data(course) | lesson_rows({"ORDER": 2}, {"ORDER": 1})
        )
        assert response.status_code == 302
        version = CourseVersion.objects.get(course=course, number=number)
        assert version.state == VersionState.DRAFT
        assert list(version.lessons.values_list("position", "title_fr")) == [(1, "Titre 1"), (2, "Titre 0")]


def test_lessons_change_places_without_losing_their_readers(editor: Client) -> None:
    version = CourseVersionFactory(**BOTH)
    first, second = LessonFactory(version=version), LessonFactory(version=version)
    rows = lesson_rows(
        {"id": first.pk, "title_fr": "Devenue deuxième", "ORDER": 2},
        {"id": second.pk, "title_fr": "Devenue première", "ORDER": 1},
        {"title_fr": "Nouvelle", "ORDER": 3},
        known=2,
    )
    address = reverse("courseversion:edit", args=[version.pk])
    assert editor.post(address, version_data(version.course) | rows).status_code == 302
    assert list(version.lessons.values_list("position", "pk", "title_fr"))[:2] == [
        (1, second.pk, "Devenue première"),
        (2, first.pk, "Devenue deuxième"),
    ]
    assert version.lessons.count() == 3


def test_lesson_with_readers_is_not_removed(editor: Client) -> None:
    version = CourseVersionFactory(**BOTH)
    kept, free = LessonFactory(version=version), LessonFactory(version=version)
    QuestionFactory(version=version, lesson=kept)
    address = reverse("courseversion:edit", args=[version.pk])
    refused = lesson_rows({"id": kept.pk, "DELETE": "on"}, {"id": free.pk}, known=2)
    response = editor.post(address, version_data(version.course) | refused)
    assert response.status_code == 200
    assert said(
        "A lesson that has pages, questions or readers is not removed: withdraw this version and make a new one."
    ) in words_of(response)
    assert Lesson.objects.count() == 2
    accepted = lesson_rows({"id": kept.pk}, {"id": free.pk, "DELETE": "on"}, known=2)
    assert editor.post(address, version_data(version.course) | accepted).status_code == 302
    assert list(version.lessons.values_list("position", "pk")) == [(1, kept.pk)]


def test_version_keeps_its_module(editor: Client) -> None:
    version = CourseVersionFactory(**BOTH)
    other = CourseFactory()
    editor.post(reverse("courseversion:edit", args=[version.pk]), version_data(other) | lesson_rows())
    assert CourseVersion.objects.get(pk=version.pk).course == version.course


@pytest.mark.parametrize("name", ["practice_share", "attendance_threshold", "pass_mark"])
@pytest.mark.parametrize("value", [-1, 101, "abc", 2147483648])
def test_shares_outside_0_to_100_are_refused_beside_the_field(editor: Client, name: str, value: Any) -> None:
    response = editor.post(reverse("courseversion:add"), version_data(CourseFactory(), **{name: value}) | lesson_rows())
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {name}
    assert not CourseVersion.objects.exists()


def test_publishing_screen_says_what_is_missing_then_publishes_then_withdraws(editor: Client) -> None:
    version = CourseVersionFactory(draft=True, with_test=True)
    address = reverse("courseversion:state", args=[version.pk])
    words = words_of(editor.get(address))
    assert said("Add at least one lesson.") in words
    assert 'name="publish"' not in words
    editor.post(address, {"publish": "1"})
    assert CourseVersion.objects.get().state == VersionState.DRAFT
    LessonFactory(version=version)
    QuestionFactory(version=version)
    CourseVersion.objects.update(**BOTH)
    assert 'name="publish"' in words_of(editor.get(address))
    assert said("The version is published.") in words_of(editor.post(address, {"publish": "1"}, follow=True))
    assert CourseVersion.objects.get().state == VersionState.PUBLISHED
    response = editor.post(address, {"withdraw": "1", "reason": ""})
    assert response.status_code == 200
    assert response.context["form"].errors
    editor.post(address, {"withdraw": "1", "reason": "La loi a changé."})
    assert CourseVersion.objects.get().state == VersionState.WITHDRAWN


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_reasons_are_kept_as_text_or_refused(editor: Client, text: str) -> None:
    version = CourseVersionFactory()
    address = reverse("courseversion:state", args=[version.pk])
    for _time in range(2):
        response = editor.post(address, {"withdraw": "1", "reason": text}, follow=True)
        assert response.status_code == 200
        assert "<img src=http" not in response.content.decode()


@pytest.mark.parametrize("role", ["learner", "ministry_officer", "auditor"])
def test_only_authors_publish(client: Client, db: Any, role: str) -> None:
    version = CourseVersionFactory(draft=True, **BOTH)
    LessonFactory(version=version)
    client.force_login(UserFactory(**{role: True}))
    response = client.post(reverse("courseversion:state", args=[version.pk]), {"publish": "1"})
    assert response.status_code in {302, 403}
    assert CourseVersion.objects.get().state == VersionState.DRAFT


# ------------------------------------------------------------------------------ questions


def test_question_is_saved_with_its_answers_numbered_from_one(editor: Client) -> None:
    version = CourseVersionFactory(with_test=True)
    data = question_data(version) | choice_rows({}, {"is_correct": "on"}, {})
    assert editor.post(reverse("question:add"), data).status_code == 302
    assert list(Choice.objects.values_list("position", "is_correct")) == [(1, False), (2, True), (3, False)]


@pytest.mark.parametrize(
    "rows", [({}, {}), ({"is_correct": "on"}, {"is_correct": "on"}), ({"is_correct": "on", "DELETE": "on"}, {}, {})]
)
def test_exactly_one_answer_is_right(editor: Client, rows: tuple[dict[str, Any], ...]) -> None:
    response = editor.post(reverse("question:add"), question_data(CourseVersionFactory()) | choice_rows(*rows))
    assert response.status_code == 200
    assert said("Mark exactly one answer as the right one.") in words_of(response)
    assert not Question.objects.exists()


def test_the_right_answer_moves_and_answers_change_places(editor: Client) -> None:
    question = QuestionFactory()
    one, two, three = question.choices.all()
    rows = choice_rows(
        {"id": one.pk, "ORDER": 3},
        {"id": two.pk, "ORDER": 2},
        {"id": three.pk, "ORDER": 1, "is_correct": "on"},
        known=3,
    )
    response = editor.post(reverse("question:edit", args=[question.pk]), question_data(question.version) | rows)
    assert response.status_code == 302
    assert list(question.choices.values_list("pk", "position", "is_correct")) == [
        (three.pk, 1, True), (two.pk, 2, False), (one.pk, 3, False),
    ]  # fmt: skip


def test_lesson_to_read_again_is_of_the_same_version(editor: Client) -> None:
    data = question_data(CourseVersionFactory(), lesson=LessonFactory().pk) | choice_rows({"is_correct": "on"}, {})
    response = editor.post(reverse("question:add"), data)
    assert said("This lesson belongs to another version of the module.") in words_of(response)
    assert not Question.objects.exists()


# ------------------------------------------------------------------------------ courses and enrolments


def test_module_is_added_with_its_competencies_and_posted_twice_once(editor: Client) -> None:
    data = {
        "code": "M77", "title_fr": "Titre", "title_ar": "عنوان", "summary_fr": "", "summary_ar": "",
        "theme": ThemeFactory().pk, "competencies": [CompetencyFactory().pk], "level": "front_line",
        "modality": "remote",
    }  # fmt: skip
    assert editor.post(reverse("course:add"), data).status_code == 302
    second = editor.post(reverse("course:add"), data)
    assert (second.status_code, set(second.context["form"].errors)) == (200, {"code"})
    assert [row.code for row in Course.objects.all()] == ["M77"]


@pytest.mark.parametrize("name", ["theme", "competency", "course", "courseversion", "question"])
def test_empty_forms_come_back_with_their_errors(client: Client, db: Any, name: str) -> None:
    client.force_login(UserFactory(administrator=True))
    empty = lesson_rows() | choice_rows()
    for _time in range(2):
        response = client.post(reverse(f"{name}:add"), empty)
        assert response.status_code == 200
        assert response.context["form"].errors


def test_enrolments_are_read_not_written(client: Client, db: Any) -> None:
    EnrolmentFactory()
    client.force_login(UserFactory(administrator=True))
    assert client.get(reverse("enrolment:index")).status_code == 200
    response = client.post(reverse("enrolment:add"), {"person": "", "version": ""})
    assert response.status_code in {302, 403}
    assert Enrolment.objects.count() == 1


def test_lists_open_for_authors(editor: Client) -> None:
    version = CourseVersionFactory()
    QuestionFactory(version=version)
    for name in ("course", "courseversion", "question", "theme", "competency"):
        assert editor.get(reverse(f"{name}:index")).status_code == 200
    assert reverse("courseversion:state", args=[version.pk]) in words_of(editor.get(reverse("courseversion:index")))

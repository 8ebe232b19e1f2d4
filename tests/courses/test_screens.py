"""What learners do on the screens: enrol, read, answer; and what they cannot."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.enums import TestKind, VersionState
from courses.models import CourseVersion, Enrolment, LessonProgress, TestAnswer, TestAttempt
from courses.testing import answer_question, hand_in, questions_of, start_attempt
from lms.people.models import User
from tests.cms.tree import lesson_page, show
from tests.courses.conftest import right, wrong
from tests.factories import CourseVersionFactory, EnrolmentFactory, LessonFactory, UserFactory
from tests.hostile import HOSTILE
from tests.wording import said, said_of, words_of

NEEDED = (
    "%(needed)s right answer is needed. Read the lessons below again, then try once more: there is no limit.",
    "%(needed)s right answers are needed. Read the lessons below again, then try once more: there is no limit.",
)
REMAIN = (
    "The test opens once the lessons are read: %(count)d lesson remains.",
    "The test opens once the lessons are read: %(count)d lessons remain.",
)


@pytest.fixture
def signed(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def question_address(attempt: TestAttempt, position: int) -> str:
    return reverse("test-question", args=[attempt.uuid, position])


# ------------------------------------------------------------------------ enrolling and reading


def test_enrolling_twice_leads_to_the_first_lesson_and_one_row(signed: Client, version: CourseVersion) -> None:
    show(version)
    address = reverse("course-enrol", args=[version.course.uuid])
    first_lesson = lesson_page(version, 1).url
    for _time in range(2):
        response = signed.post(address, {"next": first_lesson})
        assert (response.status_code, response.url) == (302, first_lesson)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    "next_address", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x", ""]
)
def test_next_never_leaves_the_portal(signed: Client, version: CourseVersion, next_address: str) -> None:
    response = signed.post(reverse("course-enrol", args=[version.course.uuid]), {"next": next_address})
    assert response.url == reverse("my-learning")


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.WITHDRAWN])
def test_no_enrolment_in_a_closed_module(signed: Client, version: CourseVersion, state: str) -> None:
    CourseVersion.objects.update(state=state)
    response = signed.post(reverse("course-enrol", args=[version.course.uuid]), follow=True)
    assert said("This module is not open for enrolment.") in words_of(response)
    assert not Enrolment.objects.exists()


def test_finishing_a_lesson_enrols_and_goes_on(signed: Client, version: CourseVersion, user: User) -> None:
    show(version)
    lesson = version.lessons.get(position=1)
    page = signed.get(lesson_page(version, 1).url)
    following = lesson_page(version, 2).url
    assert f'name="next" value="{following}"' in words_of(page)
    for _time in range(2):
        response = signed.post(reverse("lesson-finish", args=[lesson.uuid]), {"next": following})
        assert response.url == following
    assert list(LessonProgress.objects.values_list("enrolment__person", "lesson")) == [(user.person_id, lesson.pk)]


def test_progress_survives_the_change_of_language(signed: Client, version: CourseVersion) -> None:
    show(version)
    signed.post(reverse("lesson-finish", args=[version.lessons.get(position=1).uuid]))
    assert said_of(
        "%(count)s lesson finished out of %(total)s", "%(count)s lessons finished out of %(total)s", 1, total=2
    ) in words_of(signed.get(f"/fr/modules/{version.course.code.lower()}/"))
    arabic = words_of(signed.get(f"/ar/modules/{version.course.code.lower()}/"))
    assert '<progress class="progress" value="1" max="2"' in arabic
    assert lesson_page(version, 2, "ar").url in arabic
    assert 'dir="rtl"' in arabic


@pytest.mark.parametrize("name", ["course-enrol", "lesson-finish"])
def test_actions_need_a_post_and_an_account(client: Client, user: User, version: CourseVersion, name: str) -> None:
    record = version.course if name == "course-enrol" else version.lessons.first()
    address = reverse(name, args=[record.uuid])
    response = client.post(address)
    assert (response.status_code, "/account/login/" in response.url) == (302, True)
    client.force_login(user)
    assert client.get(address).status_code == 405
    assert client.post(reverse(name, args=[uuid4()])).status_code == 404
    assert not Enrolment.objects.exists()


def test_account_without_a_person_is_told_so(client: Client, version: CourseVersion) -> None:
    client.force_login(UserFactory(person=None, administrator=True))
    for address in (
        reverse("course-enrol", args=[version.course.uuid]),
        reverse("lesson-finish", args=[version.lessons.first().uuid]),
    ):
        response = client.post(address, follow=True)
        assert said("Your account is not linked to a person, so your progress cannot be kept.") in words_of(response)
    assert not Enrolment.objects.exists()


# ------------------------------------------------------------------------ the test


def test_a_whole_test_one_question_per_screen(signed: Client, ready: Enrolment, user: User) -> None:
    version = ready.version
    introduction = reverse("test-start", args=[version.course.uuid])
    words = words_of(signed.get(introduction))
    assert said_of("%(count)s question, one per screen.", "%(count)s questions, one per screen.", 5) in words
    assert (
        said_of(
            "%(needed)s right answer out of %(total)s to pass.",
            "%(needed)s right answers out of %(total)s to pass.",
            3,
            needed=3,
            total=5,
        )
        in words
    )
    response = signed.post(introduction)
    attempt = TestAttempt.objects.get()
    assert response.url == question_address(attempt, 1)
    for position, question in enumerate(questions_of(attempt), start=1):
        address = question_address(attempt, position)
        assert said("Question %(number)s of %(total)s", number=position, total=5) in words_of(signed.get(address))
        assert signed.post(address, {"choice": right(question).pk}).url == address
        assert said("That is right") in words_of(signed.get(address))
    result = reverse("test-result", args=[attempt.uuid])
    assert said("All the questions are answered") in words_of(signed.get(result))
    words = words_of(signed.post(result, follow=True))
    assert said("Test passed") in words
    assert (
        said_of(
            "%(points)s right answer out of %(total)s",
            "%(points)s right answers out of %(total)s",
            5,
            points=5,
            total=5,
        )
        in words
    )
    assert signed.post(result, follow=True).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed) == (5, True)


def test_a_missed_answer_explains_and_offers_the_lesson(signed: Client, ready: Enrolment, user: User) -> None:
    show(ready.version)
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    question = questions_of(attempt)[0]
    question.explanation_fr = "Parce que c'est ainsi."
    question.save()
    signed.post(question_address(attempt, 1), {"choice": wrong(question).pk})
    words = words_of(signed.get(question_address(attempt, 1)))
    assert said("Not quite") in words
    assert "Parce que c'est ainsi." in words
    assert f'href="{lesson_page(ready.version, 1).url}"' in words
    assert said("Your answer") in words
    assert said("Right answer") in words


def test_stop_and_resume_at_the_first_open_question(signed: Client, ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    questions = questions_of(attempt)
    for question in (questions[0], questions[2]):
        answer_question(attempt, question, right(question), actor=user)
    introduction = reverse("test-start", args=[ready.version.course.uuid])
    assert said("Resume the test") in words_of(signed.get(introduction))
    assert signed.post(introduction).url == question_address(attempt, 2)
    assert signed.get(reverse("test-result", args=[attempt.uuid])).url == question_address(attempt, 2)


def test_no_choice_is_said_beside_the_answers_with_focus_on_them(signed: Client, ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    words = words_of(signed.post(question_address(attempt, 1)))
    assert 'class="summary" role="alert"' in words
    assert words.count(said("Choose an answer to continue.")) == 2
    assert '<a href="#choice-1">' in words
    assert 'id="choice-1" value="' in words
    assert "autofocus" in words
    assert 'aria-describedby="choice-hint choice-error"' in words
    assert f"<title>{said('Error:')} " in words
    assert not TestAnswer.objects.exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_answers_are_refused_in_words(signed: Client, ready: Enrolment, user: User, text: str) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    for _time in range(2):
        response = signed.post(question_address(attempt, 1), {"choice": text, "next": text})
        assert response.status_code == 200
        assert 'class="error"' in words_of(response)
    assert not TestAnswer.objects.exists()


def test_choice_of_another_question_is_refused(signed: Client, ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    other = right(questions_of(attempt)[1])
    response = signed.post(question_address(attempt, 1), {"choice": other.pk})
    assert said("Choose one of the answers shown.") in words_of(response)
    assert not TestAnswer.objects.exists()


def test_a_second_different_answer_is_refused_with_a_message(signed: Client, ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    question = questions_of(attempt)[0]
    address = question_address(attempt, 1)
    signed.post(address, {"choice": wrong(question).pk})
    response = signed.post(address, {"choice": right(question).pk}, follow=True)
    assert said("You have already answered this question: your first answer is kept.") in words_of(response)
    assert TestAnswer.objects.get().choice == wrong(question)
    assert said("Not quite") in words_of(signed.post(address))


def test_handing_in_too_early_leads_back_to_the_questions(signed: Client, ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    response = signed.post(reverse("test-result", args=[attempt.uuid]), follow=True)
    assert said("Answer every question before handing in the test.") in words_of(response)
    assert response.request["PATH_INFO"] == question_address(attempt, 1)


def test_not_passed_lists_the_lessons_once_and_offers_to_try_again(
    signed: Client, ready: Enrolment, user: User
) -> None:
    show(ready.version)
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    for question in questions_of(attempt):
        answer_question(attempt, question, wrong(question), actor=user)
    hand_in(attempt, actor=user)
    words = words_of(signed.get(reverse("test-result", args=[attempt.uuid])))
    assert said("Not passed yet") in words
    assert said_of(NEEDED[0], NEEDED[1], 3, needed=3) in words
    assert words.count(f'href="{lesson_page(ready.version, 1).url}"') == 1
    assert said("Try again") in words
    signed.post(reverse("test-start", args=[ready.version.course.uuid]))
    assert TestAttempt.objects.count() == 2


def test_result_of_a_test_sat_in_french_is_read_in_arabic(signed: Client, ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    for question in questions_of(attempt):
        answer_question(attempt, question, right(question), actor=user)
    hand_in(attempt, actor=user)
    words = words_of(signed.get(f"/ar/learning/tests/{attempt.uuid}/1/"))
    assert "سؤال تجريبي 1؟" in words
    assert "جواب 2" in words
    assert signed.get(f"/ar/learning/tests/{attempt.uuid}/").status_code == 200


def test_unread_lessons_close_the_test_and_say_why(signed: Client, enrolment: Enrolment) -> None:
    address = reverse("test-start", args=[enrolment.version.course.uuid])
    words = words_of(signed.get(address))
    assert said_of("%(count)s lesson is still to be read", "%(count)s lessons are still to be read", 2) in words
    assert 'method="post"' not in words.split("<main")[1]
    response = signed.post(address, follow=True)
    assert said_of(REMAIN[0], REMAIN[1], 2) in words_of(response)
    assert not TestAttempt.objects.exists()


def test_module_without_questions_says_so(signed: Client, user: User) -> None:
    enrolment = EnrolmentFactory(person=user.person, version=CourseVersionFactory(with_test=True))
    address = reverse("test-start", args=[enrolment.version.course.uuid])
    assert said("This module has no test in the portal yet") in words_of(signed.get(address))
    assert said("This module has no test yet.") in words_of(signed.post(address, follow=True))


@pytest.mark.parametrize("position", [0, 6, 2147483648])
def test_positions_outside_the_test_are_not_found(signed: Client, ready: Enrolment, user: User, position: int) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    assert signed.get(question_address(attempt, position)).status_code == 404


@pytest.mark.parametrize("role", ["learner", "trainer", "ministry_officer", "administrator", "auditor"])
def test_nobody_else_opens_a_test(client: Client, ready: Enrolment, user: User, role: str) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    client.force_login(UserFactory(**{role: True}))
    for address in (question_address(attempt, 1), reverse("test-result", args=[attempt.uuid])):
        assert client.get(address).status_code == 404
        assert client.post(address, {"choice": "1"}).status_code == 404
    assert client.get(reverse("test-start", args=[ready.version.course.uuid])).status_code == 404
    client.logout()
    for address in (question_address(attempt, 1), reverse("test-start", args=[ready.version.course.uuid])):
        assert "/account/login/" in client.get(address).url


def test_module_without_a_pass_mark_has_no_test(signed: Client, user: User) -> None:
    enrolment = EnrolmentFactory(person=user.person)
    LessonFactory(version=enrolment.version)
    assert signed.get(reverse("test-start", args=[enrolment.version.course.uuid])).status_code == 404

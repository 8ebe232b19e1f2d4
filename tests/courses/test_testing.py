"""Sitting tests: the services."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses import testing
from courses.enums import QuestionForm, TestKind
from courses.models import CourseVersion, Enrolment, TestAnswer, TestAttempt
from courses.testing import answer_question, hand_in, questions_of, record_paper_result, start_attempt
from lms.people.models import User
from tests.courses.conftest import right, wrong
from tests.factories import CourseVersionFactory, EnrolmentFactory, QuestionFactory


def sit(enrolment: Enrolment, user: User, *, correct: int) -> TestAttempt:
    attempt = start_attempt(enrolment, TestKind.FINAL, actor=user)
    for index, question in enumerate(questions_of(attempt)):
        choice = right(question) if index < correct else wrong(question)
        answer_question(attempt, question, choice, actor=user)
    return hand_in(attempt, actor=user)


def code_of(refusal: pytest.ExceptionInfo[ValidationError]) -> str:
    return refusal.value.code


def test_starting_resumes_the_open_attempt(ready: Enrolment, user: User) -> None:
    first = start_attempt(ready, TestKind.FINAL, actor=user)
    assert start_attempt(ready, TestKind.FINAL, actor=user) == first
    assert TestAttempt.objects.count() == 1


def test_final_test_opens_once_the_lessons_are_read(enrolment: Enrolment, user: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        start_attempt(enrolment, TestKind.FINAL, actor=user)
    assert code_of(refusal) == "lessons_unread"
    assert start_attempt(enrolment, TestKind.PRE, actor=user).kind == TestKind.PRE


@pytest.mark.django_db
def test_a_version_without_questions_has_no_test(user: User) -> None:
    enrolment = EnrolmentFactory(version=CourseVersionFactory(with_test=True))
    with pytest.raises(ValidationError) as refusal:
        start_attempt(enrolment, TestKind.FINAL, actor=user)
    assert code_of(refusal) == "no_question"


@pytest.mark.parametrize(("correct", "passed"), [(5, True), (3, True), (2, False), (0, False)])
def test_result_is_whole_numbers_against_the_mark(ready: Enrolment, user: User, correct: int, passed: bool) -> None:
    attempt = sit(ready, user, correct=correct)
    assert (attempt.points, attempt.points_possible, attempt.passed) == (correct, 5, passed)
    assert ModelLogEntry.objects.get(action="courses.test_handed_in").data == {"points": correct, "possible": 5}


def test_same_answer_twice_is_one_and_another_is_refused(ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    question = questions_of(attempt)[0]
    first = answer_question(attempt, question, wrong(question), actor=user)
    assert answer_question(attempt, question, wrong(question), actor=user) == first
    with pytest.raises(ValidationError) as refusal:
        answer_question(attempt, question, right(question), actor=user)
    assert code_of(refusal) == "answered"
    assert list(TestAnswer.objects.values_list("choice__is_correct", flat=True)) == [False]


def test_foreign_questions_and_choices_are_refused(ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    first, second = questions_of(attempt)[:2]
    with pytest.raises(ValidationError) as refusal:
        answer_question(attempt, first, right(second), actor=user)
    assert code_of(refusal) == "other_choice"
    foreign = QuestionFactory()
    other_form = QuestionFactory(version=ready.version, form=QuestionForm.B)
    for question in (foreign, other_form):
        with pytest.raises(ValidationError) as refusal:
            answer_question(attempt, question, right(question), actor=user)
        assert code_of(refusal) == "other_question"
    assert not TestAnswer.objects.exists()


def test_handing_in_needs_every_answer_and_happens_once(ready: Enrolment, user: User) -> None:
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    questions = questions_of(attempt)
    for question in questions[:-1]:
        answer_question(attempt, question, right(question), actor=user)
    with pytest.raises(ValidationError) as refusal:
        hand_in(attempt, actor=user)
    assert code_of(refusal) == "unanswered"
    answer_question(attempt, questions[-1], right(questions[-1]), actor=user)
    first = hand_in(attempt, actor=user)
    assert hand_in(attempt, actor=user).submitted_at == first.submitted_at
    assert ModelLogEntry.objects.filter(action="courses.test_handed_in").count() == 1


def test_an_answer_after_handing_in_is_refused_but_its_echo_is_not(ready: Enrolment, user: User) -> None:
    attempt = sit(ready, user, correct=5)
    question = questions_of(attempt)[0]
    answer_question(attempt, question, right(question), actor=user)
    added = QuestionFactory(version=ready.version)
    with pytest.raises(ValidationError) as refusal:
        answer_question(attempt, added, right(added), actor=user)
    assert code_of(refusal) == "handed_in"


def test_each_new_attempt_takes_the_next_form(ready: Enrolment, user: User) -> None:
    for _number in range(2):
        QuestionFactory(version=ready.version, form=QuestionForm.B)
    forms = [sit(ready, user, correct=0).form for _attempt in range(3)]
    assert forms == ["a", "b", "a"]


def test_two_open_attempts_are_stopped_by_the_database(ready: Enrolment, user: User) -> None:
    start_attempt(ready, TestKind.FINAL, actor=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        TestAttempt.objects.create(enrolment=ready, started_at=timezone.now())


def test_a_later_mark_does_not_change_a_result(ready: Enrolment, user: User) -> None:
    attempt = sit(ready, user, correct=3)
    CourseVersion.objects.update(pass_mark=100)
    attempt.refresh_from_db()
    assert attempt.passed is True


def test_paper_result_is_entered_once_and_marked_like_any_other(enrolment: Enrolment, user: User) -> None:
    day = datetime.date(2025, 3, 4)
    first = record_paper_result(enrolment, TestKind.FINAL, 12, 20, day, actor=user)
    assert record_paper_result(enrolment, TestKind.FINAL, 12, 20, day, actor=user) == first
    assert (first.passed, timezone.localtime(first.submitted_at).date(), first.answers.count()) == (True, day, 0)
    worse = record_paper_result(enrolment, TestKind.FINAL, 11, 20, day, actor=user)
    assert worse.passed is False
    assert set(TestAttempt.objects.values_list("points", flat=True)) == {12, 11}


@pytest.mark.parametrize(("points", "possible"), [(-1, 5), (6, 5), (0, 0), (1, 0), (0, -1)])
def test_paper_points_lie_between_nothing_and_everything(
    enrolment: Enrolment, user: User, points: int, possible: int
) -> None:
    with pytest.raises(ValidationError) as refusal:
        record_paper_result(enrolment, TestKind.FINAL, points, possible, datetime.date(2025, 3, 4), actor=user)
    assert code_of(refusal) == "points"
    assert not TestAttempt.objects.exists()


def test_no_paper_result_from_the_future(enrolment: Enrolment, user: User) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError) as refusal:
        record_paper_result(enrolment, TestKind.FINAL, 1, 5, tomorrow, actor=user)
    assert code_of(refusal) == "future"


def test_a_second_tap_while_starting_gets_the_same_attempt(
    ready: Enrolment, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other request commits between the look for an open attempt and the insertion."""
    choose_form = testing._next_form

    def interrupted(enrolment: Enrolment, kind: str) -> str:
        TestAttempt.objects.create(enrolment=enrolment, kind=kind, started_at=timezone.now())
        return choose_form(enrolment, kind)

    monkeypatch.setattr(testing, "_next_form", interrupted)
    attempt = start_attempt(ready, TestKind.FINAL, actor=user)
    assert list(TestAttempt.objects.all()) == [attempt]
    assert not ModelLogEntry.objects.filter(action="courses.test_started").exists()

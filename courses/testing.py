"""Sitting a test: started, answered question by question, handed in; or typed in later from paper.

Each answer is kept at once, so a lost connection loses nothing. Feedback follows each answer, so an answer
given cannot be changed. Whoever did not pass starts again: there is no limit, and nobody sees the mistakes.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.core import audit

from .enums import QuestionForm, TestKind
from .models import Choice, CourseVersion, Enrolment, Question, TestAnswer, TestAttempt
from .scoring import is_passed


def questions_of(attempt: TestAttempt) -> list[Question]:
    """The questions of the attempt's form, in order, with their choices."""
    rows = Question.objects.filter(version__enrolments=attempt.enrolment_id, form=attempt.form)
    return list(rows.order_by("position").select_related("lesson").prefetch_related("choices"))


def unread_lessons(enrolment: Enrolment) -> int:
    """How many lessons of the version the person has not finished yet."""
    return enrolment.version.lessons.exclude(progress__enrolment=enrolment).count()


def start_attempt(enrolment: Enrolment, kind: TestKind | str, *, actor: Any) -> TestAttempt:
    """The person's open attempt of this kind, or a new one.

    A final test opens once every lesson is read; each new attempt takes the next form when there are two.
    Raises ValidationError when lessons remain to be read or the version has no question.
    """
    open_one = enrolment.attempts.filter(kind=kind, submitted_at__isnull=True).first()
    if open_one:
        return open_one
    if kind == TestKind.FINAL:
        _require_read_lessons(enrolment)
    form = _next_form(enrolment, kind)
    try:
        with transaction.atomic():
            attempt = TestAttempt.objects.create(enrolment=enrolment, kind=kind, form=form, started_at=timezone.now())
            audit.record("courses.test_started", attempt, actor=actor, kind=str(kind), form=form)
            return attempt
    except IntegrityError:
        # A second tap started it meanwhile: the constraint allows one open attempt, take that one.
        return enrolment.attempts.get(kind=kind, submitted_at__isnull=True)


def _require_read_lessons(enrolment: Enrolment) -> None:
    unread = unread_lessons(enrolment)
    if unread:
        raise ValidationError(
            ngettext(
                "The test opens once the lessons are read: %(count)d lesson remains.",
                "The test opens once the lessons are read: %(count)d lessons remain.",
                unread,
            )
            % {"count": unread},
            code="lessons_unread",
        )


def _next_form(enrolment: Enrolment, kind: TestKind | str) -> str:
    forms = sorted(set(enrolment.version.questions.values_list("form", flat=True)))
    if not forms:
        raise ValidationError(_("This module has no test yet."), code="no_question")
    sat = enrolment.attempts.filter(kind=kind).count()
    return forms[sat % len(forms)]


@transaction.atomic
def answer_question(attempt: TestAttempt, question: Question, choice: Choice, *, actor: Any) -> TestAnswer:
    """Keep the choice made for one question. The same answer sent twice is one answer.

    Raises ValidationError when question or choice are not part of the test, when another choice was already
    kept (its explanation has been shown), or when the test is handed in.
    """
    if question.version_id != attempt.enrolment.version_id or question.form != attempt.form:
        raise ValidationError(_("This question is not part of the test."), code="other_question")
    if choice.question_id != question.pk:
        raise ValidationError(_("Choose one of the answers."), code="other_choice")
    answer = attempt.answers.filter(question=question).first()
    if answer is None:
        # The row is locked so that handing in and answering cannot cross.
        attempt = TestAttempt.objects.select_for_update().get(pk=attempt.pk)
        if attempt.submitted_at:
            raise ValidationError(_("This test is already handed in."), code="handed_in")
        answer, _created = TestAnswer.objects.get_or_create(
            attempt=attempt, question=question, defaults={"choice": choice}
        )
    if answer.choice_id != choice.pk:
        raise ValidationError(_("You have already answered this question: your first answer is kept."), code="answered")
    return answer


@transaction.atomic
def hand_in(attempt: TestAttempt, *, actor: Any) -> TestAttempt:
    """Close the attempt and work out its result; a second call changes nothing.

    Raises ValidationError while questions are unanswered.
    """
    attempt = TestAttempt.objects.select_for_update().select_related("enrolment__version").get(pk=attempt.pk)
    if attempt.submitted_at:
        return attempt
    version = attempt.enrolment.version
    asked = version.questions.filter(form=attempt.form).count()
    answered = list(attempt.answers.values_list("choice__is_correct", flat=True))
    if not asked or len(answered) < asked:
        raise ValidationError(_("Answer every question before handing in the test."), code="unanswered")
    _close(attempt, version, points=sum(answered), points_possible=len(answered), at=timezone.now())
    audit.record(
        "courses.test_handed_in", attempt, actor=actor, points=attempt.points, possible=attempt.points_possible
    )
    return attempt


@transaction.atomic
def record_paper_result(
    enrolment: Enrolment,
    kind: TestKind | str,
    points: int,
    points_possible: int,
    handed_in_on: datetime.date,
    *,
    actor: Any,
    form: str = QuestionForm.A,
) -> TestAttempt:
    """Enter the result of a test sat on paper on `handed_in_on`; the same result entered twice is one result.

    Raises ValidationError when the points are not between 0 and the points possible, or the day is to come.
    """
    if points_possible < 1 or not 0 <= points <= points_possible:
        raise ValidationError(_("The points lie between 0 and the points possible."), code="points")
    if handed_in_on > timezone.localdate():
        raise ValidationError(_("The test cannot be handed in after today."), code="future")
    noon = timezone.make_aware(datetime.datetime.combine(handed_in_on, datetime.time(12)))
    # Locked, so that the same sheet typed by two people at once is entered once.
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("version").get(pk=enrolment.pk)
    same = enrolment.attempts.filter(
        kind=kind, form=form, submitted_at=noon, points=points, points_possible=points_possible
    ).first()
    if same:
        return same
    attempt = TestAttempt(enrolment=enrolment, kind=kind, form=form, started_at=noon)
    _close(attempt, enrolment.version, points=points, points_possible=points_possible, at=noon)
    audit.record(
        "courses.paper_result_recorded", attempt, actor=actor, points=points, possible=points_possible,
        handed_in_on=handed_in_on.isoformat(),
    )  # fmt: skip
    return attempt


def _close(
    attempt: TestAttempt, version: CourseVersion, *, points: int, points_possible: int, at: datetime.datetime
) -> None:
    attempt.submitted_at = at
    attempt.points = points
    attempt.points_possible = points_possible
    attempt.passed = is_passed(points, points_possible, version.pass_mark)
    attempt.save()

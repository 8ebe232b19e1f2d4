"""The final test: introduction, one question per screen, result. Nobody but the learner ever opens these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from lms.people.scopes import reach_of

from ..enums import TestKind
from ..forms import AnswerForm
from ..models import Enrolment, Question, TestAttempt
from ..scoring import least_part
from ..selectors import attempts_of, enrolment_for
from ..testing import answer_question, hand_in, questions_of, start_attempt, unread_lessons
from .returning import go_back_with


@dataclass(frozen=True)
class Sitting:
    """An attempt with its questions and the choices already made, read once per request."""

    attempt: TestAttempt
    questions: list[Question]
    chosen: dict[int, int]

    @classmethod
    def read(cls, attempt: TestAttempt) -> Sitting:
        return cls(attempt, questions_of(attempt), dict(attempt.answers.values_list("question_id", "choice_id")))

    @property
    def first_unanswered(self) -> int | None:
        """The position of the next question to answer, None when all are."""
        for position, question in enumerate(self.questions, start=1):
            if question.pk not in self.chosen:
                return position
        return None


class OwnTestMixin(LoginRequiredMixin):
    """One's own enrolments and attempts only: anybody else's are not found."""

    request: HttpRequest

    def own_enrolment(self, uuid: UUID) -> Enrolment:
        enrolment = enrolment_for(reach_of(self.request.user).person_id, uuid)
        if enrolment is None or not enrolment.version.requires_test:
            raise Http404
        return enrolment

    def own_sitting(self, uuid: UUID) -> Sitting:
        rows = TestAttempt.objects.visible_to(self.request.user).select_related("enrolment__version__course")
        return Sitting.read(get_object_or_404(rows, uuid=uuid))


class TestIntroduction(OwnTestMixin, View):
    """What the test is, what was achieved before; its button starts or resumes."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        enrolment = self.own_enrolment(uuid)
        begun = list(attempts_of(enrolment, TestKind.FINAL))
        attempts = [attempt for attempt in begun if attempt.submitted_at]
        open_one = next((attempt for attempt in begun if not attempt.submitted_at), None)
        count = enrolment.version.questions.filter(form=open_one.form if open_one else "a").count()
        context = {
            "enrolment": enrolment,
            "course": enrolment.version.course,
            "attempts": attempts,
            "is_passed": any(attempt.passed for attempt in attempts),
            "open_attempt": open_one,
            "question_count": count,
            "answers_needed": least_part(count, enrolment.version.pass_mark or 0),
            "unread_count": 0 if open_one else unread_lessons(enrolment),
        }
        return render(request, "courses/test_introduction.html", context)

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        enrolment = self.own_enrolment(uuid)
        try:
            attempt = start_attempt(enrolment, TestKind.FINAL, actor=request.user)
        except ValidationError as error:
            return go_back_with(request, error, request.path)
        return to_next_question(Sitting.read(attempt))


class TestQuestion(OwnTestMixin, View):
    """One question: to answer, or answered with its explanation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.sitting = self.own_sitting(kwargs["uuid"])
        self.position = kwargs["position"]
        if not 1 <= self.position <= len(self.sitting.questions):
            raise Http404
        self.question = self.sitting.questions[self.position - 1]
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.question.pk in self.sitting.chosen:
            return self.show_feedback()
        if self.sitting.attempt.submitted_at:
            return redirect("test-result", uuid=self.sitting.attempt.uuid)
        return self.show_question(AnswerForm(question=self.question))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AnswerForm(request.POST, question=self.question)
        if not form.is_valid():
            # Sent again without a choice after it was answered: the answer stands, show it.
            return self.show_feedback() if self.question.pk in self.sitting.chosen else self.show_question(form)
        try:
            answer_question(self.sitting.attempt, self.question, form.cleaned_data["choice"], actor=request.user)
        except ValidationError as error:
            return go_back_with(request, error, request.path)
        return redirect(request.path)

    def show_question(self, form: AnswerForm) -> HttpResponse:
        context = self.context() | {"form": form}
        return render(self.request, "courses/test_question.html", context)

    def show_feedback(self) -> HttpResponse:
        chosen = self.sitting.chosen[self.question.pk]
        choices = list(self.question.choices.all())
        context = self.context() | {
            "choices": choices,
            "chosen_id": chosen,
            "is_right": any(choice.pk == chosen and choice.is_correct for choice in choices),
            "next_position": self.sitting.first_unanswered,
        }
        return render(self.request, "courses/test_feedback.html", context)

    def context(self) -> dict[str, Any]:
        return {
            "attempt": self.sitting.attempt,
            "course": self.sitting.attempt.enrolment.version.course,
            "question": self.question,
            "position": self.position,
            "question_count": len(self.sitting.questions),
            "answered_count": len(self.sitting.chosen),
        }


class TestResult(OwnTestMixin, View):
    """The result of an attempt: passed or not, what to read again. No rank, no comparison."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        sitting = self.own_sitting(uuid)
        if not sitting.attempt.submitted_at and sitting.first_unanswered:
            return to_next_question(sitting)
        version = sitting.attempt.enrolment.version
        context = {
            "attempt": sitting.attempt,
            "course": version.course,
            "version": version,
            "answers_needed": least_part(sitting.attempt.points_possible or 0, version.pass_mark or 0),
            "has_answers": bool(sitting.chosen),
            "lessons_to_read": lessons_to_read_again(sitting) if sitting.chosen else [],
        }
        return render(request, "courses/test_result.html", context)

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        sitting = self.own_sitting(uuid)
        try:
            hand_in(sitting.attempt, actor=request.user)
        except ValidationError as error:
            return go_back_with(request, error, request.path)
        return redirect(request.path)


def to_next_question(sitting: Sitting) -> HttpResponse:
    """The first question still open, or the result when all are answered."""
    position = sitting.first_unanswered
    if position is None:
        return redirect("test-result", uuid=sitting.attempt.uuid)
    return redirect("test-question", uuid=sitting.attempt.uuid, position=position)


def lessons_to_read_again(sitting: Sitting) -> list[Any]:
    """The lessons behind the questions that were missed, each once, in their order."""
    missed = {
        question.lesson
        for question in sitting.questions
        if question.lesson and not _answered_right(question, sitting.chosen.get(question.pk))
    }
    return sorted(missed, key=lambda lesson: lesson.position)


def _answered_right(question: Question, chosen: int | None) -> bool:
    return any(choice.is_correct and choice.pk == chosen for choice in question.choices.all())

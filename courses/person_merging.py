"""What a merge of two persons does with what they learnt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.people.merging.facts import grouped, register_facts
from lms.people.merging.journal import Journal
from lms.people.merging.rules import Does, Moves, make_one, register_rule
from lms.people.models import Person

from .models import Enrolment, LessonProgress, TestAnswer, TestAttempt


def register() -> None:
    register_rule("courses.Enrolment", "person", Moves(
        one_per=("version",), settle=_settle_enrolments, says=_(
            "Enrolments move. Of two in one module version the one further on stays, with the lessons finished and "
            "the tests handed in of both."
        )))  # fmt: skip
    register_facts(_("Modules followed"), _followed)
    register_rule("courses.LessonProgress", "enrolment", Moves(
        one_per=("lesson",), settle=_settle_progress,
        says=_("A lesson finished twice keeps the first date."),
    ))  # fmt: skip
    register_rule("courses.TestAttempt", "enrolment", Does(act=_attempts, says=_(
        "Every test handed in is kept. Of two tests still open the one with more answers stays."
    )))  # fmt: skip


def _followed(persons: Sequence[Person], user: Any) -> dict[int, list[str]]:
    rows = Enrolment.objects.visible_to(user).filter(person__in=persons).select_related("version__course")
    return grouped((row.person_id, row.version.course.title) for row in rows)


def _settle_enrolments(journal: Journal, own: Enrolment, row: Enrolment) -> None:
    person, enrolled_at = own.person, min(own.enrolled_at, row.enrolled_at)
    other, survivor = sorted((own, row), key=_advance)
    make_one(journal, survivor, other)
    journal.change(survivor, person=person, enrolled_at=enrolled_at)


def _advance(enrolment: Enrolment) -> tuple[Any, ...]:
    """A final test passed, then lessons finished, then tests sat, then the older row."""
    return (
        enrolment.attempts.passed_finals().exists(),
        enrolment.progress.count(),
        enrolment.attempts.count(),
        -enrolment.pk,
    )


def _settle_progress(journal: Journal, own: LessonProgress, row: LessonProgress) -> None:
    journal.remove(row)
    journal.change(own, completed_at=min(own.completed_at, row.completed_at))


def _attempts(journal: Journal, survivor: Enrolment, other: Enrolment) -> None:
    for attempt in TestAttempt.objects.filter(enrolment=other).order_by("pk"):
        open_one = survivor.attempts.filter(kind=attempt.kind, submitted_at__isnull=True).first()
        if attempt.submitted_at is None and open_one is not None:
            less, more = sorted((open_one, attempt), key=lambda one: (one.answers.count(), -one.pk))
            _drop(journal, less)
            journal.change(more, enrolment=survivor)
        else:
            journal.change(attempt, enrolment=survivor)


def _drop(journal: Journal, attempt: TestAttempt) -> None:
    """An attempt that was never handed in, and its answers: it has no result that could be lost."""
    for answer in TestAnswer.objects.filter(attempt=attempt).order_by("pk"):
        journal.remove(answer)
    journal.remove(attempt)

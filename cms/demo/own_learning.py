"""What the learner of the demonstration did by herself: lessons read on her phone, and a test passed on the portal."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from courses.enrolment import enrol
from courses.enums import TestKind
from courses.lesson_progress import finish_lesson
from courses.models import Enrolment, LessonProgress, TestAnswer, TestAttempt
from courses.testing import answer_question, hand_in, questions_of, start_attempt

from .book import Book
from .timeline import at

LEARNER = "learner"
# Read from end to end and tested, this many days before the loading; begun, lessons read and days before.
TESTED = "M05", 12
BEGUN = "M07", 2, 3
DAY = datetime.timedelta(days=1)


@transaction.atomic
def follow_modules(book: Book) -> None:
    """Her enrolments, lessons and test, through the services; dated afterwards."""
    user = book.users[LEARNER]
    module, lessons, days = BEGUN
    if Enrolment.objects.filter(person=user.person, version=book.versions[module]).exists():
        return
    # Around each session she came to, she read its lessons.
    for enrolment in Enrolment.objects.filter(person=user.person).select_related("version"):
        _read(book, enrolment, None, timezone.localdate(enrolment.enrolled_at) + DAY)
    _sit_test(book)
    _read(book, _enrolment(book, module, since=book.plan.today - days * DAY), lessons, book.plan.today - days * DAY)


def _enrolment(book: Book, code: str, *, since: datetime.date) -> Enrolment:
    user = book.users[LEARNER]
    assert user.person is not None  # noqa: S101  (every account of the demonstration has its person)
    enrolment = enrol(user.person, book.versions[code], actor=user)
    enrolment.enrolled_at = at(since, 19)
    enrolment.save(update_fields=["enrolled_at"])
    return enrolment


def _read(book: Book, enrolment: Enrolment, count: int | None, first_evening: datetime.date) -> None:
    """Finish the first `count` lessons (all when None), one each evening."""
    for number, lesson in enumerate(enrolment.version.lessons.order_by("position")[:count]):
        progress = finish_lesson(enrolment, lesson, actor=book.users[LEARNER])
        LessonProgress.objects.filter(pk=progress.pk).update(
            completed_at=at(min(first_evening + number * DAY, book.plan.today), 20, 10 * number % 60)
        )


def _sit_test(book: Book) -> None:
    """All answers right but the last: passed, and something left to read again."""
    code, days = TESTED
    day = book.plan.today - days * DAY
    actor = book.users[LEARNER]
    enrolment = _enrolment(book, code, since=day - 6 * DAY)
    _read(book, enrolment, None, day - 6 * DAY)
    attempt = start_attempt(enrolment, TestKind.FINAL, actor=actor)
    questions = questions_of(attempt)
    for question in questions:
        choices = list(question.choices.all())
        is_slip = question == questions[-1] and len(questions) > 2
        choice = next(row for row in choices if row.is_correct != is_slip)
        answer_question(attempt, question, choice, actor=actor)
    hand_in(attempt, actor=actor)
    TestAnswer.objects.filter(attempt=attempt).update(answered_at=at(day, 21))
    TestAttempt.objects.filter(pk=attempt.pk).update(started_at=at(day, 20, 50), submitted_at=at(day, 21, 5))

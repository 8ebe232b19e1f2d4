"""Finishing lessons. Progress belongs to the lesson's record, so it is the same in both languages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit

from .models import Enrolment, Lesson, LessonProgress


@transaction.atomic
def finish_lesson(enrolment: Enrolment, lesson: Lesson, *, actor: Any) -> LessonProgress:
    """Note that the enrolled person has finished `lesson`; the first date stays when it is sent twice.

    Raises ValidationError when the lesson belongs to another version than the one followed.
    """
    if lesson.version_id != enrolment.version_id:
        raise ValidationError(_("This lesson belongs to another version of the module."), code="other_version")
    progress, created = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"completed_at": timezone.now()}
    )
    if created:
        audit.record("courses.lesson_finished", enrolment, actor=actor, lesson=lesson.position)
    return progress

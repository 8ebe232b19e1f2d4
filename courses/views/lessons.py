"""Finishing a lesson."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from ..enrolment import enrol
from ..lesson_progress import finish_lesson
from ..models import Lesson
from .returning import go_back_with, next_address, person_of


@login_required
@require_POST
def finish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note the lesson as finished and go on. Whoever began by reading is enrolled by the same gesture."""
    lesson = get_object_or_404(Lesson.objects.select_related("version"), uuid=uuid)
    address = next_address(request, "my-learning")
    person = person_of(request)
    if person is None:
        return redirect(address)
    try:
        enrolment = enrol(person, lesson.version, actor=request.user)
        finish_lesson(enrolment, lesson, actor=request.user)
    except ValidationError as error:
        return go_back_with(request, error, address)
    return redirect(address)

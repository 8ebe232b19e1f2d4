"""Enrolling in a module."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..enrolment import enrol
from ..models import Course
from ..selectors import enrolment_for, readable_version
from .returning import go_back_with, next_address, person_of


@login_required
@require_POST
def enrol_in_course(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enrol the signed-in person in the published version, then show what comes next."""
    course = get_object_or_404(Course, uuid=uuid)
    address = next_address(request, "my-learning")
    person = person_of(request)
    if person is None:
        return redirect(address)
    version = readable_version(course.pk, person.pk)
    if version is None:
        messages.error(request, _("This module is not open for enrolment."))
        return redirect(address)
    already = enrolment_for(person.pk, course.uuid)
    try:
        enrolment = enrol(person, version, actor=request.user)
    except ValidationError as error:
        return go_back_with(request, error, address)
    if already is None or already.pk != enrolment.pk:
        messages.success(request, _("You are enrolled. Your progress is kept from now on."))
    return redirect(address)

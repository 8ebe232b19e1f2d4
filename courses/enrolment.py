"""Enrolling: a person begins to follow a published version by themselves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.people.models import Person

from .enums import VersionState
from .models import CourseVersion, Enrolment


@transaction.atomic
def enrol(person: Person, version: CourseVersion, *, actor: Any) -> Enrolment:
    """The person's enrolment in `version`, created when there is none yet.

    Raises ValidationError when the version is not published: drafts are not followed, withdrawn ones no longer.
    An enrolment that already exists is returned whatever became of the version.
    """
    existing = Enrolment.objects.filter(person=person, version=version).first()
    if existing:
        return existing
    if version.state != VersionState.PUBLISHED:
        raise ValidationError(_("This module is not open for enrolment."), code="not_published")
    # Two requests at once: the constraint lets one row in, get_or_create returns it to both.
    enrolment, created = Enrolment.objects.get_or_create(person=person, version=version)
    if created:
        audit.record("courses.enrolled", enrolment, actor=actor, version=version.pk)
    return enrolment

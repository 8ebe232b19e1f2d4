"""Opening a version to learners, and closing it. What was followed stays attached to its version.

Pages are Wagtail's to publish; a version is the record behind them: it carries enrolments, tests, sessions and
certificates, so it must be complete in both languages before anybody follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core import audit

from .enums import VersionState
from .models import CourseVersion

BILINGUAL = ("objectives", "audience", "sources")


@dataclass(frozen=True)
class Obstacle:
    """One thing that is missing before a version can be published."""

    code: str
    message: str


def publishing_obstacles(version: CourseVersion) -> list[Obstacle]:
    """What is missing before `version` can be published; empty when it is complete."""
    found = [
        *_state_obstacles(version),
        *_language_obstacles(version),
        *_lesson_obstacles(version),
    ]
    if version.requires_test:
        found += _question_obstacles(version)
    return found


def _state_obstacles(version: CourseVersion) -> list[Obstacle]:
    if version.state == VersionState.WITHDRAWN:
        return [Obstacle("withdrawn", _("A withdrawn version is not published again: make a new version."))]
    other = version.course.versions.published().exclude(pk=version.pk).first()
    if other:
        return [
            Obstacle(
                "other_published", _("Version %(number)d is published: withdraw it first.") % {"number": other.number}
            )
        ]
    return []


def _language_obstacles(version: CourseVersion) -> list[Obstacle]:
    names = {
        "objectives": _("objectives"),
        "audience": _("audience and prerequisites"),
        "sources": _("sources"),
    }
    missing = [
        names[name]
        for name in BILINGUAL
        if not getattr(version, f"{name}_fr").strip() or not getattr(version, f"{name}_ar").strip()
    ]
    if not missing:
        return []
    text = _("Write in French and in Arabic: %(fields)s.") % {"fields": ", ".join(missing)}
    return [Obstacle("one_language", text)]


def _lesson_obstacles(version: CourseVersion) -> list[Obstacle]:
    if version.lessons.exists():
        return []
    return [Obstacle("no_lesson", _("Add at least one lesson."))]


def _question_obstacles(version: CourseVersion) -> list[Obstacle]:
    questions = version.questions.annotate(
        all_choices=Count("choices"), right_choices=Count("choices", filter=Q(choices__is_correct=True))
    )
    if not questions:
        return [Obstacle("no_question", _("The version has a pass mark: add the questions of its test."))]
    flawed = [row for row in questions if row.right_choices != 1 or row.all_choices < 2]
    if not flawed:
        return []
    text = ngettext(
        "%(count)d question does not have two answers or more, exactly one of them right.",
        "%(count)d questions do not have two answers or more, exactly one of them right.",
        len(flawed),
    ) % {"count": len(flawed)}
    return [Obstacle("flawed_question", text)]


@transaction.atomic
def publish_version(version: CourseVersion, *, actor: Any) -> CourseVersion:
    """Open the version to enrolments and sessions; publishing twice changes nothing.

    Raises ValidationError with every obstacle. Only one version of a module is published at a time.
    """
    version = CourseVersion.objects.select_for_update(of=("self",)).select_related("course").get(pk=version.pk)
    if version.state == VersionState.PUBLISHED:
        return version
    obstacles = publishing_obstacles(version)
    if obstacles:
        raise ValidationError([ValidationError(row.message, code=row.code) for row in obstacles])
    version.state = VersionState.PUBLISHED
    version.published_on = version.published_on or timezone.localdate()
    try:
        with transaction.atomic():
            version.save(update_fields=["state", "published_on"])
    except IntegrityError as error:
        # Another version was published between the check and here: the constraint is what decides.
        raise ValidationError(
            _("Another version of this module is published: withdraw it first."), code="other_published"
        ) from error
    audit.record("courses.version_published", version, actor=actor, number=version.number)
    return version


@transaction.atomic
def withdraw_version(version: CourseVersion, *, actor: Any, reason: str) -> CourseVersion:
    """Close a published version: nobody enrols any more, those who follow it may finish.

    Raises ValidationError without a reason, or when the version was never published.
    """
    version = CourseVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.state == VersionState.WITHDRAWN:
        return version
    if version.state == VersionState.DRAFT:
        raise ValidationError(_("A draft is not withdrawn: it was never open."), code="draft")
    if not reason.strip():
        raise ValidationError(_("Say why the version is withdrawn."), code="reason")
    version.state = VersionState.WITHDRAWN
    version.save(update_fields=["state"])
    audit.record("courses.version_withdrawn", version, actor=actor, reason=reason.strip(), number=version.number)
    return version

"""The small vocabulary of the courses app's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from lms.people.querysets import SearchableQuerySet
from lms.people.scopes import reach_of

from .enums import VersionState

if TYPE_CHECKING:
    from .models import CourseVersion, Enrolment, TestAttempt  # noqa: F401


class CourseQuerySet(SearchableQuerySet):
    def in_catalogue(self) -> Self:
        """Courses with a published version."""
        return self.filter(versions__state=VersionState.PUBLISHED)


class CourseVersionQuerySet(models.QuerySet["CourseVersion"]):
    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: Any) -> Self:
        """One's own enrolments, and those of persons affiliated in the user's scope."""
        return self.filter(_persons_reached(user, "person"))


class TestAttemptQuerySet(models.QuerySet["TestAttempt"]):
    def visible_to(self, user: Any) -> Self:
        """One's own attempts only: nobody is judged by a superior on test answers."""
        return self.filter(enrolment__person=reach_of(user).person_id)

    def handed_in(self) -> Self:
        return self.filter(submitted_at__isnull=False)

    def passed_finals(self) -> Self:
        return self.filter(passed=True, kind="final")


def _persons_reached(user: Any, path: str) -> Q:
    from lms.people.models import Person

    reach = reach_of(user)
    if reach.national:
        return Q()
    return Q(**{f"{path}__in": Person.objects.visible_to(user)})

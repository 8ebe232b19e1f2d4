"""The small vocabulary of each model's rows. `visible_to` is the only door a view has to people's rows."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.core.text import fold

from .enums import InvitationState, OrganisationKind, Role
from .scopes import reach_of

if TYPE_CHECKING:
    from .models import (  # noqa: F401
        Affiliation,
        DataRequest,
        Duplicate,
        Invitation,
        Management,
        Merge,
        Organisation,
        Person,
        PersonAccess,
        PersonImport,
        RoleGrant,
        SignInCard,
    )


def covering(day: datetime.date, start: str, end: str) -> Q:
    """The one definition of "active at a day": both ends included, an empty end is open."""
    return meeting(day, day, start, end)


def meeting(first: datetime.date, last: datetime.date | None, start: str, end: str) -> Q:
    """Active on at least one day of `first` to `last`, both included; without a last day the period is open."""
    reaches_first = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": first})
    if last is None:
        return reaches_first
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": last})) & reaches_first


class SearchableQuerySet(models.QuerySet[Any]):
    def search(self, words: str) -> Self:
        """Rows holding every word, whatever the accents, hamza forms or case."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(search_text__contains=word)
        return rows


class OrganisationQuerySet(SearchableQuerySet):
    def active_on(self, day: datetime.date) -> Self:
        """Open on that day. A closing day is the last open one."""
        return self.filter(covering(day, "opened_on", "closed_on"))

    def upe(self) -> Self:
        return self.filter(kind=OrganisationKind.UPE)

    def visible_to(self, user: Any) -> Self:
        """The organisations of the user's scope."""
        reach = reach_of(user)
        condition = reach.organisations()
        return self if condition is None else self.filter(condition).distinct()


class PersonQuerySet(SearchableQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Oneself, and the persons with an affiliation, past or present, in the user's scope.

        A trainer also sees the people registered in their own sessions: through the registration, not here.
        """
        reach = reach_of(user)
        condition = reach.organisations("affiliations__organisation")
        rows = self.current()
        if condition is None:
            return rows
        return rows.filter(Q(pk=reach.person_id) | Q(pk__in=self.model.objects.filter(condition).values("pk")))

    def current(self) -> Self:
        """Without the records absorbed by another one."""
        return self.filter(merged_into__isnull=True)


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def active_on(self, day: datetime.date) -> Self:
        return self.filter(covering(day, "started_on", "ended_on"))

    def active_during(self, first: datetime.date, last: datetime.date | None) -> Self:
        """Those that share a day with a period; without a last day it is open."""
        return self.filter(meeting(first, last, "started_on", "ended_on"))

    def at_work_on(self, day: datetime.date) -> Self:
        """The one definition of the staff of a day: an affiliation that covers it, at an organisation open on it."""
        return self.active_on(day).filter(covering(day, "organisation__opened_on", "organisation__closed_on"))

    def visible_to(self, user: Any) -> Self:
        """One's own, and those at an organisation of the user's scope."""
        reach = reach_of(user)
        condition = reach.organisations("organisation")
        return self if condition is None else self.filter(Q(person=reach.person_id) | condition)


class ManagementQuerySet(models.QuerySet["Management"]):
    def active_on(self, day: datetime.date) -> Self:
        return self.filter(covering(day, "started_on", "ended_on"))

    def visible_to(self, user: Any) -> Self:
        """Of the organisations of the user's scope."""
        condition = reach_of(user).organisations("organisation")
        return self if condition is None else self.filter(condition)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active_on(self, day: datetime.date) -> Self:
        return self.filter(covering(day, "starts_on", "ends_on"))

    def visible_to(self, user: Any) -> Self:
        """One's own; all of them for those who grant or check them."""
        reach = reach_of(user)
        if reach.national and reach.has_role(Role.ADMINISTRATOR, Role.AUDITOR):
            return self
        return self.filter(user=user.pk) if reach.roles else self.none()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Sent, not yet accepted, not withdrawn, not expired."""
        return self.filter(state=InvitationState.SENT, expires_at__gt=timezone.now())

    def visible_to(self, user: Any) -> Self:
        """Invitations into an organisation of the user's scope."""
        reach = reach_of(user)
        condition = reach.organisations("organisation")
        return self if condition is None else self.filter(condition)


def persons_visible_to(user: Any) -> models.QuerySet[Any]:
    """The persons of the user's scope, for records that hang on a person."""
    persons: Any = apps.get_model("people", "Person")._default_manager
    return persons.visible_to(user)


class SignInCardQuerySet(models.QuerySet["SignInCard"]):
    def open(self) -> Self:
        """Not used, not withdrawn, not expired."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())

    def visible_to(self, user: Any) -> Self:
        """Of the persons of the user's scope."""
        return self.filter(person__in=persons_visible_to(user))


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def visible_to(self, user: Any) -> Self:
        """Pairs whose two records are both in the user's scope."""
        visible = persons_visible_to(user)
        return self.filter(first__in=visible, second__in=visible)


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: Any) -> Self:
        """Merges whose kept record is in the user's scope."""
        return self.filter(kept__in=persons_visible_to(user))


class PersonImportQuerySet(models.QuerySet["PersonImport"]):
    def visible_to(self, user: Any) -> Self:
        """One's own; all of them for the national administrators and auditors."""
        reach = reach_of(user)
        if reach.national and reach.has_role(Role.ADMINISTRATOR, Role.AUDITOR):
            return self
        return self.filter(uploaded_by=user.pk) if reach.roles else self.none()


class PersonAccessQuerySet(models.QuerySet["PersonAccess"]):
    def visible_to(self, user: Any) -> Self:
        """About oneself; all of them for the national administrators and auditors."""
        reach = reach_of(user)
        if reach.national and reach.has_role(Role.ADMINISTRATOR, Role.AUDITOR):
            return self
        return self.filter(person=reach.person_id) if reach.person_id else self.none()


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, user: Any) -> Self:
        """One's own; all of them for the national administrators and auditors."""
        reach = reach_of(user)
        if reach.national and reach.has_role(Role.ADMINISTRATOR, Role.AUDITOR):
            return self
        return self.filter(person=reach.person_id) if reach.person_id else self.none()

"""The small vocabulary of each model's rows. `visible_to` is the only door a view has to people's rows."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.core.text import fold

from .enums import InvitationState, OrganisationKind, Role
from .scopes import reach_of

if TYPE_CHECKING:
    from .models import Affiliation, Invitation, Organisation, Person, RoleGrant  # noqa: F401


def covering(day: datetime.date, start: str, end: str) -> Q:
    """The one definition of "active at a day": both ends included, an empty end is open."""
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    )


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
        if condition is None:
            return self
        return self.filter(Q(pk=reach.person_id) | Q(pk__in=self.model.objects.filter(condition).values("pk")))


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def active_on(self, day: datetime.date) -> Self:
        return self.filter(covering(day, "started_on", "ended_on"))

    def visible_to(self, user: Any) -> Self:
        """One's own, and those at an organisation of the user's scope."""
        reach = reach_of(user)
        condition = reach.organisations("organisation")
        return self if condition is None else self.filter(Q(person=reach.person_id) | condition)


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

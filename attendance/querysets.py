"""The small vocabulary of the attendance app's rows."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from lms.people.enums import Role
from lms.people.scopes import Reach, reach_of

from .enums import Capacity, RegistrationStatus, SessionStatus

if TYPE_CHECKING:
    from .models import Evidence, FollowUp, Mark, Registration, Session  # noqa: F401


class SessionQuerySet(models.QuerySet["Session"]):
    def upcoming(self, today: datetime.date) -> Self:
        """Planned or running sessions that have not ended: the public calendar."""
        return self.filter(
            status__in=[SessionStatus.PLANNED, SessionStatus.IN_PROGRESS], ends_on__gte=today, is_declared=False
        )

    def visible_to(self, user: Any) -> Self:
        """The sessions whose people the user may see: their own as trainer or participant, those held in or
        attended from their territory, all of them with a national scope."""
        reach = reach_of(user)
        if reach.national:
            return self
        own = Q(registrations__person=reach.person_id) if reach.person_id else Q(pk__in=[])
        from_scope = reach.organisations("registrations__organisation")
        in_territory = Q(province__in=reach.province_ids) | Q(province__region__in=reach.region_ids)
        rows = self.model._default_manager.filter(own | from_scope | in_territory)
        return self.filter(pk__in=rows.values("pk"))

    def led_by(self, user: Any) -> Self:
        """The sessions in which the user is a confirmed trainer."""
        reach = reach_of(user)
        return self.filter(
            registrations__person=reach.person_id,
            registrations__capacity=Capacity.TRAINER,
            registrations__status=RegistrationStatus.CONFIRMED,
        ).distinct()


def _registrations_reached(reach: Reach, path: str = "") -> Q:
    """One's own, those of organisations in scope, those of the sessions one leads as a trainer."""
    to = f"{path}__" if path else ""
    condition = Q(**{f"{to}person": reach.person_id}) if reach.person_id else Q(pk__in=[])
    in_scope = reach.organisations(f"{to}organisation")
    if in_scope is not None:
        condition |= in_scope
    if reach.has_role(Role.TRAINER) and reach.person_id:
        condition |= Q(
            **{
                f"{to}session__registrations__person": reach.person_id,
                f"{to}session__registrations__capacity": Capacity.TRAINER,
                f"{to}session__registrations__status": RegistrationStatus.CONFIRMED,
            }
        )
    return condition


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: Any) -> Self:
        """One's own, those from the user's territory, and everybody in the sessions one leads."""
        reach = reach_of(user)
        if reach.national:
            return self
        rows = self.model._default_manager.filter(_registrations_reached(reach))
        return self.filter(pk__in=rows.values("pk"))

    def seated(self) -> Self:
        """Confirmed participants: those who hold a seat and are in the register."""
        return self.filter(capacity=Capacity.PARTICIPANT, status=RegistrationStatus.CONFIRMED)

    def trainers(self) -> Self:
        return self.filter(capacity=Capacity.TRAINER, status=RegistrationStatus.CONFIRMED)


class MarkQuerySet(models.QuerySet["Mark"]):
    def visible_to(self, user: Any) -> Self:
        reach = reach_of(user)
        if reach.national:
            return self
        rows = self.model._default_manager.filter(_registrations_reached(reach, "registration"))
        return self.filter(pk__in=rows.values("pk"))


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: Any) -> Self:
        """A signed sheet shows every name of a session: national readers and the session's trainers only."""
        reach = reach_of(user)
        if reach.national:
            return self
        if not reach.has_role(Role.TRAINER):
            return self.none()
        return self.filter(
            session__registrations__person=reach.person_id,
            session__registrations__capacity=Capacity.TRAINER,
            session__registrations__status=RegistrationStatus.CONFIRMED,
        ).distinct()


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: Any) -> Self:
        reach = reach_of(user)
        if reach.national:
            return self
        rows = self.model._default_manager.filter(_registrations_reached(reach, "registration"))
        return self.filter(pk__in=rows.values("pk"))

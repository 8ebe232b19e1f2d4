"""The small vocabulary of the attendance app's rows."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from lms.core.text import fold
from lms.people.enums import Role
from lms.people.scopes import Reach, reach_of

from .enums import OPEN_STATUSES, STANDING_STATUSES, Capacity, RegistrationStatus, SessionStatus
from .rates import CREDIT

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
        reached = own | in_territory if from_scope is None else own | in_territory | from_scope
        rows = self.model._default_manager.filter(reached)
        return self.filter(pk__in=rows.values("pk"))

    def shown_to(self, user: Any, today: datetime.date) -> Self:
        """Those whose people the user may see, and the public calendar, of which the facts alone are shown."""
        visible = self.visible_to(user).values("pk")
        calendar = self.model._default_manager.upcoming(today).values("pk")
        return self.filter(Q(pk__in=visible) | Q(pk__in=calendar))

    def attended_by(self, person_id: int | None) -> Self:
        """Those with a standing registration of the person, in any capacity."""
        rows = apps.get_model("attendance", "Registration").objects.filter(
            person=person_id, status__in=STANDING_STATUSES
        )
        return self.filter(pk__in=rows.values("session"))

    def current(self, today: datetime.date) -> Self:
        """To come, running or still to be closed; what was cancelled leaves when its days are over."""
        waiting = Q(status__in=[*OPEN_STATUSES, SessionStatus.POSTPONED], is_declared=False)
        return self.filter(waiting | Q(status=SessionStatus.CANCELLED, ends_on__gte=today))

    def past(self, today: datetime.date) -> Self:
        """Everything that is not `current`."""
        return self.exclude(pk__in=self.model._default_manager.current(today).values("pk"))

    def search(self, words: str) -> Self:
        """Sessions whose code, module, series, venue or province hold every word, however it is spelt."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(
                Q(version__course__search_text__contains=word)
                | Q(province__search_text__contains=word)
                | Q(code__icontains=word)
                | Q(series__name_fr__icontains=word)
                | Q(series__name_ar__icontains=word)
                | Q(venue_fr__icontains=word)
                | Q(venue_ar__icontains=word)
            )
        return rows

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

    def search(self, words: str) -> Self:
        """Registrations whose person or session holds every word."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(Q(person__search_text__contains=word) | Q(session__code__icontains=word))
        return rows

    def seated(self) -> Self:
        """Confirmed participants: those who hold a seat and are in the register."""
        return self.filter(capacity=Capacity.PARTICIPANT, status=RegistrationStatus.CONFIRMED)

    def trainers(self) -> Self:
        return self.filter(capacity=Capacity.TRAINER, status=RegistrationStatus.CONFIRMED)

    def with_minutes(self) -> Self:
        """Annotates `attended_halves` and `due_halves`: half-minutes, so that a partial mark stays whole.

        The same rule as `rates.attended_halves` and `rates.due_halves`, added up by the database.
        """
        slots = apps.get_model("attendance", "Slot").objects.filter(session=OuterRef("session"), took_place=True)
        marks = apps.get_model("attendance", "Mark").objects.filter(registration=OuterRef("pk"), slot__took_place=True)
        credit = Case(*(When(status=status, then=Value(halves)) for status, halves in CREDIT.items()), default=Value(0))
        return self.annotate(
            attended_halves=_total(marks, "registration", credit * F("slot__minutes")),
            due_halves=_total(slots, "session", Value(2) * F("minutes")),
        )

    def reaching_threshold(self) -> Self:
        """Those of `with_minutes()` that reach the threshold of their session's module version."""
        return self.alias(hundredfold=F("attended_halves") * 100).filter(
            due_halves__gt=0,
            hundredfold__gte=F("due_halves") * F("session__version__attendance_threshold"),
        )


def _total(rows: models.QuerySet[Any], by: str, expression: Any) -> Coalesce:
    """The sum of `expression` over the rows of the outer row, 0 when there are none."""
    totals = rows.order_by().values(by).annotate(total=Sum(expression)).values("total")
    return Coalesce(Subquery(totals, output_field=IntegerField()), Value(0))


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

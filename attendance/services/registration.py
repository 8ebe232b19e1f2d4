"""Who has a seat in a session, who waits for one, who gave it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.people.affiliations import affiliation_on
from lms.people.models import Person

from ..enums import ATTENDED_MARKS, STANDING_STATUSES, Capacity, RegistrationStatus
from ..models import Mark, Registration, Session
from .locks import locked, locked_open, require_reason


@transaction.atomic
def register_person(
    session: Session,
    person: Person,
    *,
    actor: Any,
    capacity: str = Capacity.PARTICIPANT,
    walk_in: bool = False,
) -> Registration:
    """The registration of `person`, confirmed while a seat is free and on the waiting list afterwards.

    Registering twice changes nothing. Somebody who withdrew comes back at the end of the line. A walk-in sits in the
    room already: when every seat is taken, one more is set up. Only participants take seats.

    Raises ValidationError "closed" when the session is not open, "declared" when it has no names by nature, "voided"
    when an administrator struck this registration out.
    """
    current = locked_open(session)
    if current.is_declared:
        raise ValidationError(_("A declared activity has no list of names."), code="declared")
    registration, created = Registration.objects.get_or_create(
        session=current,
        person=person,
        capacity=capacity,
        defaults={"status": RegistrationStatus.WAITING, "is_walk_in": walk_in, "registered_by": _known(actor)},
    )
    if registration.status == RegistrationStatus.VOIDED:
        raise ValidationError(_("This registration was struck out by an administrator."), code="voided")
    if not created and registration.status in STANDING_STATUSES and not (walk_in and not registration.is_seated):
        return registration
    if not created:
        registration.status = RegistrationStatus.WAITING
        registration.is_walk_in = walk_in
        registration.status_reason = ""
        registration.registered_at = timezone.now()
    _seat(current, registration, set_up=walk_in)
    registration.save()
    take_snapshot(registration)
    audit.record("attendance.registered", registration, actor=actor, capacity=capacity, status=registration.status)
    return registration


def _known(actor: Any) -> Any:
    return actor if getattr(actor, "pk", None) else None


def _seat(session: Session, registration: Registration, *, set_up: bool = False) -> None:
    """Confirm a registration when it needs no seat or gets one; the caller saves it."""
    if registration.capacity != Capacity.PARTICIPANT or take_seat(session):
        registration.status = RegistrationStatus.CONFIRMED
    elif set_up:
        Session.objects.filter(pk=session.pk).update(capacity=F("seats_taken") + 1, seats_taken=F("seats_taken") + 1)
        registration.status = RegistrationStatus.CONFIRMED


def take_seat(session: Session) -> bool:
    """Take one seat if one is free, in one statement: the count cannot change between looking and taking."""
    free = Session.objects.filter(pk=session.pk, seats_taken__lt=F("capacity"))
    return free.update(seats_taken=F("seats_taken") + 1) == 1


def take_snapshot(registration: Registration) -> None:
    """Keep the organisation and profession of the person on the session's first day with the registration.

    Without an affiliation on that day, what was kept before stays.
    """
    rows = registration.person.affiliations.select_related("organisation")
    affiliation = affiliation_on(rows, registration.session.starts_on)
    if affiliation is None:
        return
    organisation = affiliation.organisation
    snapshot = {
        "organisation_id": organisation.pk,
        "organisation_kind": organisation.kind,
        "province_id": organisation.province_id,
        "profession": affiliation.profession,
    }
    if any(getattr(registration, column) != value for column, value in snapshot.items()):
        for column, value in snapshot.items():
            setattr(registration, column, value)
        registration.save(update_fields=list(snapshot))


@transaction.atomic
def withdraw_registration(registration: Registration, *, actor: Any, reason: str = "") -> Registration:
    """Give the place back; the first on the waiting list gets it. Withdrawing twice changes nothing.

    Raises ValidationError "closed" when the session is not open, "attended" when the person was already there.
    """
    session = locked_open(registration.session)
    registration = Registration.objects.select_related("session", "person").get(pk=registration.pk)
    if registration.status not in STANDING_STATUSES:
        return registration
    if _attended(registration):
        raise ValidationError(_("This person already attended a half-day and stays in the register."), code="attended")
    _leave(session, registration, RegistrationStatus.WITHDRAWN, reason.strip()[:240])
    _seat_first_waiting(session, actor=actor)
    audit.record("attendance.registration_withdrawn", registration, actor=actor, reason=reason)
    return registration


@transaction.atomic
def void_registration(registration: Registration, *, actor: Any, reason: str) -> Registration:
    """Strike out a registration made in error or by fraud, also after closing: it leaves every count.

    Raises ValidationError "reason" without a reason.
    """
    reason = require_reason(reason)
    session = locked(registration.session)
    registration = Registration.objects.select_related("session", "person").get(pk=registration.pk)
    if registration.status == RegistrationStatus.VOIDED:
        return registration
    _leave(session, registration, RegistrationStatus.VOIDED, reason)
    audit.record("attendance.registration_voided", registration, actor=actor, reason=reason)
    return registration


def _attended(registration: Registration) -> bool:
    return Mark.objects.filter(registration=registration, status__in=ATTENDED_MARKS).exists()


def _leave(session: Session, registration: Registration, status: str, reason: str) -> None:
    if registration.is_seated:
        Session.objects.filter(pk=session.pk, seats_taken__gt=0).update(seats_taken=F("seats_taken") - 1)
    registration.status, registration.status_reason = status, reason
    registration.save(update_fields=["status", "status_reason"])


def waiting_in_order(session: Session) -> Any:
    """Those who wait for a seat, in the order in which they joined."""
    waiting = session.registrations.filter(capacity=Capacity.PARTICIPANT, status=RegistrationStatus.WAITING)
    return waiting.order_by("registered_at", "pk")


def _seat_first_waiting(session: Session, *, actor: Any) -> None:
    """Hand free seats to the waiting list, in the order in which people joined it."""
    for registration in waiting_in_order(session):
        if not take_seat(session):
            return
        registration.status = RegistrationStatus.CONFIRMED
        registration.save(update_fields=["status"])
        audit.record("attendance.seat_given", registration, actor=actor)


@transaction.atomic
def fill_free_seats(session: Session, *, actor: Any) -> None:
    """After seats became free in another way than by a withdrawal: the waiting list moves up."""
    _seat_first_waiting(locked(session), actor=actor)

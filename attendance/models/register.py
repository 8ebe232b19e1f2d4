"""Who is registered, and the mark of each person in each slot with every event that led to it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.enums import OrganisationKind, Profession
from lms.people.models import Organisation, Person, Province

from ..enums import Capacity, MarkSource, MarkStatus, RegistrationStatus
from ..querysets import MarkQuerySet, RegistrationQuerySet
from .session import Session, Slot


class Registration(models.Model):
    """A person at a session, in a capacity.

    The organisation, its kind, its province and the profession are a snapshot of the affiliation on the
    session's first day: past counts do not move when people do.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("session")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("person"))
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, default=Capacity.PARTICIPANT)
    status = models.CharField(
        _("status"), max_length=12, choices=RegistrationStatus, default=RegistrationStatus.CONFIRMED
    )
    status_reason = models.CharField(_("reason"), max_length=240, blank=True)
    is_walk_in = models.BooleanField(_("came without registration"), default=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("organisation"),
    )
    organisation_kind = models.CharField(_("kind of organisation"), max_length=20, choices=OrganisationKind, blank=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province")
    )
    profession = models.CharField(_("profession"), max_length=24, choices=Profession, blank=True)
    registered_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["session", "person__family_name", "person__given_name", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                name="registration_once_per_capacity",
                fields=["session", "person", "capacity"],
                violation_error_message=_("This person is already registered."),
            ),
            models.CheckConstraint(
                name="registration_capacity_is_listed", condition=models.Q(capacity__in=Capacity.values)
            ),
            models.CheckConstraint(
                name="registration_status_is_listed", condition=models.Q(status__in=RegistrationStatus.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.session.code}"

    @property
    def is_seated(self) -> bool:
        """A confirmed participant: the same definition as `RegistrationQuerySet.seated()`."""
        return self.capacity == Capacity.PARTICIPANT and self.status == RegistrationStatus.CONFIRMED


class Mark(models.Model):
    """The attendance of one registered participant in one slot, as it stands."""

    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="marks")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="marks")
    status = models.CharField(_("mark"), max_length=8, choices=MarkStatus)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["slot", "registration"]
        verbose_name = _("attendance mark")
        verbose_name_plural = _("attendance marks")
        constraints = [
            models.UniqueConstraint(name="mark_once_per_slot_and_registration", fields=["slot", "registration"]),
            models.CheckConstraint(name="mark_status_is_listed", condition=models.Q(status__in=MarkStatus.values)),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.slot} · {self.get_status_display()}"


class MarkEvent(models.Model):
    """One act of marking, append-only. `client_uuid` makes a repeated sending harmless."""

    client_uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="mark_events")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="mark_events")
    status = models.CharField(_("mark"), max_length=8, choices=MarkStatus)
    previous_status = models.CharField(_("previous mark"), max_length=8, choices=MarkStatus, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=MarkSource, default=MarkSource.LIVE)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("marking event")
        verbose_name_plural = _("marking events")
        constraints = [
            models.CheckConstraint(
                name="mark_event_status_is_listed", condition=models.Q(status__in=MarkStatus.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.slot} · {self.get_status_display()}"

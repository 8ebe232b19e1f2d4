"""Accounts, what they may do and where, and the invitations that open them."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.validators import validate_phone

from ..enums import InvitationState, Role, Scope
from ..querysets import InvitationQuerySet, RoleGrantQuerySet
from .organisation import Organisation
from .person import Person
from .territory import Province, Region


class User(AbstractUser):
    """Someone who can sign in. The human being is `person`; names live there and only there."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("person")
    )

    # Typed at sign-in instead of an e-mail; the person's phone for calls may be shared, this one is not.
    sign_in_phone = models.CharField(_("phone for signing in"), max_length=16, blank=True, validators=[validate_phone])

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                name="user_unique_sign_in_phone",
                fields=["sign_in_phone"],
                condition=~models.Q(sign_in_phone=""),
                violation_error_message=_("Another account signs in with this phone number."),
            ),
            models.UniqueConstraint(
                models.functions.Lower("email"), name="user_unique_email", condition=~models.Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.person.full_name if self.person_id and self.person else self.username

    def get_short_name(self) -> str:
        return self.person.greeting_name if self.person_id and self.person else self.username


SCOPE_TARGETS = {Scope.ORGANISATION: "organisation", Scope.PROVINCE: "province", Scope.REGION: "region"}


def _scope_names_exactly_its_target() -> models.Q:
    condition = models.Q()
    for scope in Scope:
        matches = models.Q(scope=scope)
        for kind, field in SCOPE_TARGETS.items():
            matches &= models.Q(**{f"{field}__isnull": kind != scope})
        condition |= matches
    return condition


class RoleGrant(models.Model):
    """A role given to a user over a scope, from a day to a day (both included). Ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province")
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["user", "role", "starts_on"]
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.CheckConstraint(name="role_grant_role_is_listed", condition=models.Q(role__in=Role.values)),
            models.CheckConstraint(
                name="role_grant_scope_names_its_target",
                condition=_scope_names_exactly_its_target(),
                violation_error_message=_(
                    "Name the organisation, the province or the region of this scope, and only that."
                ),
            ),
            models.CheckConstraint(
                name="role_grant_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Invitation(models.Model):
    """A one-time way in for a person who has no account yet. The link carries `token`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=24, choices=Role, default=Role.LEARNER)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    # Empty for a person who gets a printed card instead of a letter.
    email = models.EmailField(_("e-mail"), blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=InvitationState, default=InvitationState.SENT)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                name="invitation_state_is_listed", condition=models.Q(state__in=InvitationState.values)
            ),
            models.UniqueConstraint(
                name="invitation_one_open_per_person",
                fields=["person"],
                condition=models.Q(state=InvitationState.SENT),
                violation_error_message=_("This person already has an open invitation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_state_display()}"

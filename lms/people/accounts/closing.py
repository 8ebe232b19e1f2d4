"""Closing an account and opening it again. Neither changes its roles: they act while the account is open."""

from __future__ import annotations

import datetime

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.text import plain

from ..enums import InvitationState, Role
from ..invitations import withdraw_invitation
from ..models import Invitation, RoleGrant, User
from ..roles import keep_enough_administrators, lock_administrators
from .permissions import can_close_accounts


def close_account(user: User, *, actor: User, reason: str) -> User:
    """Let nobody sign in with this account any more, from the next request on. Closing it twice is closing it once.

    Its sessions end, and the invitations to staff roles that it sent and nobody has answered are withdrawn. Raises
    PermissionDenied when the actor may not close accounts or closes their own; ValidationError without a reason, or
    when too few administrators would remain.
    """
    reason = _checked(user, actor, reason)
    with transaction.atomic():
        lock_administrators()
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            return user
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        keep_enough_administrators(RoleGrant.objects.filter(user=user), after=yesterday)
        user.is_active = False
        user.save(update_fields=["is_active"])
        ended = end_sessions(user)
        sent = Invitation.objects.filter(invited_by=user, state=InvitationState.SENT).exclude(role=Role.LEARNER)
        for invitation in sent.select_related("organisation"):
            withdraw_invitation(invitation, actor=actor)
        audit.record("people.account_closed", user, actor=actor, reason=reason, sessions=ended)
    return user


def reopen_account(user: User, *, actor: User, reason: str) -> User:
    """Let the person sign in again, with the roles that act today. Opening an open account changes nothing.

    Raises PermissionDenied as `close_account`; ValidationError without a reason, or when the record of the person was
    merged into another one, whose account is the one to use.
    """
    reason = _checked(user, actor, reason)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.is_active:
            return user
        if user.person is not None and user.person.merged_into_id is not None:
            raise ValidationError(
                _("The record of this person was merged into another one: use the account of that record."),
                code="merged",
            )
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record("people.account_reopened", user, actor=actor, reason=reason)
    return user


def _checked(user: User, actor: User, reason: str) -> str:
    """The reason, tidied; the refusals that need no lock."""
    if not can_close_accounts(actor) or actor.pk == user.pk:
        raise PermissionDenied
    if not (reason := plain(reason)):
        raise ValidationError({"reason": _("Say why: the reason stays in the journal.")}, code="required")
    return reason


def end_sessions(user: User) -> int:
    """Sign the account out everywhere. Returns how many sessions ended.

    A session says whose it is only inside: all of those still alive are read, which is done rarely enough.
    """
    alive = Session.objects.filter(expire_date__gte=timezone.now())
    own = [row.pk for row in alive.iterator() if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=own).delete()
    return len(own)

"""The way in: an invitation by e-mail or on paper, used once, that opens an account with a role."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from lms.core import audit

from .duplicate_search import compare_once_kept
from .enums import InvitationState, Role
from .invitation_mail import send_invitation
from .models import Invitation, Organisation, Person, SignInCard, User
from .permissions import can_invite
from .roles import grant_role
from .sign_in import refuse_taken_phone

LIFETIME = datetime.timedelta(days=14)


class InvitationNotFound(Exception):
    """No invitation has this token, or it was withdrawn: both look alike from outside."""


class InvitationExpired(Exception):
    """The invitation is older than its 14 days."""


class InvitationUsed(Exception):
    """The invitation has opened its account already."""


def invite_person(
    person: Person, *, email: str, actor: User, role: str = Role.LEARNER, organisation: Organisation | None = None
) -> Invitation:
    """Send `person` a link that opens an account with `role`, valid for 14 days and one use. Before a second account
    opens for one human being, the record is compared with the register.

    An open invitation that says the same is returned and nothing is sent; one that says otherwise, or has expired,
    is withdrawn. Raises PermissionDenied when the actor may not invite this role into this organisation,
    ValidationError when the person has an account or the address belongs to another one.
    """
    if not can_invite(actor, role=role, organisation=organisation):
        raise PermissionDenied
    if role == Role.UPE_COORDINATOR and organisation is None:
        raise ValidationError({"organisation": _("Name the organisation of this coordinator.")}, code="required")
    if role == Role.TERRITORIAL_COORDINATOR:
        raise ValidationError(
            {"role": _("Invite the person as a learner, then give this role with its territory.")}, code="role"
        )
    email = _free_address(email, person)
    with transaction.atomic():
        for waiting in _invitations_in_the_way(person):
            if _says_the_same(waiting, email, role, organisation):
                return waiting
            _withdraw(waiting, actor)
        invitation = _record_invitation(person, email=email, role=role, organisation=organisation, actor=actor)
        if not person.email:
            person.email = email
            person.save(update_fields=["email"])
        transaction.on_commit(partial(send_invitation.enqueue, invitation.pk))
    return invitation


@transaction.atomic
def invite_on_paper(person: Person, *, actor: User, organisation: Organisation | None) -> Invitation:
    """An invitation as learner without a letter: its way in is the card that is printed for it (`cards.issuing`).

    Any open invitation is withdrawn, another card's too. Raises PermissionDenied when the actor may not invite into
    this organisation, ValidationError when the person has an account.
    """
    if not can_invite(actor, role=Role.LEARNER, organisation=organisation):
        raise PermissionDenied
    for waiting in _invitations_in_the_way(person):
        _withdraw(waiting, actor)
    return _record_invitation(person, email="", role=Role.LEARNER, organisation=organisation, actor=actor)


def _invitations_in_the_way(person: Person) -> Any:
    """The open invitations of `person`, whose record is held until the transaction ends."""
    Person.objects.select_for_update().get(pk=person.pk)
    if User.objects.filter(person=person).exists():
        raise ValidationError(_("This person already has an account."), code="has_account")
    return person.invitations.filter(state=InvitationState.SENT)


def _record_invitation(
    person: Person, *, email: str, role: str, organisation: Organisation | None, actor: User
) -> Invitation:
    invitation = Invitation.objects.create(
        person=person, email=email, role=role, organisation=organisation, invited_by=actor,
        expires_at=timezone.now() + LIFETIME,
    )  # fmt: skip
    audit.record("people.invited", invitation, actor=actor, role=str(role))
    compare_once_kept(person.pk)
    return invitation


def _free_address(email: str, person: Person) -> str:
    email = email.strip().lower()
    validate_email(email)
    taken = User.objects.filter(email__iexact=email) | User.objects.filter(username__iexact=email)
    if taken.exclude(person=person).exists():
        raise ValidationError(
            {"email": _("An account already uses this address. If the person has moved, ask the administrator.")},
            code="taken",
        )
    return email


def _says_the_same(waiting: Invitation, email: str, role: str, organisation: Organisation | None) -> bool:
    return (
        waiting.expires_at > timezone.now()
        and waiting.email == email
        and waiting.role == role
        and waiting.organisation_id == (organisation.pk if organisation else None)
    )


def withdraw_invitation(invitation: Invitation, *, actor: User) -> Invitation:
    """Make the link useless. Withdrawing what is withdrawn or accepted changes nothing.

    Raises PermissionDenied when the actor could not have sent it.
    """
    if not can_invite(actor, role=invitation.role, organisation=invitation.organisation):
        raise PermissionDenied
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.state == InvitationState.SENT:
            _withdraw(invitation, actor)
    return invitation


def _withdraw(invitation: Invitation, actor: User) -> None:
    invitation.state = InvitationState.WITHDRAWN
    invitation.save(update_fields=["state"])
    SignInCard.objects.filter(invitation=invitation, used_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    audit.record("people.invitation_withdrawn", invitation, actor=actor)


def open_invitation(token: UUID, *, rows: Any = None) -> Invitation:
    """The invitation of a link, when it can be accepted now.

    Raises InvitationNotFound, InvitationUsed or InvitationExpired otherwise.
    """
    # One without an address has no link: its card is the only way in.
    rows = (Invitation.objects.all() if rows is None else rows).exclude(email="")
    invitation = rows.select_related("person", "organisation", "invited_by").filter(token=token).first()
    if invitation is None or invitation.state == InvitationState.WITHDRAWN:
        raise InvitationNotFound
    if invitation.state == InvitationState.ACCEPTED:
        raise InvitationUsed
    if invitation.expires_at <= timezone.now():
        raise InvitationExpired
    return invitation


def accept_invitation(token: UUID, *, username: str, password: str) -> User:
    """Open the account of an invitation: user, verified address and role, all or nothing, once.

    Raises what `open_invitation` raises, and ValidationError for a user name or password that cannot be used.
    """
    try:
        with transaction.atomic():
            # Two answers to one link wait for each other here; the second one then finds it used.
            Invitation.objects.select_for_update().filter(token=token).first()
            invitation = open_invitation(token)
            username = username.strip()
            validate_username(username, invitation.email)
            return open_account(invitation, username=username, password=password)
    except IntegrityError as error:
        # Another answer, or another account with this name or address, was a moment faster.
        open_invitation(token)
        raise ValidationError({"username": _("This user name is taken. Choose another one.")}, code="taken") from error


def open_account(invitation: Invitation, *, username: str, password: str, sign_in_phone: str = "") -> User:
    """The one way an account is opened: user, address, role, and the invitation is used. Inside a transaction that
    holds the invitation.

    Raises InvitationUsed when the person has an account, ValidationError for what cannot be used.
    """
    if User.objects.filter(person=invitation.person_id).exists():
        raise InvitationUsed
    refuse_taken_phone(sign_in_phone)
    user = User(username=username, email=invitation.email, person=invitation.person, sign_in_phone=sign_in_phone)
    set_chosen_password(user, password)
    user.full_clean(exclude=["password"])
    user.save()
    UserProfile.objects.create(user=user, preferred_language=invitation.person.language)
    if user.email:
        # The link came by e-mail: whoever holds it reads that address.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    place = invitation.organisation if invitation.role == Role.UPE_COORDINATOR else None
    grant_role(user, invitation.role, actor=None, granted_by=invitation.invited_by, organisation=place)
    invitation.state = InvitationState.ACCEPTED
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["state", "accepted_at"])
    audit.record("people.invitation_accepted", invitation, actor=user)
    return user


def set_chosen_password(user: User, password: str) -> None:
    """Put a chosen password on `user`, not saved yet. Raises ValidationError for a weak one."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password1": error.error_list}) from error
    user.set_password(password)


def validate_username(username: str, email: str) -> None:
    """A user name is free whatever its capitals, and an address as user name is one's own.

    Otherwise one could sign up under the e-mail address of somebody else, and receive their sign-ins. For the same
    reason a name holds a letter: it is nobody's phone number or personal code.
    """
    if not any(char.isalpha() for char in username):
        raise ValidationError({"username": _("Choose a user name with at least one letter.")}, code="digits")
    if "@" in username and username.casefold() != email.casefold():
        raise ValidationError({"username": _("Use your own e-mail address, or a name without @.")}, code="address")
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("This user name is taken. Choose another one.")}, code="taken")

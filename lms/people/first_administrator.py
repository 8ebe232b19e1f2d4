"""The one account that no invitation opens: the first administrator's, made by whoever installs the portal."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from .enums import Role
from .models import RoleGrant, User
from .roles import grant_role
from .staff import create_person


def has_administrator() -> bool:
    """Whether somebody who can sign in may administer the portal today."""
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return grants.active_on(timezone.localdate()).exists()


@transaction.atomic
def open_first_account(*, given_name: str, family_name: str, email: str, password: str) -> User:
    """Record the person and open their account as national administrator, signing in with `email`.

    Raises ValidationError when there is an administrator already (who then invites the others), or when the name,
    the address or the password cannot be used.
    """
    if has_administrator():
        # Read at a terminal, in English like every command.
        raise ValidationError("There is an administrator already, who can invite others.", code="not_first")
    email = email.strip().lower()
    validate_email(email)
    person = create_person(actor=None, given_name=given_name, family_name=family_name, email=email)
    user = User(username=email, email=email, person=person)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    grant_role(user, Role.ADMINISTRATOR, actor=None)
    return user

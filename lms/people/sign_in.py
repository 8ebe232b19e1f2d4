"""Whose account is meant at sign-in: one field takes an e-mail address, a user name, a phone number or a personal
code.

allauth's own sign-in by phone comes with codes by SMS, which nothing here may depend on: one backend reads the four
kinds instead. Whatever is typed costs exactly one password hash, so that time does not tell which accounts exist.
"""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.text import plain
from lms.core.validators import canonical_phone

from .models import User
from .personal_codes import read_personal_code


def read_phone(typed: str) -> str:
    """A typed phone number in its one form, or nothing when it is not a Moroccan number."""
    try:
        return canonical_phone(typed)
    except ValidationError:
        return ""


def read_identifier(typed: str) -> str:
    """What was typed, in one form: every way of writing the same phone, code, address or name gives the same."""
    typed = plain(typed)
    return read_personal_code(typed) or read_phone(typed) or typed.casefold()


def account_of(typed: str) -> User | None:
    """The one account that `typed` names, or None."""
    typed = plain(typed)
    user = None
    if "@" in typed:
        user = _account_of_email(typed)
    elif code := read_personal_code(typed):
        # A record absorbed by another keeps its code: the paper in somebody's pocket goes on working.
        holders = Q(person__personal_code=code) | Q(person__absorbed__personal_code=code)
        user = User.objects.filter(holders).first()
    elif phone := read_phone(typed):
        user = User.objects.filter(sign_in_phone=phone).first()
    return user or (get_user_by_username(typed) if typed else None)


def _account_of_email(email: str) -> User | None:
    """The account of an address: verified before unverified, its main address before an additional one."""
    users = filter_users_by_email(email, prefer_verified=True, for_login=True)
    return next((user for user in users if user.email.casefold() == email.casefold()), next(iter(users), None))


class OneFieldBackend(AuthenticationBackend):
    """Checks one password, of the account that the sign-in field names."""

    def _authenticate(self, request: Any, **credentials: Any) -> Any:
        typed = credentials.get("username") or credentials.get("email") or ""
        return self._check_password(account_of(typed), credentials.get("password") or "")


def refuse_taken_phone(phone: str, *, holder: User | None = None) -> None:
    """A number signs in to one account only. Raises ValidationError when another one than the holder's has it."""
    others = User.objects.filter(sign_in_phone=phone)
    if phone and (others.exclude(pk=holder.pk) if holder else others).exists():
        raise ValidationError({"sign_in_phone": _("Another account signs in with this phone number.")}, code="taken")


def change_sign_in_phone(user: User, phone: str) -> User:
    """Set, change or, when empty, remove the number that signs in to one's own account. The same again changes
    nothing. The journal says what was done, not the number.

    Raises ValidationError for what is no Moroccan number, and when another account signs in with it.
    """
    phone = canonical_phone(phone)
    try:
        with transaction.atomic():
            account = User.objects.select_for_update().get(pk=user.pk)
            if account.sign_in_phone == phone:
                return account
            refuse_taken_phone(phone, holder=account)
            act = ("set" if not account.sign_in_phone else "changed") if phone else "removed"
            account.sign_in_phone = phone
            account.save(update_fields=["sign_in_phone"])
            audit.record("people.sign_in_phone_changed", account, actor=account, act=act)
    except IntegrityError:
        # Another account took the number a moment ago.
        refuse_taken_phone(phone, holder=user)
        raise
    return account

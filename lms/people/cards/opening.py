"""Using a card: it opens an account, or sets a new password, once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit

from ..enums import InvitationState
from ..invitations import open_account, set_chosen_password
from ..models import SignInCard, User
from ..personal_codes import give_personal_code
from .codes import digest_of, read


class CardUnusable(Exception):
    """No card has this code, or it was used, withdrawn or has expired: all look alike from outside."""


def open_card(typed: str, *, rows: Any = None) -> SignInCard:
    """The card whose code was typed or scanned, when it can be used now. Raises CardUnusable otherwise.

    A malformed code asks the database like any other, so that it takes as long as an unknown one.
    """
    rows = SignInCard.objects.all() if rows is None else rows
    card = rows.open().select_related("person", "invitation").filter(code_digest=digest_of(read(typed))).first()
    if card is None or not _leads_somewhere(card):
        raise CardUnusable
    return card


def _leads_somewhere(card: SignInCard) -> bool:
    account = User.objects.filter(person=card.person_id)
    if card.invitation is None:
        return account.filter(is_active=True).exists()
    return card.invitation.state == InvitationState.SENT and not account.exists()


def use_card(typed: str, *, password: str, sign_in_phone: str = "") -> User:
    """Open the account of a first card, with `sign_in_phone` as another name for it, or set a new password.

    A new password ends every other session of the account. Raises CardUnusable, and ValidationError for a password
    or a phone that cannot be used; then the card is still good.
    """
    try:
        with transaction.atomic():
            # Two answers to one card wait for each other here; the second one then finds it used.
            held = SignInCard.objects.select_for_update(of=("self",))
            card = open_card(typed, rows=held)
            user = _open(card, password, sign_in_phone) if card.invitation else _recover(card, password)
            card.used_at = timezone.now()
            card.save(update_fields=["used_at"])
            audit.record("people.card_used", card, actor=user)
            return user
    except IntegrityError as error:
        # Another account took this number a moment ago.
        open_card(typed)
        raise ValidationError({"sign_in_phone": _("Another account signs in with this phone number.")}) from error


def _open(card: SignInCard, password: str, sign_in_phone: str) -> User:
    # The personal code is also the user name: it is unique, and shown wherever a user name is.
    username = give_personal_code(card.person)
    return open_account(card.invitation, username=username, password=password, sign_in_phone=sign_in_phone)  # type: ignore[arg-type]


def _recover(card: SignInCard, password: str) -> User:
    user = User.objects.select_for_update().get(person=card.person_id)
    set_chosen_password(user, password)
    # Sessions hold a digest of the password: those that were open end with their next request.
    user.save(update_fields=["password"])
    return user

"""Telling the holder of an account that somebody printed a card for it: nobody gets in unnoticed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.dates import long_date

from ..models import SignInCard

# Set by the page where a card is used: that sign-in tells nothing, since anybody may hold the paper. The next does.
BY_CARD = "_signed_in_by_card"


def announce_recovery_cards(request: Any, user: Any) -> None:
    """Say on the first page after a sign-in which recovery cards were printed since the last one, each once."""
    can_be_told = hasattr(request, "_messages") and not hasattr(request, BY_CARD)
    if user.person_id is None or not can_be_told:
        return
    told = SignInCard.objects.filter(person=user.person_id, invitation__isnull=True, announced_at__isnull=True)
    for card in told.select_related("issued_by__person"):
        names = {"day": long_date(timezone.localdate(card.issued_at)), "name": card.issued_by.get_full_name()}
        messages.warning(request, _announcement(card) % names)
    told.update(announced_at=timezone.now())


def _announcement(card: SignInCard) -> str:
    if card.used_at:
        return _(
            "A card to choose a new password was printed for you on %(day)s by %(name)s, and used. If that was not "
            "you, tell an administrator now."
        )
    return _(
        "A card to choose a new password was printed for you on %(day)s by %(name)s. If you did not ask for it, tell "
        "an administrator."
    )

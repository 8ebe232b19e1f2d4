"""How sign-in and sign-up bend to the portal: accounts are opened by invitation only, and one account is counted
once, whatever name it is called by."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .sign_in import account_of, read_identifier

NOT_A_PAIR = _("Nothing opens with this name and this password. Check both, or ask your coordinator for a card.")


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """No open sign-up: an account begins with an invitation (lms.people.invitations)."""

    # One text whatever was typed: it tells neither what exists nor what was recognised.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": NOT_A_PAIR,
        "username_password_mismatch": NOT_A_PAIR,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failed sign-ins are counted by: the account, whether called by its address, phone, code or name."""
        typed = credentials.get("username") or credentials.get("email") or ""
        user = account_of(typed)
        return f"account:{user.pk}" if user else f"typed:{read_identifier(typed)}"

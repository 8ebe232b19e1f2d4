"""How sign-in and sign-up bend to the portal: accounts are opened by invitation only."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """No open sign-up: an account begins with an invitation (lms.people.invitations)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

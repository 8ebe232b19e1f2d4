"""Every role but learner has passed a second factor in this session, whatever door was used.

allauth asks whoever has one at sign-in. Here is what it does not do: whoever has a staff role and none is led to set
one up, and a session that began without one (another door, a role given meanwhile) reaches no page of the role.
"""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from lms.core import audit

from .enums import STAFF_ROLES
from .models import User
from .scopes import Reach, reach_of

# Where the session keeps the page that was asked for.
WANTED = "second_factor_wanted"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

# One's own pages and the public ones, which a staff member reads as a learner until the factor is passed.
OWN_NAMES = frozenset({"choose-language", "page", "my-learning", "certificate-list", "verify-short", "card"})
OWN_PLACES = ("learning/", "my-data/", "verify/")
# Of the account: everything for whoever has no factor yet; else only what passes it, and the way out. A stolen
# password alone must not add a second factor beside the first.
ACCOUNT = "account/"
PASSING_NAMES = frozenset(
    {"second-factor", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate", "account_logout"}
)


def has_staff_role(user: Any) -> bool:
    return reach_of(user).has_role(*STAFF_ROLES)


def is_required_of(user: Any) -> bool:
    """Whether this user must pass a second factor."""
    return settings.SECOND_FACTOR_REQUIRED and has_staff_role(user)


def was_passed(request: HttpRequest) -> bool:
    """Whether an authenticator app, a passkey or a recovery code was used in this session, by this user."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def has_factor(user: Any) -> bool:
    """Whether the user can be asked for an authenticator app or a passkey."""
    return is_mfa_enabled(user, list(FACTORS))


def is_open_without(match: Any, user: Any) -> bool:
    """Whether a staff member reaches an address (a ResolverMatch) before passing the factor."""
    language, _slash, place = match.route.partition("/")
    if language not in settings.PORTAL_LANGUAGES:
        place = ""
    if place.startswith(ACCOUNT):
        return match.url_name in PASSING_NAMES or not has_factor(user)
    return match.url_name in OWN_NAMES or place.startswith(OWN_PLACES)


def is_waited_for(request: HttpRequest) -> bool:
    """Whether the user must still pass a factor in this session before the pages of their role open.

    Asked once per request: once they are read as a learner, their roles no longer tell.
    """
    if not hasattr(request, "_waits_for_factor"):
        request._waits_for_factor = is_required_of(request.user) and not was_passed(request)  # type: ignore[attr-defined]
    return bool(request._waits_for_factor)  # type: ignore[attr-defined]


class SecondFactorMiddleware:
    """Leads staff to their second factor, and lets them through once it was passed."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if not is_waited_for(request):
            return None
        user: Any = request.user
        if is_open_without(request.resolver_match, user):
            # What the roles give does not act yet: these pages answer as to a learner.
            user._reach = Reach(person_id=user.person_id)
            return None
        # A page, not a picture or a script of one: that is what somebody wants to go on with.
        if request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document":
            request.session[WANTED] = request.get_full_path()
        return redirect("second-factor")


def note_first_factor(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Setting a factor up proves that one holds it: a first one counts as passed in this session.

    A second one does not: it may be added only after the first was passed.
    """
    if authenticator.type in FACTORS and Authenticator.objects.filter(user=user, type__in=FACTORS).count() == 1:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def remove_factors(user: User, *, actor: User | None) -> int:
    """Take every factor and recovery code from an account whose holder lost them all; returns how many there were.

    The next sign-in leads to setting one up. `actor` is None for whoever has access to the server.
    """
    removed, _models = Authenticator.objects.filter(user=user).delete()
    if removed:
        audit.record("people.second_factors_removed", user, actor=actor, number=removed)
    return removed


def for_templates(request: HttpRequest) -> dict[str, Any]:
    """Two words: the setting spares staff their factor, which their pages say; the factor was passed, and a page that
    was asked for waits."""

    def is_off() -> bool:
        return not settings.SECOND_FACTOR_REQUIRED and has_staff_role(getattr(request, "user", None))

    def has_way_on() -> bool:
        return WANTED in request.session and not is_waited_for(request)

    return {
        "second_factor_off": SimpleLazyObject(is_off),
        "second_factor_way_on": SimpleLazyObject(has_way_on),
    }

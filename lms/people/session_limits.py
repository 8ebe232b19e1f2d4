"""How long a session lasts, by role: without a request (idle), and at all (absolute).

The more a role can do, the sooner somebody else at the same computer finds it closed. Several roles: the shortest
limit holds.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from .enums import STAFF_ROLES, Role
from .scopes import reach_of

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
# Where the session keeps when it began and when it was last used, in seconds since 1970.
TIMES = "session_times"
# A use is written down once a minute: an idle limit may come a minute early, never late.
WRITTEN_EVERY = 60


@dataclass(frozen=True)
class Limit:
    """A session ends `idle` after its last request and `absolute` after sign-in, whichever comes first."""

    idle: datetime.timedelta
    absolute: datetime.timedelta


ADMINISTRATOR = Limit(idle=3 * HOUR, absolute=12 * HOUR)
STAFF = Limit(idle=8 * HOUR, absolute=7 * DAY)
LEARNER = Limit(idle=30 * DAY, absolute=90 * DAY)


def limit_of(roles: Iterable[str]) -> Limit:
    """The limit of somebody who holds these roles."""
    roles = set(roles)
    if Role.ADMINISTRATOR in roles:
        return ADMINISTRATOR
    return LEARNER if roles.isdisjoint(STAFF_ROLES) else STAFF


def is_over(limit: Limit, *, began: float, seen: float, now: float) -> bool:
    """Whether a session that began and was last used at these moments has ended. A limit is the first moment over."""
    return now - began >= limit.absolute.total_seconds() or now - seen >= limit.idle.total_seconds()


def current_time() -> int:
    return int(time.time())


def begin(session: Any) -> None:
    """Start counting: at sign-in, and for a session from before sessions were counted."""
    now = current_time()
    session[TIMES] = [now, now]


class SessionLimitMiddleware:
    """Ends a session whose time is over: to the sign-in page, which leads back to the page that was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A visitor without a session is asked for none, so that their pages may be kept by proxies.
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if signed_in and self._has_ended(request):
            return self._close(request)
        return self.get_response(request)

    def _has_ended(self, request: HttpRequest) -> bool:
        if TIMES not in request.session:
            begin(request.session)
        began, seen = request.session[TIMES]
        now = current_time()
        if is_over(limit_of(reach_of(request.user).roles), began=began, seen=seen, now=now):
            return True
        if now - seen >= WRITTEN_EVERY:
            request.session[TIMES] = [began, now]
        return False

    def _close(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        messages.info(request, _("You were signed out to protect your account. Sign in again to go on."))
        if request.path_info.startswith(reverse("account_login")):
            return self.get_response(request)
        return redirect_to_login(way_back(request))


def way_back(request: HttpRequest) -> str:
    """The page to show after signing in: the one asked for, or the one whose form was sent."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return reverse(settings.LOGIN_REDIRECT_URL)

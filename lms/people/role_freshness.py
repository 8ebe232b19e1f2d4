"""A role that begins or ends on a day acts from the first request of that day, also in a session that is open.

The portal's own pages ask for the grants of today on every request (lms.people.scopes). Wagtail asks the groups, which
follow the grants here once a day for each session; ending a grant by hand changes the groups at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .roles import refresh_groups

# The last day on which this session's groups were brought in step.
DAY = "roles_of_day"


def refresh_roles(user: Any, session: Any) -> None:
    """Bring the user's groups in step with the grants of today, and remember that it was done."""
    refresh_groups(user)
    session[DAY] = timezone.localdate().isoformat()


class RoleFreshnessMiddleware:
    """Brings the groups of a session's user in step on its first request of the day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if signed_in and request.session.get(DAY) != timezone.localdate().isoformat():
            refresh_roles(request.user, request.session)
        return self.get_response(request)

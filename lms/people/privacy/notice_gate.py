"""Leads every signed-in person once, for each version, to the information notice, then on to where they wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from lms.core.languages import preferred_language

from . import notice

SEEN = "notice_version"
# Below a language: signing in and out, second factors, cards, the notice itself, the public verification.
OPEN_UNDER_LANGUAGE = ("account/", "card/", "my-data/notice/", "verify/", "open-data/")
OPEN = ("/static/", "/media/", "/v/", "/documents/")


class NoticeMiddleware:
    """A page is asked for: the notice comes first. What is being sent is let through, nothing typed is lost by a
    new version: the next page leads to the notice. The session remembers the answer, so that it costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_be_led(request):
            return self._to_notice(request)
        return self.get_response(request)

    @staticmethod
    def _must_be_led(request: HttpRequest) -> bool:
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return False
        if is_open(request.path_info) or request.session.get(SEEN) == notice.VERSION:
            return False
        user: Any = request.user
        if not user.is_authenticated:
            return False
        if notice.has_accepted(user):
            request.session[SEEN] = notice.VERSION
            return False
        return True

    @staticmethod
    def _to_notice(request: HttpRequest) -> HttpResponse:
        language = request.path_info[1:3]
        with translation.override(language if language in settings.PORTAL_LANGUAGES else preferred_language(request)):
            address = reverse("privacy-notice")
        response = HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()}, safe='/')}")
        response["Cache-Control"] = "no-store"
        return response


def is_open(path: str) -> bool:
    """Whether the address is shown before the notice is read."""
    below = path[4:] if path[1:3] in settings.PORTAL_LANGUAGES and path[3:4] == "/" else None
    return path.startswith(OPEN) or (below is not None and below.startswith(OPEN_UNDER_LANGUAGE))


def remember_at_sign_in(request: Any, user: Any, **_signal: Any) -> None:
    """Whoever has read this version goes on without a question."""
    if request is not None and hasattr(request, "session") and notice.has_accepted(user):
        request.session[SEEN] = notice.VERSION

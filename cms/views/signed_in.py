"""Where signing in leads: each role to its daily work, in the person's language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from lms.people.enums import Role
from lms.people.scopes import reach_of

# In order of rank: someone with several roles lands where the highest one works.
LANDINGS = (
    ((Role.ADMINISTRATOR,), "wagtailadmin_home"),
    ((Role.MINISTRY_OFFICER, Role.AUDITOR, Role.TERRITORIAL_COORDINATOR), "indicator-dashboard"),
    ((Role.UPE_COORDINATOR,), "team"),
    ((Role.TRAINER,), "session-list"),
    ((Role.CONTENT_EDITOR,), "wagtailadmin_home"),
)


def landing_of(roles: frozenset[str]) -> str:
    """The URL name of the first screen for these roles."""
    return next((name for ranked, name in LANDINGS if not roles.isdisjoint(ranked)), "my-learning")


@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """To the first screen of the role, in the language of the person once they are known."""
    person = getattr(request.user, "person", None)
    language = person.language if person else translation.get_language()
    if language not in settings.PORTAL_LANGUAGES:
        language = "fr"
    with translation.override(language):
        return redirect(reverse(landing_of(reach_of(request.user).roles)))

"""Where a learner goes after an action, and who the learner is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from lms.people.models import Person


def next_address(request: HttpRequest, fallback: str) -> str:
    """The posted `next` when it stays on this site, else `fallback` (an address or a URL name)."""
    wanted = request.POST.get("next", "")
    # Python's parser forgives what browsers do not: no control characters, and a path of ours only.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return fallback


def person_of(request: HttpRequest) -> Person | None:
    """The human being behind the account. An account without one gets a message saying so."""
    person = getattr(request.user, "person", None)
    if person is None:
        messages.warning(request, _("Your account is not linked to a person, so your progress cannot be kept."))
    return person


def go_back_with(request: HttpRequest, error: ValidationError, address: str) -> HttpResponse:
    """Say why the action was refused, and return."""
    for message in error.messages:
        messages.error(request, message)
    return redirect(address)

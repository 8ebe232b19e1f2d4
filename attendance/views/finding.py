"""The way from an address to a session: outside what the user may see, there is none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ..models import Session
from ..permissions import can_keep_register

WITH_TITLE = ("version__course", "series", "province__region")


def find_session(request: HttpRequest, uuid: UUID) -> Session:
    """A session of the public calendar or of the user's scope, with what its title needs."""
    rows = Session.objects.shown_to(request.user, timezone.localdate()).select_related(*WITH_TITLE)
    return get_object_or_404(rows, uuid=uuid)


def find_kept_session(request: HttpRequest, uuid: UUID) -> Session:
    """A session whose register the user keeps, as one of its trainers or as an administrator."""
    session = get_object_or_404(Session.objects.visible_to(request.user).select_related(*WITH_TITLE), uuid=uuid)
    if session.is_declared or not can_keep_register(request.user, session):
        raise Http404
    return session


def messages_of(error: Any) -> str:
    """The messages of a refusal as one sentence after the other."""
    return " ".join(error.messages)

"""Who reads a page."""

from __future__ import annotations

from django.http import HttpRequest

from lms.people.scopes import reach_of


def reader_id(request: HttpRequest) -> int | None:
    """The person behind the request, None for visitors and for accounts without a person."""
    return reach_of(getattr(request, "user", None)).person_id

"""What every template of the portal may ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.people.scopes import reach_of

from .models import PortalSettings


def portal(request: HttpRequest) -> dict[str, Any]:
    """The portal's settings and the reach of the signed-in user, both read only when a template uses them."""
    return {
        "portal": SimpleLazyObject(lambda: PortalSettings.load(request_or_site=request)),
        "reach": SimpleLazyObject(lambda: reach_of(getattr(request, "user", None))),
    }

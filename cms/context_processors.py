"""What every template of the portal may ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.people.scopes import reach_of

from .frame_memory import remembered
from .models import PortalSettings


def portal(request: HttpRequest) -> dict[str, Any]:
    """The portal's settings and the reach of the signed-in user, both read only when a template uses them."""
    return {
        "portal": SimpleLazyObject(lambda: remembered("portal-settings", PortalSettings.load)),
        "reach": SimpleLazyObject(lambda: reach_of(getattr(request, "user", None))),
    }

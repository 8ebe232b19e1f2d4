"""Wagtail's page restrictions, asked for only when the portal has any: its pages are public as a rule."""

from __future__ import annotations

from typing import Any

from wagtail.models import PageViewRestriction


class RarelyRestricted:
    """Goes before Page. A page that was served (cms.serving) knows whether any restriction exists at all."""

    any_restriction = True

    def get_view_restrictions(self) -> Any:
        if not self.any_restriction:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[misc]

"""How marks look."""

from __future__ import annotations

from django import template

from attendance.enums import MarkStatus

register = template.Library()

BADGES = {MarkStatus.PRESENT: "badge--ok", MarkStatus.HALF: "badge--warn", MarkStatus.ABSENT: "badge--bad"}


@register.filter
def mark_badge(status: str) -> str:
    """The class of the badge that shows a mark."""
    return BADGES.get(status, "badge--line")  # type: ignore[call-overload]

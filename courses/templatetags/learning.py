"""Durations in the words of training."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.scoring import whole_days

register = template.Library()


@register.filter
def days(minutes: int) -> str:
    """ "2 days" for whole training days of six hours, nothing for other durations."""
    count = whole_days(minutes)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count} if count else ""


@register.filter
def hours(minutes: int) -> str:
    """ "12 hours", "1 h 30", "45 minutes"."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    if rest:
        return _("%(hours)d h %(minutes)02d") % {"hours": whole, "minutes": rest}
    return ngettext("%(count)d hour", "%(count)d hours", whole) % {"count": whole}


@register.filter
def span_of_days(session: object) -> str:
    """How many calendar days a session takes, first and last included."""
    count = (session.ends_on - session.starts_on).days + 1  # type: ignore[attr-defined]
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a text written one item per line, without bullets."""
    return [line.strip(" •-–\t") for line in text.splitlines() if line.strip(" •-–\t")]

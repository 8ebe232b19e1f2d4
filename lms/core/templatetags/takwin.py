"""What templates of the portal say with: icons, form controls, dates, sizes and shares in the reader's language."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.core import dates
from lms.core.icons import MIRRORED, OUTLINES
from lms.core.text import dialled_phone

register = template.Library()

# What Django writes for "nothing chosen yet": a screen reader spells each dash.
DASHES = f">{BLANK_CHOICE_DASH[0][1]}</option>"
LEFT_TO_RIGHT_MARK = "\u200e"
NO_BREAK_SPACE = "\u00a0"
# What is typed from left to right in every language: addresses, numbers, codes, secrets.
LEFT_TO_RIGHT_INPUTS = frozenset({"email", "url", "tel", "number", "password", "date", "time", "datetime-local"})
# Controls made of several: each choice carries its own label.
SEVERAL_CONTROLS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawing called `name` (lms.core.icons), hidden from screen readers: the words beside it say the same.

    Raises template.TemplateSyntaxError when no drawing has that name.
    """
    if name not in OUTLINES:
        raise template.TemplateSyntaxError(f"No icon is called {name!r}. There are: {', '.join(OUTLINES)}.")
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        "icon icon--flip" if name in MIRRORED else "icon",
        mark_safe(OUTLINES[name]),  # noqa: S308  (a constant of this project)
    )


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a form field in the portal's classes and the direction of what is typed into it."""
    widget = field.field.widget
    # Every field has a visible label: a placeholder would only repeat it, in a tone too pale to read.
    attrs: dict[str, Any] = {"placeholder": False}
    if isinstance(widget, forms.Select) and not isinstance(widget, SEVERAL_CONTROLS):
        attrs["class"] = "input" if widget.allow_multiple_selected else "select"
    elif isinstance(widget, (forms.widgets.Input, forms.Textarea)) and not isinstance(widget, forms.CheckboxInput):
        attrs["class"] = "input"
        if "dir" not in widget.attrs:
            attrs["dir"] = "ltr" if getattr(widget, "input_type", "") in LEFT_TO_RIGHT_INPUTS else "auto"
    if extra := widget.attrs.get("class"):
        attrs["class"] = f"{attrs.get('class', '')} {extra}".strip()
    choose = format_html(">{}</option>", _("Choose…"))
    return mark_safe(field.as_widget(attrs=attrs).replace(DASHES, choose))  # noqa: S308  (escaped by both sides)


@register.filter
def kind_of_control(field: BoundField) -> str:
    """ "several" (radios, checkboxes), "check" (one checkbox), "hidden" or "one": how its label stands."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, SEVERAL_CONTROLS):
        return "several"
    return "check" if isinstance(widget, forms.CheckboxInput) else "one"


@register.filter
def first_control(field: BoundField) -> str:
    """The id of what the keyboard reaches first in a field: where a link to its mistake leads."""
    return f"{field.auto_id}_0" if kind_of_control(field) == "several" else field.id_for_label


def _day(value: datetime.date | datetime.datetime) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


@register.filter
def long_date(value: datetime.date | None) -> str:
    """22 novembre 2026. A moment is read in Moroccan time; nothing gives nothing."""
    return dates.long_date(_day(value)) if value else ""


@register.filter
def short_month(value: datetime.date | None) -> str:
    """The month of a date tile."""
    return dates.short_month(_day(value)) if value else ""


@register.filter
def weekday_date(value: datetime.date | None) -> str:
    """lundi 23 nov."""
    return dates.weekday_date(_day(value)) if value else ""


@register.filter
def date_range(start: datetime.date | None, end: datetime.date | None) -> str:
    """du 23 au 24 novembre 2026: `{{ session.starts_on|date_range:session.ends_on }}`."""
    return dates.date_range(_day(start), _day(end or start)) if start else ""


def _decimal(value: Any, places: int = 1) -> str:
    """A number as French and Arabic write it in Morocco: digits 0-9, comma, no empty decimals."""
    text = f"{Decimal(str(value)):.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if (get_language() or "fr").startswith("en") else text.replace(".", ",")


@register.filter
def percent(value: Any) -> str:
    """80 as « 80 % », 80% with the sign on its right in Arabic. Nothing gives a dash: unknown is never 0."""
    if value is None or value == "":
        return "–"
    number, language = _decimal(value), (get_language() or "fr")[:2]
    if language == "ar":
        return f"{LEFT_TO_RIGHT_MARK}{number}%"
    return f"{number}%" if language == "en" else f"{number}{NO_BREAK_SPACE}%"


register.filter("phone_number", dialled_phone)


@register.filter
def file_size(size: int | None) -> str:
    """A size in bytes as a person says it, in kilobytes or megabytes of 1,000."""
    if not size:
        return ""
    if size < 1_000_000:
        return _("%(size)s KB") % {"size": _decimal(max(1, round(size / 1000)), 0)}
    return _("%(size)s MB") % {"size": _decimal(size / 1_000_000)}


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name: SB, سب."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    letters = [word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return "".join(letters).upper()


@register.filter
def page_numbers(paginator: Any, current: int) -> list[int | None]:
    """The page numbers worth a link round `current`; None stands for pages left out."""
    return [
        number if isinstance(number, int) else None
        for number in paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)
    ]

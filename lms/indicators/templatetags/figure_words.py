"""What the templates of the figures say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from lms.indicators import rules
from lms.indicators.dashboards import Quarter, ShownFigure
from lms.indicators.figures import COMPUTATIONS, Shape
from lms.indicators.listings import rows_text
from lms.indicators.rows import Figure

register = template.Library()


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """The value under a key that is not a constant."""
    return values.get(key, "")


@register.filter
def beside(line: Sequence[Any], columns: Sequence[str]) -> Iterable[tuple[str, Any]]:
    """Each cell with the heading of its column."""
    return zip(columns, line, strict=True)


@register.filter
def whole(figure: Figure) -> int:
    """The value as a progress bar needs it."""
    return int(figure.value or 0)


@register.filter
def open_text(shown: ShownFigure) -> str:
    """What the link to the rows behind a figure says."""
    behind = COMPUTATIONS[shown.code].behind
    return rows_text(behind, len(shown.figure.behind))


@register.filter
def quarter_name(quarter: Quarter) -> str:
    """T1 2024."""
    return _("Q%(number)d %(year)d") % {"number": quarter.number, "year": quarter.year}


@register.filter
def few_paired(shown: ShownFigure) -> bool:
    """Whether too few persons took both tests for a gain to say much."""
    figure = shown.figure
    if COMPUTATIONS[shown.code].shape is not Shape.GAIN or figure.value is None or figure.of is None:
        return False
    return rules.is_thin(*figure.of)

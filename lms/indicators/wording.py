"""Figures in words: numbers as Morocco writes them, units that agree with them, shares with their sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lms.core.templatetags.takwin import percent
from lms.people.enums import Sex

from .figures import COMPUTATIONS, Shape, half_up
from .rows import Figure

PLACES = {Shape.QUANTITY: 1, Shape.SHARE: 1, Shape.MEAN: 2, Shape.GAIN: 3}


def _decimal(value: int | Fraction, places: int) -> Decimal:
    rounded = half_up(value, places)
    return Decimal(rounded.numerator) / Decimal(rounded.denominator)


def value_text(figure: Figure, shape: Shape) -> str:
    """The value to read; a dash when it cannot be told."""
    if figure.value is None:
        return "–"
    if shape is Shape.SHARE:
        return percent(_decimal(100 * figure.value, 1))
    return number_text(figure.value, PLACES.get(shape, 0), keep_zeros=shape in {Shape.MEAN, Shape.GAIN})


def number_text(value: int | Fraction, places: int = 1, *, keep_zeros: bool = False) -> str:
    """67, 33,5, 4 872; `keep_zeros` writes every place: 0,500."""
    exact = Fraction(value)
    shown = places if keep_zeros or half_up(exact, places).denominator != 1 else 0
    return number_format(_decimal(exact, shown), decimal_pos=shown, force_grouping=abs(exact) >= 10_000)


def _plural_number(value: int | Fraction | None) -> int:
    """The whole number whose plural form a value takes: 33.5 days are several, 1.5 too."""
    return 0 if value is None else -(-Fraction(value).numerator // Fraction(value).denominator)


UNITS: dict[str, Callable[[int], str]] = {
    "I-1": lambda n: ngettext("session", "sessions", n),
    "I-2": lambda n: ngettext("person, counted once", "persons, counted once", n),
    "I-2n": lambda n: ngettext("new person", "new persons", n),
    "I-3": lambda n: ngettext("participation", "participations", n),
    "I-4": lambda n: ngettext("hour", "hours", n),
    "I-5": lambda n: ngettext("day", "days", n),
    "I-21": lambda n: ngettext("region", "regions", n),
    "I-22": lambda n: ngettext("person, counted once", "persons, counted once", n),
    "I-22b": lambda n: ngettext("participation", "participations", n),
    "I-24": lambda n: ngettext("child", "children", n),
}


def unit_text(code: str, figure: Figure) -> str:
    """The word after the number, "" for shares and gains, which say it themselves."""
    unit = UNITS.get(code)
    return unit(_plural_number(figure.value)) if unit and figure.value is not None else ""


def joined(words: Iterable[str]) -> str:
    """The words as a list, with the comma of the language."""
    return ("، " if (get_language() or "fr").startswith("ar") else ", ").join(words)


def ratio_text(code: str, figure: Figure) -> str:
    """The two counts behind a share: "10 of 13"; "" for anything else."""
    if figure.of is None or figure.value is None:
        return ""
    part, whole = (number_text(term) for term in figure.of)
    if COMPUTATIONS[code].shape is Shape.GAIN:
        return _("%(part)s with both tests of %(whole)s trained") % {"part": part, "whole": whole}
    return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def sex_texts(by_sex: Mapping[str, int]) -> list[str]:
    """Every part, 0 included: the parts add up to the figure."""
    women, men, unknown = (by_sex.get(sex, 0) for sex in (Sex.FEMALE, Sex.MALE, Sex.NOT_STATED))
    return [
        ngettext("%(count)d woman", "%(count)d women", women) % {"count": women},
        ngettext("%(count)d man", "%(count)d men", men) % {"count": men},
        ngettext("%(count)d not stated", "%(count)d not stated", unknown) % {"count": unknown},
    ]

"""Figures and the rows behind them as CSV and XLSX: the same cells as on the screen, the definition beside them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from lms.core.dates import long_date
from lms.core.exports import csv_response, xlsx_response
from lms.people.enums import Sex

from .dashboards import ShownFigure
from .figures import COMPUTATIONS, as_number
from .forms import FiguresForm
from .listings import Listing
from .models import Indicator
from .rows import Question
from .rules import RULES_VERSION

Table = tuple[Sequence[str], list[list[Any]]]
Sheet = tuple[str, Sequence[str], list[list[Any]]]
# Rows are fetched this many at a time while they are written.
BATCH = 500


def filters_text(form: FiguresForm) -> str:
    """The filters in words; without any, the whole network or the reader's territory."""
    chosen = [form.chosen_region, form.chosen_unit]
    words = [str(row) for row in chosen if row]
    if sex := form.cleaned_data["sex"]:
        words.append(str(Sex(sex).label))
    return " · ".join(words) or (_("Whole network") if form.territory is None else _("Your territory"))


def _context(question: Question, form: FiguresForm, as_of: datetime.datetime) -> list[list[Any]]:
    """What must travel with a figure: period, filters, status, time, version of the rules."""
    return [
        [_("Commitment"), form.commitment.code],
        [_("First day"), long_date(question.period.starts_on)],
        [_("Last day"), long_date(question.period.ends_on)],
        [_("Filters"), filters_text(form)],
        [_("Status"), _("Provisional figures")],
        [_("As of"), timezone.localtime(as_of).strftime("%d/%m/%Y %H:%M")],
        [_("Version of the counting rules"), RULES_VERSION],
    ]


def _definitions(indicators: Iterable[Indicator]) -> Table:
    header = [_("Code"), _("Indicator"), _("Definition"), _("Version"), _("Type"), _("May be summed over periods")]
    rows = [
        [
            indicator.code,
            indicator.name,
            indicator.definition,
            indicator.definition_version,
            indicator.get_kind_display(),
            _("yes") if indicator.is_additive else _("no"),
        ]
        for indicator in indicators
    ]
    return header, rows


def _figures(shown: Iterable[ShownFigure]) -> Table:
    header = [_("Code"), _("Indicator"), _("Value"), _("Unit"), _("Numerator"), _("Denominator")]
    header += [_("Women"), _("Men"), _("Not stated"), _("Target")]
    rows = []
    for row in shown:
        shape = COMPUTATIONS[row.code].shape
        value = as_number(row.figure, shape)
        by_sex = row.figure.by_sex or {}
        rows.append(
            [
                row.code,
                row.indicator.name,
                _("not known yet") if value is None else value,
                row.indicator.unit,
                *([float(term) for term in row.figure.of] if row.figure.of else ["", ""]),
                *(by_sex.get(sex, "") for sex in (Sex.FEMALE, Sex.MALE, Sex.NOT_STATED)),
                _("no target set") if row.target is None else row.target,
            ]
        )
    return header, rows


def figures_response(
    kind: str, shown: Sequence[ShownFigure], question: Question, form: FiguresForm, as_of: datetime.datetime
) -> HttpResponse:
    """Every figure with its definition. In CSV, which has one sheet, definition and context are columns."""
    context = _context(question, form, as_of)
    definitions = _definitions(row.indicator for row in shown)
    name = f"takwin-figures-{file_label(question)}"
    return _response(kind, name, (_("Figures"), *_figures(shown)), definitions, context)


def rows_response(
    kind: str, listing: Listing, indicator: Indicator, form: FiguresForm, as_of: datetime.datetime
) -> HttpResponse:
    """Every row behind one figure."""
    records = list(listing.rows(""))
    rows = [
        [cell.exported for cell in line]
        for start in range(0, len(records), BATCH)
        for line in listing.cells(records[start : start + BATCH])
    ]
    name = f"takwin-{indicator.code.lower()}-{file_label(listing.question)}"
    context = _context(listing.question, form, as_of)
    return _response(kind, name, (indicator.code, listing.columns, rows), _definitions([indicator]), context)


def file_label(question: Question) -> str:
    """The period and the language, in letters every system accepts."""
    days = f"{question.period.starts_on:%Y%m%d}-{question.period.ends_on:%Y%m%d}"
    return f"{days}-{(get_language() or 'fr')[:2]}"


def _response(kind: str, name: str, sheet: Sheet, definitions: Table, context: list[list[Any]]) -> HttpResponse:
    if kind == "csv":
        return csv_response(name, *_with_words(*sheet[1:], definitions, context))
    sheets = [
        sheet,
        (_("Definitions"), *definitions),
        (_("About these figures"), [_("Subject"), _("Value")], context),
    ]
    return xlsx_response(name, sheets, right_to_left=get_language_bidi())


def _with_words(header: Sequence[str], rows: list[list[Any]], definitions: Table, context: list[list[Any]]) -> Table:
    """The table with the definition of its row (or its only one) and the context in columns of their own."""
    texts = {row[0]: row[2] for row in definitions[1]}
    only = next(iter(texts.values())) if len(texts) == 1 else ""
    header = [*header, _("Definition"), *(str(label) for label, _value in context)]
    values = [value for _label, value in context]
    return header, [[*row, texts.get(row[0], only), *values] for row in rows]

"""The figures on screen and as files: each view checks the reader, asks the rules, shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from lms.core import audit
from lms.people.enums import AccessAct
from lms.people.privacy.access import note_access

from . import rules
from .dashboards import (
    ShownFigure,
    bar_chart,
    by_quarter,
    persons_by_unit,
    region_table,
    shown_figures,
    targets_for,
)
from .exports import figures_response, filters_text, rows_response
from .figures import COMPUTATIONS, KEY_FIGURES, NAMES_PEOPLE, NEED_MORE_FACTS, OTHER_FIGURES
from .forms import FiguresForm
from .listings import LISTINGS, Listing
from .permissions import EXPORTING_ROLES, READING_ROLES, can_export_names, can_read_figures
from .rows import Facts, Question
from .selectors import all_facts, counting_facts, declared_series, the_commitment, window_of
from .wording import value_text

PER_PAGE = 25


@dataclass
class Asked:
    """One valid question and everything fetched to answer it."""

    form: FiguresForm
    question: Question
    facts: Facts
    as_of: Any

    def shown(self, codes: tuple[str, ...]) -> list[ShownFigure]:
        targets = targets_for(self.form.stored_period, self.question.filters)
        return shown_figures(codes, self.facts, self.question, targets)


def _form(request: HttpRequest) -> FiguresForm:
    """The filters of the request, for somebody who may read figures. Raises Http404 for anybody else."""
    if not can_read_figures(request.user):
        raise Http404
    return FiguresForm(request.GET, user=request.user, commitment=the_commitment())


def _ask(form: FiguresForm, *, everything: bool) -> Asked | None:
    """The answer's material, None when the filters are not valid."""
    if not form.is_valid():
        return None
    facts = all_facts(form.commitment) if everything else counting_facts(window_of(form.commitment))
    return Asked(form, form.question(timezone.localdate()), facts, timezone.now())


def _context(form: FiguresForm, asked: Asked | None) -> dict[str, Any]:
    """What every screen of figures says: the filters, and of what, when and by which rules the figures are."""
    context: dict[str, Any] = {"form": form, "commitment": form.commitment, "asked": asked}
    if asked:
        context |= {
            "question": asked.question,
            "period_name": form.stored_period,
            "filters": filters_text(form),
            "address": form.address(),
            "hidden_filters": list(form.filters_asked().items()),
            "rules_version": rules.RULES_VERSION,
            "late": rules.late_entries(asked.facts, asked.question),
        }
    return context


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """The key figures of the commitment, by region and by quarter."""
    form = _form(request)
    asked = _ask(form, everything=False)
    context = _context(form, asked)
    if asked:
        regions = [region for region in form.regions.values() if region.pk in form.regions_held()]
        quarters = by_quarter("I-1", asked.facts, asked.question)
        context |= {
            "figures": asked.shown(KEY_FIGURES),
            "regions": region_table(asked.facts, asked.question, regions),
            "quarters": [(quarter, figure.value) for quarter, figure in quarters],
            "sessions_in_all": rules.sessions_for_upe(asked.facts, asked.question).value,
            "chart": bar_chart(quarters, right_to_left=get_language_bidi()),
            "region_links": {code: form.address(region=code, unit="") for code in form.regions},
        }
    return render(request, "indicators/dashboard.html", context)


@require_safe
@login_required
def others(request: HttpRequest) -> HttpResponse:
    """The other indicators, on one plain page."""
    form = _form(request)
    asked = _ask(form, everything=True)
    context = _context(form, asked)
    if asked:
        context |= {"figures": asked.shown(OTHER_FIGURES), "few": rules.FEWEST_PAIRED}
    return render(request, "indicators/others.html", context)


def _listing(request: HttpRequest, code: str, asked: Asked, shown: ShownFigure) -> Listing:
    kind = LISTINGS[COMPUTATIONS[code].behind]
    return kind(request.user, code, shown.figure, asked.facts, asked.question)


@require_safe
@login_required
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One figure opened: its definition, its quarters, and every row that makes it up."""
    form = _form(request)
    if code not in COMPUTATIONS:
        raise Http404
    asked = _ask(form, everything=code in NEED_MORE_FACTS)
    context = _context(form, asked) | {"code": code}
    if asked is None:
        return render(request, "indicators/detail.html", context)
    [shown] = asked.shown((code,))
    listing = _listing(request, code, asked, shown)
    words = request.GET.get("q", "")[:100]
    page = Paginator(listing.rows(words), PER_PAGE).get_page(request.GET.get("page"))
    records = list(page.object_list)
    note_access(request.user, listing.persons(records), AccessAct.OPENED, by=READING_ROLES)
    lines = listing.cells(records)
    context |= {
        "shown": shown,
        "columns": listing.columns,
        "page_obj": page,
        "lines": lines,
        "numbers": listing.number_columns(lines),
        "q": words,
        "may_export": can_export_names(request.user) or COMPUTATIONS[code].behind not in NAMES_PEOPLE,
        **_breakdown(code, asked),
    }
    return render(request, "indicators/detail.html", context)


def _breakdown(code: str, asked: Asked) -> dict[str, Any]:
    """The quarters of a figure that has them; for persons, the new ones beside and the units below."""
    computation = COMPUTATIONS[code]
    if not computation.by_quarter:
        return {}
    quarters = by_quarter(code, asked.facts, asked.question)
    new = by_quarter("I-2n", asked.facts, asked.question) if code == "I-2" else []
    lines = [
        {
            "quarter": quarter,
            "value": value_text(figure, computation.shape),
            "new": new[index][1].value if new else None,
        }
        for index, (quarter, figure) in enumerate(quarters)
    ]
    units = persons_by_unit(asked.facts, asked.question) if code == "I-2" else []
    return {"quarters": lines if len(lines) > 1 else [], "units": units}


@require_safe
@login_required
def export_figures(request: HttpRequest, kind: str) -> HttpResponse:
    """Every figure of the period as a table."""
    form = _form(request)
    asked = _ask(form, everything=True)
    if asked is None:
        return _back_to_filters(request)
    shown = asked.shown(KEY_FIGURES + OTHER_FIGURES)
    audit.record("indicators.figures_exported", form.commitment, actor=request.user, format=kind, **_trace(asked))
    return figures_response(kind, shown, asked.question, form, asked.as_of)


@require_safe
@login_required
def export_rows(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The rows behind one figure as a table. Lists of people leave with the ministry and administrators only."""
    form = _form(request)
    if code not in COMPUTATIONS:
        raise Http404
    if COMPUTATIONS[code].behind in NAMES_PEOPLE and not can_export_names(request.user):
        raise Http404
    asked = _ask(form, everything=code in NEED_MORE_FACTS)
    if asked is None:
        return _back_to_filters(request)
    [shown] = asked.shown((code,))
    listing = _listing(request, code, asked, shown)
    exported = listing.persons(listing.rows(""))
    note_access(request.user, exported, AccessAct.EXPORTED, by=EXPORTING_ROLES)
    audit.record(
        "indicators.rows_exported",
        shown.indicator,
        actor=request.user,
        format=kind,
        code=code,
        rows=len(listing.ids),
        **_trace(asked),
    )
    return rows_response(kind, listing, shown.indicator, form, asked.as_of)


def _trace(asked: Asked) -> dict[str, str]:
    """The period and filters of an export, for the log: codes and dates only."""
    period = asked.question.period
    return {"first_day": str(period.starts_on), "last_day": str(period.ends_on), "filters": asked.form.address()}


def _back_to_filters(request: HttpRequest) -> HttpResponse:
    """To the screen that says what is wrong with the filters."""
    return redirect(f"{reverse('indicator-dashboard')}?{request.GET.urlencode()}")


@require_safe
def declared_activities(request: HttpRequest) -> HttpResponse:
    """Activities older than the commitment, known by their head-count: public, and in no figure."""
    return render(request, "indicators/declared.html", {"series": declared_series()})

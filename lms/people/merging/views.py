"""The screens of the review queue: read what selectors give, call one service, redirect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.core.service_views import show_refusal

from ..enums import AccessAct
from ..models import Duplicate
from ..privacy.access import note_access
from ..reasons import reasons_in_words
from . import selectors, services
from .forms import MergeForm, QueueFilterForm, ReasonForm
from .permissions import can_merge, can_merge_duplicates, can_review_duplicates, can_undo

PER_PAGE = 20


@require_safe
@login_required
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """The pairs to review in one's scope."""
    _for_reviewers(request)
    form = QueueFilterForm(request.GET)
    page = Paginator(selectors.queue(request.user, form.chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "lines": selectors.lines_of(list(page)), "tab": "queue"}
    return render(request, "people/merging/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def duplicate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records side by side; those who may merge them choose what is kept."""
    _for_reviewers(request)
    if (merged := selectors.merge_of(request.user, pk)) is not None:
        messages.info(request, _("These two records have been merged."))
        return redirect("merge-undo" if can_undo(request.user, merged) else "merge-list", *_key(request, merged))
    pair = _find_pair(request, pk)
    may_merge = can_merge(request.user, pair.first, pair.second)
    if request.method == "POST" and not may_merge:
        raise Http404
    note_access(request.user, [pair.first, pair.second], AccessAct.OPENED)
    form = MergeForm(request.POST if request.method == "POST" else None, pair=pair) if may_merge else None
    if form is not None and form.is_valid() and _merge(request, form):
        return redirect("merge-list")
    context = {
        "pair": pair,
        "form": form,
        "reasons": reasons_in_words(pair.reasons),
        "lines": selectors.compared(pair.first, pair.second, request.user),
        "passing": selectors.passing(pair.first, pair.second) if may_merge else [],
    }
    return render(request, "people/merging/compare.html", context, status=_status(form))


def _merge(request: HttpRequest, form: MergeForm) -> bool:
    kept, absorbed = form.persons
    try:
        services.merge(kept, absorbed, actor=request.user, fields=form.choices_made, reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, _("The two records are one now. The merge can be undone from this list."))
    return True


@require_POST
@login_required
def duplicate_different(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two persons: not proposed again."""
    return _decide(request, pk, services.not_the_same, _("Noted: they are not the same person."))


@require_POST
@login_required
def duplicate_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Not decided now."""
    return _decide(request, pk, services.later, _("Set aside for later."))


def _decide(request: HttpRequest, pk: int, act: Callable[..., Duplicate], done: str) -> HttpResponse:
    if not can_merge_duplicates(request.user):
        raise Http404
    try:
        act(_find_pair(request, pk), actor=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect("duplicate-list")


@require_safe
@login_required
def merge_list(request: HttpRequest) -> HttpResponse:
    """What was merged, by whom, and the way back."""
    _for_reviewers(request)
    page = Paginator(selectors.merges_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "may_undo": can_merge_duplicates(request.user), "tab": "merges"}
    return render(request, "people/merging/merges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undoing puts back, the reason, and the button."""
    merge = get_object_or_404(selectors.merges_for(request.user), pk=pk)
    if not can_undo(request.user, merge):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if merge.undone_at is not None:
        messages.info(request, _("This merge was undone already."))
        return redirect("merge-list")
    if form.is_valid():
        try:
            services.undo(merge, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The merge is undone: both records are as they were."))
            return redirect("merge-list")
    context = {"merge": merge, "form": form, "rows": selectors.rows_put_back(merge)}
    return render(request, "people/merging/undo.html", context, status=_status(form))


def _for_reviewers(request: HttpRequest) -> None:
    if not can_review_duplicates(request.user):
        raise Http404


def _find_pair(request: HttpRequest, pk: int) -> Duplicate:
    return get_object_or_404(selectors.pairs_visible_to(request.user).select_related("first", "second"), pk=pk)


def _key(request: HttpRequest, merged: Any) -> list[int]:
    return [merged.pk] if can_undo(request.user, merged) else []


def _status(form: Any) -> int:
    return 422 if form is not None and form.is_bound and form.errors else 200

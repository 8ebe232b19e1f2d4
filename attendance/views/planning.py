"""Postponing and cancelling a session, by administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..forms import PostponeForm, ReasonForm
from ..models import Session
from ..permissions import can_replan
from ..services.planning import cancel_session, postpone_session
from .finding import find_kept_session


@login_required
def session_postpone(request: HttpRequest, session: UUID) -> HttpResponse:
    """Other days, or none yet, with the reason."""
    return _replan(
        request,
        session,
        PostponeForm(request.POST if request.method == "POST" else None),
        "attendance/session_postpone.html",
        lambda row, chosen: postpone_session(
            row, actor=request.user, reason=chosen["reason"], starts_on=chosen["starts_on"]
        ),
        _("The session is postponed."),
    )


@login_required
def session_cancel(request: HttpRequest, session: UUID) -> HttpResponse:
    """Cancel for good, with the reason."""
    return _replan(
        request,
        session,
        ReasonForm(request.POST if request.method == "POST" else None),
        "attendance/session_cancel.html",
        lambda row, chosen: cancel_session(row, actor=request.user, reason=chosen["reason"]),
        _("The session is cancelled."),
    )


def _replan(  # noqa: PLR0917  (a private step of the two views above)
    request: HttpRequest,
    uuid: UUID,
    form: ReasonForm,
    template: str,
    change: Callable[[Session, dict[str, Any]], Session],
    done: str,
) -> HttpResponse:
    row = find_kept_session(request, uuid)
    if not can_replan(request.user, row):
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            change(row, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, done)
            return redirect("session-detail", row.uuid)
    return render(request, template, {"session": row, "form": form})

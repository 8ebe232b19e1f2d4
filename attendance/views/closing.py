"""Closing a session, and opening it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..enums import CONCLUDED_STATUSES, SessionStatus
from ..forms import ReasonForm
from ..permissions import can_reopen, can_write_register
from ..rates import ThresholdState, took_place_enough
from ..selectors import closing_points, participants_of
from ..services.closing import close_session, reopen_session
from .finding import find_kept_session, messages_of


@login_required
def session_close(request: HttpRequest, session: UUID) -> HttpResponse:
    """What is missing, or what closing will state, and the button."""
    row = find_kept_session(request, session)
    if row.status in CONCLUDED_STATUSES:
        return redirect("session-detail", row.uuid)
    if not can_write_register(request.user, row):
        raise Http404
    if request.method == "POST":
        try:
            closed = close_session(row, actor=request.user)
        except ValidationError as refusal:
            messages.error(request, messages_of(refusal))
        else:
            if closed.status == SessionStatus.HELD:
                messages.success(request, _("The session is closed. It counts from now on."))
            else:
                messages.warning(request, _("The session is closed as interrupted: less than half of it took place."))
            return redirect("session-detail", row.uuid)
    points = closing_points(row)
    people = participants_of(row, request.user)
    context = {
        "session": row,
        "points": points,
        "can_close": all(point.done for point in points),
        "only_paper_is_missing": [point.code for point in points if not point.done] == ["no_evidence"],
        "reaching": sum(line.state == ThresholdState.REACHED for line in people),
        "people": people,
        "enough": took_place_enough(row.slots.values_list("minutes", "took_place")),
    }
    return render(request, "attendance/session_close.html", context)


@login_required
def session_reopen(request: HttpRequest, session: UUID) -> HttpResponse:
    """An administrator opens a closed register again, and says why."""
    row = find_kept_session(request, session)
    if not can_reopen(request.user, row):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_session(row, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The register is open again."))
            return redirect("session-detail", row.uuid)
    return render(request, "attendance/session_reopen.html", {"session": row, "form": form})

"""The register of a day, its conflicts, the sheet to sign, and the half-days that did not take place."""

from __future__ import annotations

import datetime
import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.people.enums import AccessAct
from lms.people.privacy.access import note_access

from ..enums import MarkStatus
from ..forms import day_from
from ..models import Session, Slot
from ..permissions import KEEPERS, can_write_register
from ..register_page import register_day
from ..selectors import day_to_mark, register_of
from ..services.marking import MarkAnswer, MarkEntry, MarkOutcome, mark_all_present, record_marks, source_for
from ..services.planning import set_took_place
from .finding import find_kept_session, messages_of

SEEN = re.compile(r"([0-9]{1,9})-([a-z]*)")


@login_required
def session_register(request: HttpRequest, session: UUID) -> HttpResponse:
    """One day of the register: read, and written in one save with every half-day of the day."""
    row = find_kept_session(request, session)
    slots = list(row.slots.order_by("date", "starts_at"))
    today = timezone.localdate()
    day = day_from(request.GET.get("day", "")) or day_to_mark(slots, today)
    if slots and day not in {slot.date for slot in slots}:
        raise Http404
    if request.method == "POST" and day:
        return _save(request, row, [slot for slot in slots if slot.date == day], day)
    note_access(request.user, _people_of(row), AccessAct.OPENED, by=KEEPERS)
    context = {
        "session": row,
        "tab": "register",
        "keeps_register": True,
        "writable": can_write_register(request.user, row),
        "register": register_day(row, slots, day, today, view=request.GET.get("view", "")) if day else None,
        "statuses": MarkStatus.choices,
    }
    return render(request, "attendance/register.html", context)


def _people_of(session: Session) -> list[int]:
    """Everybody whom the register names."""
    return [row.person_id for row in session.confirmed]


def _save(request: HttpRequest, session: Session, slots: list[Slot], day: datetime.date) -> HttpResponse:
    """Write what was changed on the page, then everybody else as present when that was asked."""
    entries = _edits(request, session, slots)
    try:
        answers = record_marks(session, entries, actor=request.user, source=source_for(day, timezone.localdate()))
        saved = sum(answer.outcome == MarkOutcome.APPLIED for answer in answers)
        for slot in slots:
            if request.POST.get("all") == str(slot.pk):
                saved += mark_all_present(session, slot, actor=request.user)
    except ValidationError as refusal:
        messages.error(request, messages_of(refusal))
        return redirect(_address(request, session, day))
    conflicts = [answer for answer in answers if answer.outcome == MarkOutcome.CONFLICT]
    if conflicts:
        return _show_conflicts(request, session, slots, conflicts, saved=saved)
    _tell(request, answers, saved)
    return redirect(_address(request, session, day))


def _edits(request: HttpRequest, session: Session, slots: list[Slot]) -> list[MarkEntry]:
    """The marks that differ from what the sender saw: an unchanged cell is not an edit, whatever others did to it."""
    edits = []
    for row in register_of(session, slots):
        for cell in row.cells:
            status = request.POST.get(cell.name, "")
            seen = SEEN.fullmatch(request.POST.get(f"{cell.name}-seen", "0-"))
            version, seen_status = (int(seen[1]), seen[2]) if seen else (0, "")
            if status and status != seen_status:
                edits.append(MarkEntry(cell.slot.pk, row.registration.pk, status, version))
    return edits


def _tell(request: HttpRequest, answers: list[MarkAnswer], saved: int) -> None:
    rejected = sum(answer.outcome == MarkOutcome.REJECTED for answer in answers)
    if rejected:
        text = ngettext("%(count)d mark was refused.", "%(count)d marks were refused.", rejected)
        messages.warning(request, text % {"count": rejected})
    if saved:
        messages.success(request, ngettext("%(count)d mark saved.", "%(count)d marks saved.", saved) % {"count": saved})
    elif not rejected:
        messages.info(request, _("Nothing to save: the register is as it was."))


def _address(request: HttpRequest, session: Session, day: datetime.date) -> str:
    query = {"day": day.isoformat()}
    if (view := request.POST.get("view", "")) in {"1", "2"}:
        query["view"] = view
    return f"{reverse('session-register', args=[session.uuid])}?{urlencode(query)}"


def _show_conflicts(
    request: HttpRequest, session: Session, slots: list[Slot], conflicts: list[MarkAnswer], *, saved: int
) -> HttpResponse:
    """The cells somebody else changed meanwhile: both marks side by side, and a human decides."""
    wanted = {(answer.entry.slot_id, answer.entry.registration_id): answer.entry.status for answer in conflicts}
    choices: list[dict[str, Any]] = []
    for row in register_of(session, slots):
        for cell in row.cells:
            mine = wanted.get((cell.slot.pk, row.registration.pk))
            if mine:
                choices.append({"row": row, "cell": cell, "mine": MarkStatus(mine)})
    context = {
        "session": session,
        "choices": choices,
        "saved": saved,
        "view": request.POST.get("view", ""),
        "address": _address(request, session, slots[0].date),
    }
    return render(request, "attendance/register_conflict.html", context, status=409)


@login_required
@require_POST
def slot_outcome(request: HttpRequest, session: UUID, slot: int) -> HttpResponse:
    """State that a half-day did not take place, or that it did after all."""
    row = find_kept_session(request, session)
    half_day = get_object_or_404(Slot.objects.select_related("session"), session=row, pk=slot)
    try:
        set_took_place(half_day, request.POST.get("took_place") == "yes", actor=request.user)
    except ValidationError as refusal:
        messages.error(request, messages_of(refusal))
    return redirect(_address(request, row, half_day.date))


@login_required
def sign_in_sheet(request: HttpRequest, session: UUID) -> HttpResponse:
    """A page per day to print: every participant in both alphabets, with a box to sign for each half-day."""
    row = find_kept_session(request, session)
    slots = [slot for slot in row.slots.order_by("date", "starts_at") if slot.took_place]
    days = [
        {"day": day, "slots": [slot for slot in slots if slot.date == day]}
        for day in sorted({slot.date for slot in slots})
    ]
    people = [line.registration for line in register_of(row, [])]
    note_access(request.user, _people_of(row), AccessAct.PRINTED, by=KEEPERS)
    context = {"session": row, "days": days, "people": people, "trainers": row.confirmed_trainers}
    return render(request, "attendance/sign_in_sheet.html", context)

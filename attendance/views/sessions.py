"""The list of sessions, and one session as everybody sees it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lms.people.enums import STAFF_ROLES, AccessAct, Role
from lms.people.privacy.access import note_access
from lms.people.scopes import Reach, reach_of

from ..enums import STANDING_STATUSES
from ..forms import SessionFilterForm
from ..models import Registration, Session
from ..permissions import (
    KEEPERS,
    can_keep_register,
    can_register_people,
    can_reopen,
    can_replan,
    is_administrator,
    leads,
)
from ..querysets import SessionQuerySet
from ..selectors import closing_points, next_step, participants_of, waiting_list_of
from .finding import WITH_TITLE, find_session

PER_PAGE = 12
# Who looks after more sessions than their own.
OVERSEERS = STAFF_ROLES - {Role.TRAINER, Role.CONTENT_EDITOR}


def session_list(request: HttpRequest) -> HttpResponse:
    """Mine, those of my scope, or the public calendar: one list, three shelves."""
    today = timezone.localdate()
    reach = reach_of(request.user)
    shelves = shelves_for(reach)
    shelf = request.GET.get("show", "")
    if shelf not in shelves:
        shelf = shelves[0]
    form = SessionFilterForm(request.GET)
    chosen = form.chosen
    rows = _shelf(shelf, request, reach)
    if chosen["q"]:
        rows = rows.search(chosen["q"])
    if chosen["region"]:
        rows = rows.filter(province__region=chosen["region"])
    past = chosen["when"] == SessionFilterForm.PAST and shelf != SessionFilterForm.CALENDAR
    rows = (
        rows.past(today).order_by("-starts_on", "code") if past else rows.current(today).order_by("starts_on", "code")
    )
    own = Registration.objects.filter(person=reach.person_id, status__in=STANDING_STATUSES)
    rows = rows.select_related(*WITH_TITLE).prefetch_related(Prefetch("registrations", own, to_attr="own"))
    context = {
        "form": form,
        "is_filtered": bool(chosen["q"] or chosen["region"]),
        "shelf": shelf,
        "shelves": shelves,
        "past": past,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "today": today,
    }
    return render(request, "attendance/session_list.html", context)


def shelves_for(reach: Reach) -> list[str]:
    """The lists somebody has, the most useful first."""
    shelves = []
    if reach.has_role(*OVERSEERS):
        shelves.append(SessionFilterForm.REACHED)
    if reach.person_id:
        shelves.append(SessionFilterForm.MINE)
    return [*shelves, SessionFilterForm.CALENDAR]


def _shelf(shelf: str, request: HttpRequest, reach: Reach) -> SessionQuerySet:
    if shelf == SessionFilterForm.CALENDAR:
        return Session.objects.upcoming(timezone.localdate())
    if shelf == SessionFilterForm.MINE:
        return Session.objects.attended_by(reach.person_id)
    return Session.objects.visible_to(request.user)


def session_detail(request: HttpRequest, session: UUID) -> HttpResponse:
    """The facts of a session for everybody; people, register and closing for those whose business it is."""
    user, row = request.user, find_session(request, session)
    keeps = not row.is_declared and can_keep_register(user, row)
    sees_people = user.is_authenticated and not row.is_declared
    points = closing_points(row) if keeps and row.is_open else []
    participants = participants_of(row, user) if sees_people else []
    waiting = waiting_list_of(row, user) if sees_people and row.is_open else []
    _note_people(request, row, participants, waiting)
    context = {
        "session": row,
        "tab": "overview",
        "keeps_register": keeps,
        "may_register": can_register_people(user, row) if user.is_authenticated else False,
        "may_reopen": can_reopen(user, row),
        "may_replan": can_replan(user, row),
        "may_void": not row.is_open and is_administrator(user),
        "participants": participants,
        "waiting": waiting,
        "trainers": row.confirmed_trainers if sees_people else [],
        "step": next_step(row, timezone.localdate()) if keeps and row.is_open else None,
        "points": points,
        "can_close": bool(points) and all(point.done for point in points),
        "own": _own_registration(request, row),
    }
    return render(request, "attendance/session_detail.html", context)


def _note_people(request: HttpRequest, session: Session, participants: Any, waiting: Any) -> None:
    """Count that the names on the page were opened: by its trainer as a trainer, else by the office."""
    named = [line.registration.person_id for line in participants] + [row.person_id for row in waiting]
    by = KEEPERS if leads(request.user, session) else ()
    note_access(request.user, named, AccessAct.OPENED, by=by)


def _own_registration(request: HttpRequest, session: Session) -> Registration | None:
    person_id = reach_of(request.user).person_id
    if person_id is None:
        return None
    return Registration.objects.filter(session=session, person=person_id, status__in=STANDING_STATUSES).first()

"""Registering people at a session, by search or from the team, and taking a registration back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people.models import Affiliation, Person
from lms.people.selectors import lookalikes_of

from ..enums import STANDING_STATUSES, Capacity, RegistrationStatus
from ..forms import ArrivalForm, CapacityForm, ReasonForm
from ..models import Registration, Session
from ..permissions import can_keep_register, can_register_people, can_void, can_withdraw, is_administrator
from ..selectors import persons_to_recognise, persons_to_register
from ..services.registration import register_person, void_registration, withdraw_registration
from ..services.walk_in import register_newcomer
from .finding import find_session, messages_of

MOST_SHOWN = 50
# How a page field tells the search from the form for a newcomer.
NEWCOMER = "newcomer"


@login_required
def registration_add(request: HttpRequest, session: UUID) -> HttpResponse:
    """Choose persons by name, or record somebody who is not in the records."""
    row = find_session(request, session)
    if not can_register_people(request.user, row):
        raise Http404
    keeps = can_keep_register(request.user, row)
    newcomer = ArrivalForm(session=row) if keeps else None
    if request.method == "POST":
        if request.POST.get("action") == NEWCOMER:
            if not keeps:
                raise Http404
            newcomer = ArrivalForm(request.POST, session=row)
            done = _record_newcomer(request, row, newcomer)
        else:
            done = _register_chosen(request, row)
        if done:
            return redirect("session-detail", row.uuid)
    return render(request, "attendance/registration_add.html", _page(request, row, newcomer, keeps=keeps))


def _page(request: HttpRequest, session: Session, newcomer: ArrivalForm | None, *, keeps: bool) -> dict[str, Any]:
    words = request.GET.get("q", "").replace("\0", "")[:100]
    found = _found(request, session, words)
    if not words.strip() and keeps:
        found = []
    return {
        "session": session,
        "words": words,
        "searched": bool(words.strip()),
        "found": found[:MOST_SHOWN],
        "too_many": len(found) > MOST_SHOWN,
        "newcomer": newcomer,
        "keeps_register": keeps,
        "capacity_form": CapacityForm(request.POST or None) if is_administrator(request.user) else None,
        "lookalikes": [person for person, _match in newcomer.lookalikes.persons] if newcomer else [],
        "lookalike_elsewhere": newcomer is not None and newcomer.lookalikes.elsewhere,
    }


def _found(request: HttpRequest, session: Session, words: str) -> list[Person]:
    """The persons that match, each with the affiliations of the first day and the registration at this session."""
    return list(
        persons_to_register(request.user, session)
        .search(words)
        .prefetch_related(
            Prefetch(
                "affiliations",
                Affiliation.objects.active_on(session.starts_on).select_related("organisation"),
                to_attr="places",
            ),
            Prefetch(
                "registrations",
                Registration.objects.filter(session=session, status__in=STANDING_STATUSES),
                to_attr="here",
            ),
        )
        .order_by("family_name", "given_name", "pk")[: MOST_SHOWN + 1]
    )


def _is_walk_in(session: Session, *, keeps: bool) -> bool:
    """Whoever is added at the door once the session began."""
    return keeps and session.starts_on <= timezone.localdate()


def _register_chosen(request: HttpRequest, session: Session) -> bool:
    """Register the persons whose boxes are ticked; one outside the user's reach refuses them all."""
    chosen = [text for text in request.POST.getlist("person") if _is_uuid(text)]
    if not chosen:
        messages.error(request, _("Choose at least one person."))
        return False
    persons = list(persons_to_register(request.user, session).filter(uuid__in=chosen[:MOST_SHOWN]))
    if len(persons) != len(set(chosen[:MOST_SHOWN])):
        raise Http404
    capacity = Capacity.PARTICIPANT
    if is_administrator(request.user) and request.POST.get("capacity") in Capacity.values:
        capacity = Capacity(request.POST["capacity"])
    walk_in = capacity == Capacity.PARTICIPANT and _is_walk_in(session, keeps=can_keep_register(request.user, session))
    try:
        rows = [
            register_person(session, person, actor=request.user, capacity=capacity, walk_in=walk_in)
            for person in persons
        ]
    except ValidationError as refusal:
        messages.error(request, messages_of(refusal))
        return False
    _tell(request, rows)
    return True


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _tell(request: HttpRequest, rows: list[Registration]) -> None:
    waiting = sum(row.status == RegistrationStatus.WAITING for row in rows)
    confirmed = len(rows) - waiting
    if confirmed:
        text = ngettext("%(count)d person registered.", "%(count)d persons registered.", confirmed)
        messages.success(request, text % {"count": confirmed})
    if waiting:
        text = ngettext("%(count)d person on the waiting list.", "%(count)d persons on the waiting list.", waiting)
        messages.warning(request, text % {"count": waiting})


def _record_newcomer(request: HttpRequest, session: Session, form: ArrivalForm) -> bool:
    """Record and register somebody, unless somebody alike is in the records: then a human decides."""
    if not form.is_valid():
        return False
    organisation = form.cleaned_data["organisation"]
    walk_in = _is_walk_in(session, keeps=True)
    try:
        alike = lookalikes_of(
            Person(**form.person_facts()),
            organisation=organisation,
            shown=persons_to_recognise(request.user, session, organisation),
        )
        same_as = request.POST.get("same_as")
        chosen = next((person for person, _match in alike.persons if str(person.uuid) == same_as), None)
        if chosen:
            row = register_person(session, chosen, actor=request.user, walk_in=walk_in)
        elif alike and not form.cleaned_data["somebody_else"]:
            form.lookalikes = alike
            return False
        else:
            row = register_newcomer(
                session,
                facts=form.person_facts(),
                organisation=organisation,
                profession=form.cleaned_data["profession"],
                actor=request.user,
                walk_in=walk_in,
            )
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    _tell(request, [row])
    return True


@login_required
def registration_withdraw(request: HttpRequest, registration: UUID) -> HttpResponse:
    """Take a registration back, after a confirmation that says what follows."""
    rows = Registration.objects.visible_to(request.user).select_related(
        "person", "organisation", "session__version__course", "session__series", "session__province"
    )
    row = get_object_or_404(rows, uuid=registration)
    if row.status not in {*STANDING_STATUSES, RegistrationStatus.WITHDRAWN} or not can_withdraw(request.user, row):
        raise Http404
    if row.status == RegistrationStatus.WITHDRAWN:
        # The button pressed twice, or two people at once: what was wanted is so.
        messages.success(request, _("The registration is withdrawn."))
        return redirect("session-detail", row.session.uuid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = False
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_registration(row, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            messages.error(request, messages_of(refusal))
        else:
            messages.success(request, _("The registration is withdrawn."))
        return redirect("session-detail", row.session.uuid)
    context = {"registration": row, "session": row.session, "form": form}
    return render(request, "attendance/registration_withdraw.html", context)


@login_required
def registration_void(request: HttpRequest, registration: UUID) -> HttpResponse:
    """An administrator strikes out a registration made in error or by fraud, and says why."""
    rows = Registration.objects.visible_to(request.user).select_related(
        "person", "organisation", "session__version__course", "session__series", "session__province"
    )
    row = get_object_or_404(rows, uuid=registration)
    if not can_void(request.user, row):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        void_registration(row, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The registration is struck out."))
        return redirect("session-detail", row.session.uuid)
    context = {"registration": row, "session": row.session, "form": form}
    return render(request, "attendance/registration_void.html", context)

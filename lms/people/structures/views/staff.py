"""Recording who comes, leaves and moves: each act is one form, one service, one way back to the person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.core.service_views import show_refusal

from ...enums import AccessAct
from ...models import Affiliation, Invitation, Organisation, Person
from ...permissions import managed_organisations
from ...privacy.access import note_access
from ...scopes import reach_of
from ...selectors import lookalikes_of
from ...staff import change_profession, create_person, make_main, record_arrival, record_departure, transfer
from ..forms import DepartureForm, MainForm, NewcomerForm, PlaceForm, ProfessionForm, TransferForm
from ..selectors import acts_on
from ..trainings import trainings_of


@dataclass(frozen=True)
class Act:
    """One act on an affiliation: what its form is, what it says, what it does. `day` is the field of its date."""

    title: str | Promise
    button: str | Promise
    done: str | Promise
    form: type[forms.Form]
    day: str
    perform: Callable[..., Affiliation]
    chooses_organisation: bool = False


ACTS = {
    "departure": Act(
        _("Record a departure"), _("Record the departure"), _("The departure is recorded."),
        DepartureForm, "last_day", record_departure,
    ),
    "transfer": Act(
        _("Move to another organisation"), _("Record the move"), _("The move is recorded."),
        TransferForm, "on", transfer, chooses_organisation=True,
    ),
    "profession": Act(
        _("Change the profession"), _("Record the change"), _("The change is recorded."),
        ProfessionForm, "on", change_profession,
    ),
    "main": Act(
        _("Make it the main organisation"), _("Record the change"), _("The change is recorded."),
        MainForm, "on", make_main,
    ),
}  # fmt: skip


@require_safe
@login_required
def person_detail(request: HttpRequest, person: UUID) -> HttpResponse:
    """A person of one's scope: names, where they work and worked, account, trainings, and what was recorded."""
    row = Person.objects.visible_to(request.user).select_related("user").filter(uuid=person).first()
    if row is None:
        return _to_kept_record(request, person)
    note_access(request.user, [row], AccessAct.OPENED)
    today = timezone.localdate()
    visible = Affiliation.objects.visible_to(request.user).filter(person=row)
    affiliations = list(visible.select_related("organisation__province").order_by("-started_on", "-pk"))
    managed = managed_organisations(request.user)
    mine = set(managed.filter(affiliations__person=row).values_list("pk", flat=True))
    present = {place.organisation_id for place in affiliations if _lasts(place, today)}
    is_oneself = row.pk == reach_of(request.user).person_id
    context = {
        "person": row,
        "account": getattr(row, "user", None),
        "invitation": _open_invitation(row),
        "shows_contacts": bool(mine) or is_oneself,
        "affiliations": [_entry(affiliation, mine, today) for affiliation in affiliations],
        "trainings": trainings_of([row.pk], today)[row.pk],
        "acts": acts_on([place for place in affiliations if place.organisation_id in mine]) if mine else [],
        "manages": bool(mine),
        "has_elsewhere": managed.exclude(pk__in=present).exists(),
        "day": today,
    }
    return render(request, "people/structures/person.html", context)


def _to_kept_record(request: HttpRequest, person: UUID) -> HttpResponse:
    """The address of a record that was merged into another leads to that one."""
    kept = Person.objects.visible_to(request.user).filter(absorbed__uuid=person).values_list("uuid", flat=True).first()
    if kept is None:
        raise Http404
    return redirect("organisation-person", kept)


def _open_invitation(person: Person) -> Invitation | None:
    return person.invitations.open().first()


def _lasts(affiliation: Affiliation, today: Any) -> bool:
    return affiliation.ended_on is None or affiliation.ended_on >= today


def _entry(affiliation: Affiliation, mine: set[int], today: Any) -> dict[str, Any]:
    """An affiliation with the acts that the reader may record on it."""
    acts: list[tuple[str, str | Promise]] = []
    if affiliation.organisation_id in mine and _lasts(affiliation, today):
        acts = [(name, act.title) for name, act in ACTS.items() if name != "main" or not affiliation.is_primary]
    return {"affiliation": affiliation, "lasts": _lasts(affiliation, today), "acts": acts}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def affiliation_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Record one of ACTS on an affiliation at an organisation whose staff one looks after."""
    rows = Affiliation.objects.filter(organisation__in=managed_organisations(request.user))
    affiliation = get_object_or_404(rows.select_related("person", "organisation"), pk=pk)
    wanted = ACTS[act]
    options: dict[str, Any] = {}
    if wanted.chooses_organisation:
        elsewhere = managed_organisations(request.user).exclude(pk=affiliation.organisation_id)
        options["organisations"] = elsewhere.active_on(timezone.localdate())
    posted = request.POST if request.method == "POST" else None
    form = wanted.form(posted, initial={wanted.day: timezone.localdate()}, **options)
    if form.is_valid():
        try:
            wanted.perform(affiliation, **_arguments(form), actor=request.user)
        except (ValidationError, PermissionDenied) as error:
            _show(form, error)
        else:
            messages.success(request, str(wanted.done))
            return redirect("organisation-person", affiliation.person.uuid)
    context = {"form": form, "act": wanted, "affiliation": affiliation, "person": affiliation.person}
    return render(request, "people/structures/act.html", context, status=_status(form))


def _arguments(form: forms.Form) -> dict[str, Any]:
    """What a service is called with: what was typed, empty answers left to its own defaults."""
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}


def _show(form: forms.Form, error: ValidationError | PermissionDenied) -> None:
    if isinstance(error, PermissionDenied):
        form.add_error(None, _("Another organisation of this person is not yours: ask who looks after both."))
    else:
        show_refusal(form, error)


def _status(form: forms.BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person_arrival(request: HttpRequest, person: UUID) -> HttpResponse:
    """Somebody known begins to work at one of one's organisations, or comes back to it (`?organisation=<uuid>`)."""
    row = get_object_or_404(Person.objects.visible_to(request.user), uuid=person)
    organisations = managed_organisations(request.user).active_on(timezone.localdate())
    if not organisations.exists():
        raise Http404
    initial = {"started_on": timezone.localdate(), **_last_place(row, request)}
    posted = request.POST if request.method == "POST" else None
    form = PlaceForm(posted, initial=initial, organisations=organisations)
    if form.is_valid():
        try:
            record_arrival(row, **_arguments(form), actor=request.user)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, str(_("The arrival is recorded.")))
            return redirect("organisation-person", row.uuid)
    return render(request, "people/structures/arrival.html", {"form": form, "person": row}, status=_status(form))


def _last_place(person: Person, request: HttpRequest) -> dict[str, Any]:
    """What somebody who comes back did there last, to start the form with."""
    try:
        wanted = UUID(request.GET.get("organisation", ""))
    except ValueError:
        return {}
    there = person.affiliations.filter(organisation__in=managed_organisations(request.user), organisation__uuid=wanted)
    last = there.order_by("-started_on").first()
    if last is None:
        return {}
    return {"organisation": last.organisation_id, "profession": last.profession, "engagement": last.engagement}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def newcomer(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Record somebody who is in no record yet, and their place at the organisation. Both or neither."""
    organisations = managed_organisations(request.user).filter(uuid=organisation)
    place: Organisation = get_object_or_404(organisations)
    form = NewcomerForm(request.POST if request.method == "POST" else None, organisations=organisations)
    if form.is_valid() and form.may_go_on(
        lookalikes_of(form.instance, organisation=place, shown=Person.objects.visible_to(request.user))
    ):
        try:
            person = _record_newcomer(form, place, actor=request.user)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, str(_("The arrival is recorded.")))
            return redirect("organisation-person", person.uuid)
    context = {"form": form, "organisation": place}
    return render(request, "people/structures/newcomer.html", context, status=_status(form))


@transaction.atomic
def _record_newcomer(form: NewcomerForm, organisation: Organisation, *, actor: Any) -> Person:
    cleaned = form.cleaned_data
    person = create_person(actor=actor, **form.person_facts())
    record_arrival(
        person, organisation, actor=actor, profession=cleaned["profession"], engagement=cleaned["engagement"],
        started_on=cleaned["started_on"], reason=cleaned["reason"],
    )  # fmt: skip
    return person

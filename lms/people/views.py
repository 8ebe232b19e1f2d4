"""The portal's screens on people: a coordinator's team, and the way in for an invited person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.core.service_views import show_refusal

from .cards.issuing import IssuedCard, issue_card
from .cards.views import show_issued
from .enums import AccessAct, Role
from .forms import AcceptForm, ColleagueForm, InviteForm
from .invitations import (
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
    accept_invitation,
    invite_person,
    open_invitation,
    withdraw_invitation,
)
from .merging.addresses import find_person
from .models import Affiliation, Invitation, Person
from .permissions import can_manage_team, coordinated_organisations
from .privacy.access import note_access
from .selectors import lookalikes_of, other_records_of, teams_of
from .staff import create_person, record_arrival


@require_safe
@login_required
def team(request: HttpRequest) -> HttpResponse:
    """The staff of the organisations one coordinates, and who can sign in. Nobody else has such a page."""
    if not can_manage_team(request.user):
        raise Http404
    teams = teams_of(list(coordinated_organisations(request.user)), timezone.localdate())
    colleagues = [line.person for team in teams for line in team.colleagues]
    note_access(request.user, colleagues, AccessAct.OPENED, by=(Role.UPE_COORDINATOR,))
    return render(request, "people/team.html", {"teams": teams})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation_create(request: HttpRequest) -> HttpResponse:
    """Invite a new colleague, or somebody of the team (`?person=<uuid>`)."""
    if not can_manage_team(request.user):
        raise Http404
    if "person" in request.GET:
        return _invite_colleague(request)
    return _invite_newcomer(request)


def _invite_colleague(request: HttpRequest) -> HttpResponse:
    person = _person_of_team(request)
    affiliation = get_object_or_404(
        Affiliation.objects.active_on(timezone.localdate())
        .filter(person=person, organisation__in=coordinated_organisations(request.user))
        .select_related("organisation")[:1]
    )
    form = InviteForm(_posted(request), initial={"email": person.email})
    if form.may_go_on(other_records_of(person, shown=Person.objects.visible_to(request.user))):
        try:
            invitation = invite_person(
                person, email=form.cleaned_data["email"], actor=request.user, organisation=affiliation.organisation
            )
        except ValidationError as error:
            show_refusal(form, error)
        else:
            return _invited(request, invitation)
    context = {"form": form, "person": person, "organisation": affiliation.organisation}
    return render(request, "people/invite_colleague.html", context, status=_status(form))


def _person_of_team(request: HttpRequest) -> Person:
    try:
        uuid = UUID(request.GET["person"])
    except ValueError as error:
        raise Http404 from error
    return find_person(request.user, uuid)


def _invite_newcomer(request: HttpRequest) -> HttpResponse:
    organisations = coordinated_organisations(request.user)
    form = ColleagueForm(_posted(request), organisations=organisations)
    if form.is_valid() and form.may_go_on(
        lookalikes_of(
            form.instance,
            organisation=form.cleaned_data["organisation"],
            shown=Person.objects.visible_to(request.user),
        )
    ):
        try:
            if form.cleaned_data["by_card"]:
                return show_issued(request, _record_and_print(request, form))
            return _invited(request, _record_and_invite(request, form))
        except ValidationError as error:
            show_refusal(form, error)
    return render(request, "people/invite_newcomer.html", {"form": form}, status=_status(form))


def _record(request: HttpRequest, form: ColleagueForm) -> Person:
    cleaned = form.cleaned_data
    person = create_person(actor=request.user, **form.person_facts())
    record_arrival(
        person, cleaned["organisation"], actor=request.user, profession=cleaned["profession"],
        started_on=cleaned["started_on"],
    )  # fmt: skip
    return person


@transaction.atomic
def _record_and_print(request: HttpRequest, form: ColleagueForm) -> IssuedCard:
    person = _record(request, form)
    return issue_card(person, actor=request.user, organisation=form.cleaned_data["organisation"])


@transaction.atomic
def _record_and_invite(request: HttpRequest, form: ColleagueForm) -> Invitation:
    cleaned = form.cleaned_data
    person = _record(request, form)
    return invite_person(person, email=cleaned["email"], actor=request.user, organisation=cleaned["organisation"])


def _invited(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.success(request, _("The invitation of %(name)s is on its way.") % {"name": invitation.person.full_name})
    return redirect("team")


def _posted(request: HttpRequest) -> Any:
    """What a form is bound to: an empty answer is an answer too."""
    return request.POST if request.method == "POST" else None


def _status(form: BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200


@require_POST
@login_required
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link of an invitation of one's team useless."""
    if not can_manage_team(request.user):
        raise Http404
    rows = Invitation.objects.visible_to(request.user).filter(
        organisation__in=coordinated_organisations(request.user), role="learner"
    )
    invitation = withdraw_invitation(get_object_or_404(rows, pk=pk), actor=request.user)
    messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": invitation.person.full_name})
    return redirect("team")


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: UUID) -> HttpResponse:
    """The page behind the link of an invitation: choose a user name and a password, and come in."""
    try:
        invitation = open_invitation(token)
        if request.user.is_authenticated:
            return _cannot_accept(request, "signed-in", status=409)
        form = AcceptForm(_posted(request), initial={"username": invitation.email})
        if form.is_valid():
            try:
                user = accept_invitation(
                    token, username=form.cleaned_data["username"], password=form.cleaned_data["password1"]
                )
            except ValidationError as error:
                show_refusal(form, error)
            else:
                return perform_login(request, user)
    except InvitationNotFound:
        return _cannot_accept(request, "unknown", status=404)
    except InvitationUsed:
        return _cannot_accept(request, "used", status=200)
    except InvitationExpired:
        return _cannot_accept(request, "expired", status=410)
    context = {"form": form, "invitation": invitation}
    return render(request, "people/invitation_accept.html", context, status=_status(form))


def _cannot_accept(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    context: dict[str, Any] = {"why": why}
    return render(request, "people/invitation_end.html", context, status=status)

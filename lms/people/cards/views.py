"""The screens of cards: printing one, and what the person who holds it does with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lms.core.dates import long_date
from lms.core.rate_limits import refuse_too_many
from lms.core.service_views import show_refusal

from ..forms import LookalikeForm
from ..models import Person, SignInCard, User
from ..permissions import can_manage_team
from ..personal_codes import printed
from ..selectors import Lookalikes, other_records_of
from .announcing import BY_CARD
from .codes import printed as printed_code
from .forms import CodeForm, NewPasswordForm, OpeningForm
from .issuing import IssuedCard, issue_card, issue_recovery_card
from .opening import CardUnusable, open_card, use_card
from .permissions import can_issue_recovery_card, can_see_cards_of, issuing_organisation
from .qr import card_qr


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def card_issue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Print a card for somebody: a first one, or one to choose a new password. The answer shows it, once."""
    person = get_object_or_404(Person.objects.visible_to(request.user), uuid=uuid)
    if not can_see_cards_of(request.user, person):
        raise Http404
    account = User.objects.filter(person=person).first()
    form = LookalikeForm(request.POST if request.method == "POST" else None)
    # A first card opens an account, and one human being needs one only.
    alike = other_records_of(person, shown=Person.objects.visible_to(request.user)) if account is None else Lookalikes()
    context = {"person": person, "account": account, "refusal": "", "form": form}
    if form.may_go_on(alike):
        try:
            issued = _issue(request, person, account)
        except ValidationError as error:
            return render(request, "people/cards/issue.html", context | {"refusal": error.messages[0]}, status=422)
        return show_issued(request, issued)
    context["for_another"] = account is not None and not can_issue_recovery_card(request.user, account)
    return render(request, "people/cards/issue.html", context)


def _issue(request: HttpRequest, person: Person, account: User | None) -> IssuedCard:
    if account is not None:
        return issue_recovery_card(person, actor=request.user)
    return issue_card(person, actor=request.user, organisation=issuing_organisation(request.user, person))


def show_issued(request: HttpRequest, issued: IssuedCard) -> HttpResponse:
    """The card itself. It is shown in the answer to the form and nowhere else: its code is not kept."""
    person = issued.card.person
    last_day = timezone.localdate(issued.card.expires_at)
    context = {
        "issued": issued,
        "card": issued.card,
        "person": person,
        "code": printed_code(issued.code),
        "personal_code": printed(person.personal_code or ""),
        "qr": card_qr(issued.link),
        # The card speaks both languages, whatever the page speaks.
        "expires_fr": long_date(last_day, "fr"),
        "expires_ar": long_date(last_day, "ar"),
        # Where the way back leads: an administrator has no team.
        "has_team": can_manage_team(request.user),
    }
    response = render(request, "people/cards/printed.html", context)
    add_never_cache_headers(response)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """Type the code of a card."""
    if request.user.is_authenticated:
        return render(request, "people/cards/signed_in.html", status=409)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "people/cards/enter.html", {"form": form})
    if (refused := refuse_too_many(request, action="open_card")) is not None:
        return refused
    if form.is_valid():
        try:
            open_card(form.cleaned_data["code"])
        except CardUnusable:
            return _unusable(request, form.cleaned_data["code"], status=422)
        return redirect("card-open", code=form.cleaned_data["code"])
    return render(request, "people/cards/enter.html", {"form": form}, status=422)


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def card_open(request: HttpRequest, code: str) -> HttpResponse:
    """What the square code leads to: choose a password, and come in."""
    if request.user.is_authenticated:
        return render(request, "people/cards/signed_in.html", status=409)
    if (refused := refuse_too_many(request, action="open_card")) is not None:
        return refused
    try:
        held = open_card(code)
        form = _password_form(request, held)
        if form.is_valid():
            try:
                user = use_card(
                    code,
                    password=form.cleaned_data["password1"],
                    sign_in_phone=form.cleaned_data.get("sign_in_phone", ""),
                )
            except ValidationError as error:
                show_refusal(form, error)
            else:
                return _come_in(request, user)
    except CardUnusable:
        return _unusable(request, code, status=404)
    context = {"form": form, "card": held, "personal_code": printed(held.person.personal_code or "")}
    return render(request, "people/cards/open.html", context, status=422 if form.errors else 200)


def _password_form(request: HttpRequest, held: SignInCard) -> Any:
    kind = OpeningForm if held.invitation else NewPasswordForm
    return kind(request.POST if request.method == "POST" else None)


def _come_in(request: HttpRequest, user: User) -> HttpResponse:
    setattr(request, BY_CARD, True)
    code = user.person.personal_code if user.person else ""
    messages.success(
        request, _("Welcome. Next time, sign in with your personal code %(code)s.") % {"code": printed(code or "")}
    )
    return perform_login(request, user)


def _unusable(request: HttpRequest, typed: str, *, status: int) -> HttpResponse:
    """One page for a code that is unknown, used, withdrawn or expired, with what to do next."""
    form = CodeForm({"code": typed[:40]})
    form.add_error("code", _("This code opens nothing now."))
    return render(request, "people/cards/enter.html", {"form": form, "unusable": True}, status=status)

"""The screens on accounts: looking one up, giving and ending roles, closing and opening again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.core.service_views import show_refusal

from ..models import RoleGrant, User
from ..roles import end_role_grant, grant_role
from .closing import close_account, reopen_account
from .forms import AccountFilterForm, EndRoleForm, ReasonForm, RoleForm
from .permissions import can_close_accounts, can_end, grantable_roles, opens_accounts, visible_accounts
from .selectors import accounts_for, grants_of, matching

PER_PAGE = 25


def _account(request: HttpRequest, pk: int) -> User:
    """The account, when the reader may look it up."""
    return get_object_or_404(accounts_for(request.user), pk=pk)


@require_safe
@login_required
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts of the whole portal for its administrators and auditors, those of the territory for its
    coordinator. Nobody else has such a page."""
    if not opens_accounts(request.user):
        raise Http404
    form = AccountFilterForm(request.GET)
    rows = matching(accounts_for(request.user), **form.chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page}
    return render(request, "people/accounts/list.html", context)


@require_safe
@login_required
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its state, its roles of today, of later and of the past."""
    account = _account(request, pk)
    is_own = account.pk == request.user.pk
    context = {
        "account": account,
        "grants": grants_of(account, request.user),
        "is_own": is_own,
        "may_give": not is_own and bool(grantable_roles(request.user)),
        "may_close": not is_own and can_close_accounts(request.user),
    }
    return render(request, "people/accounts/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def role_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role to an account that is not one's own, as far as one's ceiling and territory go."""
    account = _account(request, pk)
    if account.pk == request.user.pk or not grantable_roles(request.user):
        raise Http404
    form = RoleForm(_posted(request), giver=request.user)
    if form.is_valid():
        try:
            grant_role(account, form.cleaned_data["role"], actor=request.user, **form.terms())
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The role is given."))
            return redirect("account-detail", account.pk)
    return _answer(request, "people/accounts/role_give.html", form, account)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role that one could have given."""
    rows = RoleGrant.objects.filter(user__in=visible_accounts(request.user)).select_related(
        "user__person", "organisation", "province", "region"
    )
    grant = get_object_or_404(rows, pk=pk)
    if not can_end(request.user, grant):
        raise Http404
    form = EndRoleForm(_posted(request))
    if form.is_valid():
        try:
            end_role_grant(grant, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The end of the role is recorded."))
            return redirect("account-detail", grant.user_id)
    return _answer(request, "people/accounts/role_end.html", form, grant.user, grant=grant)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_close(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, close_account, "people/accounts/close.html", _("The account is closed."))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, reopen_account, "people/accounts/reopen.html", _("The account is open again."))


def _change(request: HttpRequest, pk: int, service: Any, template: str, done: str) -> HttpResponse:
    """Close or open an account that is not one's own, with a reason."""
    account = _account(request, pk)
    if account.pk == request.user.pk or not can_close_accounts(request.user):
        raise Http404
    form = ReasonForm(_posted(request))
    if form.is_valid():
        try:
            service(account, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, done)
            return redirect("account-detail", account.pk)
    return _answer(request, template, form, account)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _answer(request: HttpRequest, template: str, form: Any, account: User, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "account": account, **more}, status=status)

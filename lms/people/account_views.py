"""The way to the second factor, for whoever has a role that asks for one."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .second_factor import WANTED, has_factor, is_waited_for


@never_cache
@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """To the factor one has; to setting one up for whoever has none; and on to the page wanted once it is passed."""
    if not is_waited_for(request):
        return redirect(request.session.pop(WANTED, reverse(settings.LOGIN_REDIRECT_URL)))
    if has_factor(request.user):
        methods = get_adapter(request).get_reauthentication_methods(request.user)
        url = next(method["url"] for method in methods if method["id"].startswith("mfa_"))
        return redirect(f"{url}?{urlencode({'next': request.path})}")
    return render(request, "people/second_factor.html")

"""What the portal adds to the pages of one's account: the way to the second factor, and the phone to sign in with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lms.core.service_views import show_refusal

from .forms import SignInPhoneForm
from .second_factor import WANTED, has_factor, is_waited_for
from .sign_in import change_sign_in_phone


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


@never_cache
@sensitive_post_parameters("sign_in_phone")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def sign_in_phone(request: HttpRequest) -> HttpResponse:
    """The number one signs in with: set, changed, or removed. Whoever tries many numbers is stopped: the answer tells
    which ones sign in to another account."""
    user: Any = request.user
    posted = request.POST if request.method == "POST" else None
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="sign_in_phone", user=user)
    if refused is not None:
        return refused
    form = SignInPhoneForm(posted, initial={"sign_in_phone": user.sign_in_phone})
    if form.is_valid():
        try:
            account = change_sign_in_phone(user, form.cleaned_data["sign_in_phone"])
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            signs_in = _("This number signs in to your account now.")
            messages.success(request, signs_in if account.sign_in_phone else _("No phone number signs in any more."))
            return redirect("sign-in-phone")
    return render(request, "account/sign_in_phone.html", {"form": form}, status=422 if form.errors else 200)

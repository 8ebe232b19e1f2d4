"""The public verification of a certificate: no account, no cookie, no script, nothing to count through."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from lms.core.languages import preferred_language
from lms.core.rate_limits import refuse_too_many

from .forms import CodeForm
from .payload import CertificatePayload
from .verification import Verdict, verify


@require_safe
def verify_certificate(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The form, or the answer for a code that was typed (`?code=`) or scanned."""
    typed = request.GET.get("code", "").strip()[:200] if code is None else code
    if not typed:
        return _private(render(request, "certificates/verify.html", {"form": CodeForm()}))
    if (refused := refuse_too_many(request, action="verify_certificate")) is not None:
        return refused
    answer = verify(typed, today=timezone.localdate())
    context = {"answer": answer, "form": CodeForm(), "now": timezone.localtime()}
    if answer.certificate is not None:
        context["payload"] = CertificatePayload.from_json(answer.certificate.payload)
    status = 404 if answer.verdict == Verdict.NOT_FOUND else 200
    return _private(render(request, "certificates/verdict.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def verify_short(request: HttpRequest, code: str) -> HttpResponse:
    """The short address of the QR code, to the answer in the reader's language."""
    with translation.override(preferred_language(request)):
        return HttpResponseRedirect(reverse("verify-code", args=[code]))

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("", soon, name="session-list"),
    path("<uuid:session>/", soon, name="session-detail"),
    path("<uuid:session>/register/", soon, name="session-register"),
    path("<uuid:session>/sheet/", soon, name="session-sign-in-sheet"),
    path("<uuid:session>/slots/<int:slot>/", soon, name="slot-outcome"),
    path("<uuid:session>/close/", soon, name="session-close"),
    path("<uuid:session>/documents/", soon, name="session-evidence-add"),
    path("<uuid:session>/registrations/add/", soon, name="session-registration-add"),
    path("registrations/<uuid:registration>/withdraw/", soon, name="registration-withdraw"),
    path("evidence/<uuid:evidence>/", soon, name="evidence-file"),
]

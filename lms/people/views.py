"""The portal's screens on people: a coordinator's team, and the way in for an invited person."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def team(request: HttpRequest) -> HttpResponse:
    raise Http404


@login_required
def invitation_create(request: HttpRequest) -> HttpResponse:
    raise Http404


@login_required
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def invitation_accept(request: HttpRequest, token: UUID) -> HttpResponse:
    raise Http404

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def dashboard(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


others = declared_activities = export_figures = detail = export_rows = dashboard

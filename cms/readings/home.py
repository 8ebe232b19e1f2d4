"""The home page: the commitment in figures, modules to begin with, the next sessions."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Window
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from attendance.models import Session
from courses.models import CourseVersion
from courses.selectors import published_versions
from lms.indicators.selectors import public_headline

from ..models import HomePage, NewsPage, ResourcePage
from ..page_links import address, course_path

MODULES_SHOWN = 3
SESSIONS_SHOWN = 3
NEWS_SHOWN = 3


def read(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    modules = _modules()
    return {
        "headline": public_headline(),
        "modules": modules,
        "module_count": modules[0].in_all if modules else 0,
        "sessions": _sessions(),
        "news": [{"title": row.title, "url": address(row.url_path)} for row in _news(page)],
    }


def _modules() -> list[CourseVersion]:
    rows = published_versions().annotate(page_path=course_path("course"), in_all=Window(Count("pk")))
    return list(rows.prefetch_related("course__competencies")[:MODULES_SHOWN])


def _sessions() -> list[Session]:
    rows = Session.objects.upcoming(timezone.localdate()).filter(version__isnull=False)
    rows = rows.select_related("version__course", "province").annotate(
        page_path=course_path("version__course"), seats_left=F("capacity") - F("seats_taken")
    )
    return list(rows.order_by("starts_on", "code")[:SESSIONS_SHOWN])


def _news(page: HomePage) -> list[Page]:
    rows = Page.objects.child_of(page).live().type(NewsPage, ResourcePage)
    return list(rows.order_by("-first_published_at", "-pk").only("title", "url_path")[:NEWS_SHOWN])

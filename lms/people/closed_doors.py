"""Addresses of Wagtail's admin that are shut, or open to fewer people than Wagtail would let in.

They stand before Wagtail's own addresses in `lms.urls`. Whoever may edit users in Wagtail may make themselves
superuser, by Wagtail's design: accounts are opened by invitation and roles given through our own screens.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path, reverse
from django.utils.functional import cached_property
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import index as bulk_action
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.contrib.redirects.views import IndexView

from lms.core.checks import is_ours

from .permissions import reads_site_history


def shut(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """An address that does not exist here, for anybody."""
    raise Http404


def bulk(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Bulk actions of pages, pictures and documents. Our own records have none: they would ask about no instance."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if is_ours(model):
        raise Http404
    return bulk_action(request, app_label, model_name, action)


class RedirectList(IndexView):
    """The list of redirects without the way to import some: a moved page leaves its own, and few are written by hand.
    The import trusts what its form sends back."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        imports = reverse("wagtailredirects:start_import")
        return [button for button in super().header_more_buttons if button.url != imports]


def national_readers_only(view: Any) -> Any:
    """The journal shows labels of rows by content type, whatever their region."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not reads_site_history(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return require_admin_access(guarded)


urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^(?:users|groups|redirects/import)/", shut),
    path("redirects/", require_admin_access(RedirectList.as_view())),
    # A list of any snippet for whoever enters the administration; ours are chosen through scoped choosers.
    path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", shut),
    path("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", shut),
    path("failwhale/", shut),
    path("bulk/<str:app_label>/<str:model_name>/<str:action>/", require_admin_access(bulk)),
    path("reports/site-history/", national_readers_only(LogEntriesView.as_view())),
    path("reports/site-history/results/", national_readers_only(LogEntriesView.as_view(results_only=True))),
]

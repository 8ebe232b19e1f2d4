"""Pictures served by the portal itself, where no web server stands in front (SERVE_MEDIA)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve


def serve_image(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition of a picture; nothing else of the media folder. Raises Http404 when there is none of that name."""
    return serve(request, path, document_root=f"{settings.MEDIA_ROOT}/images")

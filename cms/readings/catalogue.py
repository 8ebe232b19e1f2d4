"""The catalogue: published modules, searched and filtered, twelve per page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from courses.selectors import published_versions

from ..catalogue_filters import CatalogueFilter
from ..models import CataloguePage
from ..page_links import course_path
from .reader import reader_id

PER_PAGE = 12


def read(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    """A catalogue holds tens of modules: the list is read whole, which gives its length without another query."""
    form = CatalogueFilter(request.GET)
    versions = form.narrow(published_versions(reader_id(request)))
    found = list(versions.annotate(page_path=course_path("course")).prefetch_related("course__competencies"))
    return {
        "form": form,
        "result_count": len(found),
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }

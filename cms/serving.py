"""Finding the page of an address with one query.

Wagtail walks down the tree with two queries per level; a lesson four levels deep would cost a dozen before its
content. The portal's tree has four fixed levels, so the address says which kind of page it names.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from .models import CataloguePage, CoursePage, HomePage, LessonPage, NewsPage, ResourcePage, StandardPage
from .page_links import portal_language

# Level below the home page → the pages that live there, and the records they show.
PAGES: dict[int, tuple[type[Page], tuple[str, ...]]] = {
    0: (HomePage, ()),
    2: (CoursePage, ("course__theme",)),
    3: (LessonPage, ("lesson__version__course__theme",)),
}
BELOW_HOME: tuple[type[Page], ...] = (CataloguePage, StandardPage, NewsPage, ResourcePage)


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own serving, with its hooks and restrictions, of the page found here."""
    page = find_page(path, portal_language())
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return serve(request, path)


def find_page(path: str, language: str) -> Page | None:
    """The live page at `path` (such as "modules/m02/") below the home page of `language`, as its own class.

    It carries `translated_path`, the url_path of the same page in the other language, and `any_restriction`.
    """
    slugs = path.strip("/").split("/") if path.strip("/") else []
    model, related = PAGES.get(len(slugs), (Page, ()))
    if model is Page and len(slugs) != 1:
        return None
    rows = _annotated(model.objects.filter(live=True, locale__language_code=language, depth=len(slugs) + 2))
    if slugs:
        rows = rows.filter(slug=slugs[-1], url_path__endswith=f"/{'/'.join(slugs)}/")
    if model is not Page:
        return rows.select_related("locale", *related).first()
    return _own_class(rows.select_related("locale", *(kind._meta.model_name for kind in BELOW_HOME)).first())


def _annotated(rows: QuerySet[Any]) -> QuerySet[Any]:
    translations = Page.objects.filter(translation_key=OuterRef("translation_key"), live=True)
    other = translations.exclude(locale=OuterRef("locale")).values("url_path")[:1]
    return rows.annotate(translated_path=Subquery(other), any_restriction=Exists(PageViewRestriction.objects.all()))


def _own_class(row: Any) -> Page | None:
    """The row of the page's own table that came along with the common one."""
    if row is None:
        return None
    name = row.cached_content_type.model
    if name not in {kind._meta.model_name for kind in BELOW_HOME}:
        return None
    page = getattr(row, name)
    page.translated_path, page.any_restriction, page.locale = row.translated_path, row.any_restriction, row.locale
    return page

"""The frame round every page: the entries of the navigation by role, the footer, the switch of language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lms.core.languages import ENGLISH_PREFIXES, in_other_language
from lms.people.enums import Role
from lms.people.scopes import Reach, reach_of

from .frame_memory import remembered
from .models import CataloguePage, StandardPage
from .page_links import portal_language
from .page_paths import page_address

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_ENTRIES = 5
LANGUAGE_NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}


@dataclass(frozen=True)
class Destination:
    """A place of the portal: its name, its drawing, its address, and the other addresses that belong to it."""

    label: str | _StrPromise
    icon: str
    url_name: str
    also_under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation. `current` is the value of aria-current, empty elsewhere."""

    label: str | _StrPromise
    icon: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language, or in this one."""

    code: str
    name: str
    url: str
    current: bool


HOME = Destination(_("Home"), "home", "home")
MODULES = Destination(_("Modules"), "book", "modules")
VERIFY = Destination(_("Verify"), "shield", "verify")
SIGN_IN = Destination(_("Sign in"), "person", "account_login")
LEARNING = Destination(_("Learning"), "path", "my-learning", ("learning/",))
SESSIONS = Destination(_("Sessions"), "calendar", "session-list")
CERTIFICATES = Destination(_("Certificates"), "certificate", "certificate-list")
TEAM = Destination(_("My UPE"), "people", "team")
REGISTER = ("duplicates/", "imports/", "team/accounts/", "my-data/requests/")
ORGANISATIONS = Destination(_("Organisations"), "people", "organisation-list", REGISTER)
INDICATORS = Destination(_("Indicators"), "chart", "indicator-dashboard")
ADMINISTRATION = Destination(_("Administration"), "settings", "wagtailadmin_home")

VISITOR = (HOME, MODULES, VERIFY, SIGN_IN)
LEARNER = (LEARNING, MODULES, SESSIONS, CERTIFICATES)
# In order of rank: someone with several roles reads first what the highest one needs.
BY_ROLE: tuple[tuple[str, tuple[Destination, ...]], ...] = (
    (Role.ADMINISTRATOR, (INDICATORS, ORGANISATIONS, SESSIONS, MODULES, ADMINISTRATION)),
    (Role.MINISTRY_OFFICER, (INDICATORS, ORGANISATIONS, SESSIONS, MODULES)),
    (Role.AUDITOR, (INDICATORS, ORGANISATIONS, SESSIONS, MODULES)),
    (Role.TERRITORIAL_COORDINATOR, (INDICATORS, ORGANISATIONS, SESSIONS, MODULES)),
    (Role.UPE_COORDINATOR, (TEAM, SESSIONS, MODULES, LEARNING)),
    (Role.TRAINER, (SESSIONS, MODULES, LEARNING)),
    (Role.CONTENT_EDITOR, (MODULES, LEARNING)),
)
# Roles that write pages: they see the way into the administration when their account may open it.
AUTHORS = frozenset({Role.TRAINER, Role.CONTENT_EDITOR})


def destinations(reach: Reach, *, signed_in: bool, may_administer: bool = False) -> tuple[Destination, ...]:
    """Where the navigation leads for these roles, at most `MOST_ENTRIES` places, each once."""
    if not signed_in:
        return VISITOR
    found = dict.fromkeys(place for role, places in BY_ROLE if reach.has_role(role) for place in places)
    places = list(found or dict.fromkeys(LEARNER))
    if may_administer and ADMINISTRATION not in places:
        places.append(ADMINISTRATION)
    if len(places) > MOST_ENTRIES and ADMINISTRATION in places:
        places.remove(ADMINISTRATION)
        places.insert(MOST_ENTRIES - 1, ADMINISTRATION)
    return tuple(places[:MOST_ENTRIES])


@dataclass(frozen=True)
class FramePage:
    """A page that the frame of every page links to."""

    title: str
    url: str
    is_catalogue: bool


def frame_pages() -> list[FramePage]:
    """The live catalogue and plain pages of the active language, in the order of the tree."""
    language = portal_language()
    return remembered(f"frame-pages-{language}", lambda: _read_frame_pages(language))


def _read_frame_pages(language: str) -> list[FramePage]:
    pages = Page.objects.live().type(CataloguePage, StandardPage).filter(locale__language_code=language)
    return [
        FramePage(page.title, page_address(page.url_path, language), page.cached_content_type.model == "cataloguepage")
        for page in pages.order_by("path")
    ]


def _address(place: Destination) -> str | None:
    if place is HOME:
        return f"/{portal_language()}/"
    if place is MODULES:
        return next((page.url for page in frame_pages() if page.is_catalogue), None)
    try:
        return reverse(place.url_name)
    except NoReverseMatch:
        return None


def _current(request: HttpRequest, place: Destination, url: str) -> str:
    """ "page" on the page itself, "true" on the pages under it: one address may belong to one entry only."""
    if request.path == url:
        return "page"
    if place is HOME:
        return ""
    language = portal_language()
    under = (url, *(f"/{language}/{prefix}" for prefix in place.also_under))
    return "true" if request.path.startswith(under) else ""


def navigation(request: HttpRequest) -> list[Entry]:
    """The entries of the navigation for whoever asks."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    reach = reach_of(user)
    may_administer = user is not None and reach.has_role(*AUTHORS) and user.has_perm("wagtailadmin.access_admin")
    places = destinations(reach, signed_in=signed_in, may_administer=may_administer)
    return [
        Entry(place.label, place.icon, url, _current(request, place, url))
        for place in places
        if (url := _address(place))
    ]


def footer_pages(request: HttpRequest) -> list[Entry]:
    """Help, legal notice and the other plain pages: links of the footer."""
    return [
        Entry(page.title, "document", page.url, "page" if page.url == request.path else "")
        for page in frame_pages()
        if not page.is_catalogue
    ]


def _address_in(request: HttpRequest, language: str, page: Page | None) -> str:
    if page is not None and page.pk:
        translated = _translated_path(page, language)
        return page_address(translated, language) if translated else f"/{language}/"
    query = request.GET.copy()
    after = str(query.get("next", ""))
    if after.startswith(("/fr/", "/ar/")):
        query["next"] = in_other_language(after, language)
    return in_other_language(request.path, language) + (f"?{query.urlencode(safe='/')}" if query else "")


def _translated_path(page: Page, language: str) -> str | None:
    if hasattr(page, "translated_path"):  # found by cms.serving in the page's own query
        return page.translated_path
    translations = page.get_translations().filter(live=True, locale__language_code=language)
    return translations.values_list("url_path", flat=True).first()


def language_links(request: HttpRequest, page: Page | None = None) -> list[LanguageLink]:
    """This page in each language it speaks, Arabic first: the translated page, or the same address."""
    active = (get_language() or "fr")[:2]
    codes = ["ar", "fr"]
    if request.path.startswith(ENGLISH_PREFIXES) or in_other_language(request.path, "en").startswith(ENGLISH_PREFIXES):
        codes.append("en")
    has_language = request.path[1:3] in LANGUAGE_NAMES and request.path[3:4] == "/"
    return [
        LanguageLink(
            code=code,
            name=LANGUAGE_NAMES[code],
            url=_address_in(request, code, page)
            if has_language and code != active
            else request.get_full_path()
            if has_language
            else f"/{code}/",
            current=code == active,
        )
        for code in codes
    ]

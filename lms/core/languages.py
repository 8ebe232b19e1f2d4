"""Which language an address offers, and where `/` leads."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import is_valid_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import trans_real

GetResponse = Callable[[HttpRequest], HttpResponse]
# Public verification and open data also speak English; everything else is French and Arabic.
ENGLISH_PREFIXES = ("/en/verify/", "/en/open-data/")
# A visitor who checks a certificate is given no cookie at all.
WITHOUT_COOKIE = ("/fr/verify/", "/ar/verify/", "/en/")


def preferred_language(request: HttpRequest) -> str:
    """ "fr" or "ar": the remembered choice, else the first of the browser's languages we speak, else French."""
    remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if remembered in settings.PORTAL_LANGUAGES:
        return remembered
    for code, _weight in trans_real.parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if code[:2] in settings.PORTAL_LANGUAGES:
            return code[:2]
    return "fr"


def in_other_language(path: str, language: str) -> str:
    """The same address under another language prefix."""
    parts = path.split("/", 2)
    return f"/{language}/{parts[2] if len(parts) > 2 else ''}"


class AddressLanguageMiddleware(LocaleMiddleware):
    """Django's own, which sends a missing address to the same one under a language: but an address that has no
    language, such as a record of the administration that is out of scope, is answered 404 where it stands."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and is_valid_path(request.path_info):
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            return response
        return super().process_response(request, response)


class OfferedLanguageMiddleware:
    """Keeps English to the pages that offer it, and remembers the portal language last read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith("/en/") and not path.startswith(ENGLISH_PREFIXES):
            return HttpResponseRedirect(in_other_language(path, "fr"))
        response = self.get_response(request)
        language = path[1:3]
        if (
            path[3:4] == "/"
            and language in settings.PORTAL_LANGUAGES
            and not path.startswith(WITHOUT_COOKIE)
            and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language
        ):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response


def choose_language(request: HttpRequest) -> HttpResponse:
    """`/`: to the home page in the remembered or the browser's language."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response

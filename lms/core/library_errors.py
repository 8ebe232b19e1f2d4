"""What Wagtail's own screens stumble over when they are sent what none of their forms sends.

Wagtail 8.0 answers some twenty such requests with a failure: identifiers that are no numbers or too large for the
database (choosers, copying, moving, redirects, workflows, `find` of its API), forms without their hidden fields, a
`next` that is no address, texts of the editor that are no JSON. They are malformed, and are answered so.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.views.defaults import bad_request

from .checks import is_our_code

logger = logging.getLogger(__name__)
HANDS_ON = "lms.core.scoping"
STUMBLES = (
    AttributeError, DataError, InvalidPage, LookupError, NoReverseMatch, ObjectDoesNotExist, OverflowError, TypeError,
    ValidationError, ValueError,
)  # fmt: skip


class LibraryErrorMiddleware:
    """Answers 400 in the administration when a library failed, by itself, over what was sent. The log says where.

    An error of our own code, or one that passed through it, or one without anything sent, stays an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        was_sent_something = request.method == "POST" or bool(request.GET)
        if not (request.path_info.startswith("/admin/") and was_sent_something and isinstance(exception, STUMBLES)):
            return None
        if passed_through_ours(exception):
            return None
        logger.warning("The administration was sent what it does not understand", exc_info=exception)
        return bad_request(request, exception)


def passed_through_ours(exception: Exception) -> bool:
    """Whether code of the portal raised the exception, or called what raised it. The scoped screens, which hand the
    request on to Wagtail's, do not count."""
    modules = {frame.f_globals["__name__"] for frame, _line in traceback.walk_tb(exception.__traceback__)}
    return any(is_our_code(module) for module in modules - {HANDS_ON})

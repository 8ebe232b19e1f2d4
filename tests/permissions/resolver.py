"""Every address of the portal, as the resolver knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

# What stands for the language in a route: the rows hold for each of them.
LANGUAGE = "L/"
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> list[str]:
    """The routes of all addresses, each once, such as "L/team/" or "admin/person/edit/<int:pk>/"."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[Any], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        is_language = isinstance(pattern.pattern, LocalePrefixPattern)
        route = prefix + (LANGUAGE if is_language else str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route


def fill(route: str, values: dict[str, Any], *, language: str = "fr") -> str:
    """The address of a route. Raises KeyError for an argument without a value."""
    path = ARGUMENT.sub(lambda match: str(values[match.group(1)]), route)
    if path.startswith(LANGUAGE):
        path = f"{language}/{path.removeprefix(LANGUAGE)}"
    return f"/{path}".replace("^", "").replace("$", "")

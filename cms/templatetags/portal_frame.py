"""What the frame of every page asks: navigation, footer, languages."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from cms import navigation as frame

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[frame.Entry]:
    """The entries of the navigation; none where a page is drawn outside a request."""
    request = context.get("request")
    return frame.navigation(request) if request else []


@register.simple_tag(takes_context=True)
def footer_pages(context: dict[str, Any]) -> list[frame.Entry]:
    """The plain pages named at the foot of every page."""
    request = context.get("request")
    return frame.footer_pages(request) if request else []


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[frame.LanguageLink]:
    """This page in each of its languages."""
    request, page = context.get("request"), context.get("page")
    return frame.language_links(request, page if isinstance(page, Page) else None) if request else []

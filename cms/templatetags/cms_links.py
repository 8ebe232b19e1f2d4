"""Links from records to their pages, for the templates of every app."""

from __future__ import annotations

from typing import Any

from django import template

from cms import page_links

register = template.Library()


@register.simple_tag(takes_context=True)
def page_url(context: dict[str, Any], record: Any) -> str:
    """`{% page_url course as url %}`: the address of the page of a Course, CourseVersion or Lesson, empty when it
    has none in this language. One query for all the courses of a request, one per version for lessons."""
    return page_links.page_url(record, context.get("request"))


@register.filter
def address(url_path: str | None) -> str:
    """`{{ lesson.page_path|address }}`: the address of a path that a list was annotated with."""
    return page_links.address(url_path)

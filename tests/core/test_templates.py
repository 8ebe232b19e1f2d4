"""The templates as files: what the content policy refuses and what the frame promises."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from lms.core.icons import MIRRORED, OUTLINES
from tests.architecture.project import ROOT

TEMPLATES = ROOT / "templates"
# Drawn by a tag of ours.
INCLUSION_TAGS = {"people/register_places.html"}
# Whole documents: the frame, what must stand without it, and files that people take away.
DOCUMENTS = {"base.html", "500.html", "certificates/pdf/certificate.html", "people/privacy/export.html"}
# Printed by xhtml2pdf, never by a browser under the content policy.
PRINTED = {"certificates/pdf/certificate.html"}
REFUSED = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE
    ),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "third party": re.compile(r"(?:src|srcset|<link[^>]*href)=\"(?:https?:)?//", re.IGNORECASE),
}
EXTENDS = re.compile(r"{%\s*extends\s+\"([^\"]+)\"\s*%}")
INCLUDED = re.compile(r"{%\s*include\s+\"([^\"]+)\"")


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@cache
def sources() -> dict[str, str]:
    return {name(path): path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html"))}


@pytest.mark.parametrize("what", REFUSED)
def test_templates_hold_nothing_the_content_policy_refuses(what: str) -> None:
    found = {
        template: match.group()
        for template, source in sources().items()
        if template not in PRINTED and (match := REFUSED[what].search(source))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("what", "source"),
    [
        ("inline style", '<p style="color: red">'),
        ("inline style", "<style>p{}</style>"),
        ("inline handler", '<button onclick="go()">'),
        ("inline script", "<script>go()</script>"),
        ("script address", '<a href="javascript:go()">'),
        ("third party", '<script src="https://cdn.example/x.js">'),
    ],
)
def test_the_search_finds_what_it_looks_for(what: str, source: str) -> None:
    assert REFUSED[what].search(source)


def is_part(template: str) -> bool:
    """Whether a template is drawn inside another: a component, an element of a form, a page's piece."""
    return (
        template in {part for source in sources().values() for part in INCLUDED.findall(source)}
        or template in INCLUSION_TAGS
        or template.startswith(("components/", "core/styleguide/", "allauth/elements/"))
        or "/blocks/" in template
        or "/parts/" in template
        or template.rsplit("/", 1)[-1].startswith("_")
    )


def test_every_page_stands_in_the_frame() -> None:
    pages = {template for template in sources() if not is_part(template)} - DOCUMENTS
    assert {template for template in pages if not EXTENDS.search(sources()[template])} == set()
    assert {template for template in sources() if "<html" in sources()[template]} == DOCUMENTS


def test_every_icon_named_in_a_template_is_drawn() -> None:
    named = {icon for source in sources().values() for icon in re.findall(r"{%\s*icon \"([^\"]+)\"", source)}
    assert named - set(OUTLINES) == set()
    assert set(OUTLINES) >= MIRRORED


def test_every_page_names_itself() -> None:
    """A page of ours that stands directly in the frame fills the title."""
    unnamed = [
        template
        for template, source in sources().items()
        if (match := EXTENDS.search(source)) and match.group(1) == "base.html" and "{% block title %}" not in source
    ]
    assert unnamed == []

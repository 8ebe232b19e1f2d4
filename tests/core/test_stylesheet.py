"""The stylesheet: light, logical in both directions, and complete in itself."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from tests.architecture.project import ROOT

TAKWIN = ROOT / "lms" / "core" / "static" / "takwin"
HEAVIEST = 12 * 1024
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Physical words: which side they mean does not turn with the direction of the text.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right)[\w-]*|(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)"
)
# The arrow of a select has its [dir="rtl"] pair; a mask's gradient is not counted above and has one too.
TURNED_BY_HAND = re.compile(r"to (?:left|right)|background-position")


def sheet(name: str = "takwin.css") -> str:
    return COMMENT.sub("", (TAKWIN / name).read_text(encoding="utf-8"))


def test_stylesheet_is_light() -> None:
    assert len(gzip.compress((TAKWIN / "takwin.css").read_bytes(), 9)) <= HEAVIEST


@pytest.mark.parametrize("name", ["takwin.css", "styleguide.css", "admin.css", "card.css"])
def test_stylesheet_names_no_side(name: str) -> None:
    assert PHYSICAL.findall(sheet(name)) == []


def test_what_must_name_a_side_has_its_pair() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", sheet())
    turned = [selector.strip() for selector, body in rules if TURNED_BY_HAND.search(body)]
    in_rtl = [selector for selector in turned if '[dir="rtl"]' in selector]
    assert in_rtl != []
    for selector in in_rtl:
        assert selector.replace('[dir="rtl"] ', "") in turned or ".select" in selector


def test_every_custom_property_is_defined_and_used() -> None:
    text = sheet()
    used = set(re.findall(r"var\((--[\w-]+)", text))
    defined = set(re.findall(r"(?m)(?:^|[{;])\s*(--[\w-]+):", text))
    assert used == defined


def test_stylesheet_asks_nothing_of_others() -> None:
    """No web font, no import; every address is ours or drawn in place."""
    text = sheet()
    assert "@import" not in text
    assert "@font-face" not in text
    addresses = [address.strip("\"'") for address in re.findall(r"url\(([^)]*)", text)]
    ours = [address for address in addresses if not address.startswith("data:")]
    assert ours == ["zellige.svg"]
    assert finders.find("takwin/zellige.svg")

"""Every screen of the portal, in both languages, on a phone and on a desk: the automated rules find nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest

from lms.people.models import User

from .accessibility import violations
from .lived_world import LivedWorld, screens
from .walking import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

WIDTHS = (360, 1280)
NARROWEST = 320
OPEN_DETAILS = "document.querySelectorAll('details').forEach((element) => { element.open = true; })"
SEND_FORM = "document.querySelector('main form[method=post]').submit()"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def problems(page: Page, widths: Iterable[int] = WIDTHS) -> list[str]:
    """What the rules find at these widths with every detail open, and whether anything scrolls sideways on a phone."""
    page.evaluate(OPEN_DETAILS)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {line}" for line in violations(page)]
    for width in (NARROWEST, 360):
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate(WIDER):
            found.append(f"{width}: scrolls sideways")
    return found


def visit(walker: Walker, address: str) -> None:
    """Open the screen; of one marked with "!", send the form as it stands and stay on the answer."""
    walker.open(address.removeprefix("!"))
    if address.startswith("!"):
        with walker.page.expect_navigation():
            walker.page.evaluate(SEND_FORM)
        walker.look()


@pytest.fixture
def enter(portal_server: Any, open_page: Callable[..., Page]) -> Callable[[str, str], Walker]:
    """`enter("ar", "hind")`: a window of somebody who is signed in; of a stranger without a name."""

    def enter(language: str, who: str) -> Walker:
        walker = Walker(open_page(language=language), str(portal_server), language)
        if who:
            walker.enter_as(User.objects.get(username=who))
        return walker

    return enter


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("who", ["", "hind", "lina", "younes", "samira", "nadia", "karim"])
def test_no_screen_breaks_a_rule(
    who: str,
    language: str,
    lived_world: LivedWorld,
    enter: Callable[[str, str], Walker],
    pytestconfig: pytest.Config,
) -> None:
    """Each screen in both languages and at both widths: French on a phone and Arabic on a desk, then the other way
    round for the next screen. `--thorough` takes all four of each."""
    walker = enter(language, who)
    found = {}
    for number, address in enumerate(screens(lived_world, language)[who]):
        visit(walker, address)
        one = WIDTHS[(number + (language == "ar")) % 2]
        found[address] = problems(walker.page, WIDTHS if pytestconfig.getoption("thorough") else [one])
    assert {address: lines for address, lines in found.items() if lines} == {}
    assert walker.untranslated == {}
    assert walker.troubles == []

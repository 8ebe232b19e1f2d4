"""Automated accessibility rules, run in the browser on the page as it stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
    const { violations } = await axe.run(
        document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false });
    return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What breaks WCAG 2.2 AA or good practice on `page`, one line per rule with the elements at fault.

    A first filter: it says nothing about reading order, the sense of words or a screen reader in Arabic.
    """
    # Evaluated rather than added as a script: the portal's content policy refuses inline scripts.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(RUN, RULES)
    return [f"{rule['id']}: {rule['help']}: {'  '.join(rule['where'])}" for rule in found]

"""A person with a browser: what they click, and what must hold on every page they meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

    from lms.people.models import User

DIRECTIONS = {"fr": "ltr", "ar": "rtl", "en": "ltr"}
# What a page says in its own language: names, codes and quotations are marked as such (bdi, lang) and left out.
SAID = """() => {
    const page = document.documentElement.lang;
    const foreign = (element) => element.closest(
        `script, style, bdi, noscript, .wagtail-userbar, [lang]:not([lang="${page}"])`);
    const said = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
        if (!foreign(walker.currentNode.parentElement)) said.push(walker.currentNode.textContent);
    for (const name of ["aria-label", "alt", "title", "placeholder", "data-label"])
        for (const element of document.querySelectorAll(`[${name}]`))
            if (!foreign(element)) said.push(element.getAttribute(name));
    return said.join(" \\n ");
}"""
# Words no French sentence of the portal holds, and all that Arabic ones may hold in Latin letters.
ENGLISH_WORDS = """
    the and of your you this that with from are not has was were will been which their they who when here every each
    other all any until since yet still already show see back next add choose save sign out send lesson lessons answer
    answers right result attendance certificate certificates learner learning team half day days name hour hours seat
    seats people persons
"""
ENGLISH = frozenset(ENGLISH_WORDS.split())
LATIN_IN_ARABIC = frozenset({"takwin", "pdf", "csv", "excel", "xlsx", "qr", "kb", "mb", "docx", "jpeg", "png", "webp"})


def foreign_words(said: str, language: str) -> set[str]:
    """The words of a page that belong to another language of the portal's sources, in lower case."""
    # What holds a digit is a code, an address or a date.
    plain = " ".join(part for part in said.lower().split() if not any(letter.isdigit() for letter in part))
    words = set("".join(letter if letter.isalpha() else " " for letter in plain).split())
    if language == "ar":
        # One letter is an initial or a unit; more of them are a word that was not translated.
        return {word for word in words if len(word) > 1 and word.isascii()} - LATIN_IN_ARABIC
    return words & ENGLISH


@dataclass
class Walker:
    """One browser window. Every page opened through it is looked at: language, direction, words, errors."""

    page: Page
    server: str
    language: str
    # Gathered on the way and judged at the end, so that one walk names everything that is wrong.
    troubles: list[str] = field(default_factory=list)
    untranslated: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("response", self._note_response)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("console", self._note_console)

    def _note_response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.troubles.append(f"{response.status} {response.url}")

    def _note_console(self, message: Any) -> None:
        if "Content Security Policy" in message.text:
            self.troubles.append(f"policy: {message.text}")

    def say(self, text: str, plural: str = "", count: int = 0, **values: Any) -> str:
        """A text of the interface in this person's language."""
        with translation.override(self.language):
            said = ngettext(text, plural, count) if plural else gettext(text)
            return said % values if values else said

    def open(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else f"{self.server}{address}")
        self.look()

    def press(self, text: str, *, within: str = "body", **values: Any) -> None:
        """Press the button of this name and read the page it leads to."""
        self._follow("button", text, within, values)

    def follow(self, text: str, *, within: str = "body", **values: Any) -> None:
        """Follow the link of this name."""
        self._follow("link", text, within, values)

    def _follow(self, role: Any, text: str, within: str, values: dict[str, Any]) -> None:
        target = self.page.locator(within).get_by_role(role, name=self.say(text, **values), exact=True)
        with self.page.expect_navigation():
            target.first.click()
        self.look()

    def choose_answer(self, text: str) -> None:
        self.page.get_by_label(text, exact=True).check()

    def fill(self, **values: str) -> None:
        """Fill fields by their names."""
        for name, value in values.items():
            control = self.page.locator(f"[name={name}]:not([type=hidden])")
            if control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def sign_in(self, name: str) -> None:
        self.open(f"/{self.language}/account/login/")
        self.fill(login=name, password=PASSWORD)
        self.press("Sign in", within="main form")

    def enter_as(self, user: User) -> None:
        """Be signed in already, whatever the language of the person."""
        client = Client()
        client.force_login(user)
        (cookie,) = client.cookies.values()
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.server}])

    def look(self) -> None:
        """What holds on every page of the portal, and on Wagtail's as far as the portal decides it."""
        root = self.page.locator("html")
        where = self.page.url.removeprefix(self.server)
        assert root.get_attribute("lang") == self.language, where
        assert root.get_attribute("dir") == DIRECTIONS[self.language], where
        if not where.startswith("/admin/"):
            words = foreign_words(self.page.evaluate(SAID), self.language)
            if words:
                self.untranslated[where] = words

    def reads(self, text: str) -> None:
        """The page's main part holds `text`."""
        assert text in self.page.locator("main").inner_text(), (self.page.url, text)

    def fits(self) -> None:
        """Nothing makes the page scroll sideways."""
        overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(overflow) <= 0, self.page.url

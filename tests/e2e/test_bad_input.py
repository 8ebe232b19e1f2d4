"""Every form of the chain sent empty, with what nobody should type, and twice: a page answers, never an error, and
nothing is written a second time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client
from wagtail import hooks

from lms.core.admin_menu import MENU_ITEM_HOOK
from lms.people.models import User

from .bad_input import HOSTILE, STRINGS, TYPED, FoundForm, forms_of, rows_by_table
from .lived_world import LivedWorld, build_lived_world, screens

pytestmark = pytest.mark.django_db

# How often every field gets something that people type, each time something else.
TURNS = 6
# The administrator at work in Wagtail's part.
OFFICE = "karim in the administration"
SAYS_SOMETHING = ('class="error', 'class="summary"', 'class="notice', "w-message", "error-message", "messages", "<h1")


def administration(client: Client) -> list[str]:
    """The forms of new records behind the menu of the administration."""
    found = []
    for make_item in hooks.get_hooks(MENU_ITEM_HOOK):
        index = str(make_item().url)
        if index.startswith("/admin/"):
            page = BeautifulSoup(client.get(index).content, "html.parser")
            links = {str(link["href"]) for link in page.select("a[href]")}
            found += sorted(link for link in links if link in {f"{index}new/", f"{index}add/"})
    return found


def addresses(lived: LivedWorld, who: str, client: Client) -> list[str]:
    if who == OFFICE:
        return administration(client)
    return [address for address in screens(lived, "fr")[who] if not address.startswith("!")]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(client: Client, form: FoundForm, values: dict[str, Any]) -> Any:
    for value in values.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return client.post(form.address, values)


def trouble(client: Client, form: FoundForm, values: dict[str, Any]) -> str:
    """What is wrong with the answers when `values` are sent twice. Empty: nothing."""
    with undone():
        first = send(client, form, values)
        if first.status_code >= 500:
            return f"{first.status_code}"
        if first.status_code not in {301, 302, 303}:
            # Refused, with nothing written: the second time would be the same.
            return "" if says_something(first) else f"{first.status_code} and no word"
        after_first = rows_by_table()
        page = client.get(first["Location"])
        if page.status_code >= 500:
            return f"{page.status_code} after {first['Location']}"
        second = send(client, form, values)
        if second.status_code >= 500:
            return f"{second.status_code} the second time"
        grown = {table for table, count in rows_by_table().items() if count > after_first[table]}
        return f"written twice: {sorted(grown)}" if grown else ""


def says_something(answer: Any) -> bool:
    """Whether a page answers with a message or at least a heading; files and redirections speak for themselves."""
    if not answer.get("Content-Type", "").startswith("text/html"):
        return True
    return any(mark in answer.content.decode() for mark in SAYS_SOMETHING)


def attempts(form: FoundForm) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is sent: nothing, everything plausible, each hostile text everywhere, what people type in turn in each
    field, and each field alone with one text.

    Wagtail's own forms are slow and share their fields' code: there, every fifth text and some six fields.
    """
    yield "empty", form.emptied
    yield "plausible", form.filled()
    if not form.typed:
        return
    step = 5 if form.address.startswith("/admin/") else 1
    for text in HOSTILE[::step]:
        yield f"everywhere {text[:20]!r}", form.with_everywhere(text)
    for turn in range(0, TURNS, step):
        yield f"turn {turn}", form.with_in_turn(TYPED, turn * len(TYPED) // TURNS)
    if len(form.typed) > 1:
        alone = form.typed[:: 1 + len(form.typed) // 6] if step > 1 else form.typed
        for number, name in enumerate(alone):
            text = STRINGS[(17 * number + len(form.address)) % len(STRINGS)]
            yield f"{name} {text[:20]!r}", form.with_one(name, text)


@pytest.mark.parametrize("who", ["", "hind", "lina", "younes", "samira", "karim", OFFICE])
def test_no_form_breaks_or_writes_twice(who: str) -> None:
    lived = build_lived_world()
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(User.objects.get(username="karim" if who == OFFICE else who))
    found, sent = {}, set()
    for address in addresses(lived, who, client):
        page = client.get(address)
        assert page.status_code < 500, address
        for form in forms_of(page.content.decode(), address):
            key = (form.address, tuple(sorted(form.values)))
            if key in sent:
                continue
            sent.add(key)
            for name, values in attempts(form):
                if problem := trouble(client, form, values):
                    found[f"{form.address} {name}"] = problem
    assert sent
    assert found == {}

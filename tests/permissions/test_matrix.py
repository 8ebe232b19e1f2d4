"""Every address, every role: the answer of the table, and no address outside the table."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client, override_settings
from django.urls import path

from tests.permissions import matrix
from tests.permissions.matrix import INSIDE, OUTSIDE, ROLES, SCOPES, Row
from tests.permissions.resolver import fill, routes
from tests.permissions.world import World, build

ANSWERS = {200: ".", 404: "0", 405: "m", 409: "9", 410: "g", 422: "!"}


class Visitors:
    """One signed-in client per role. What a request changes is taken back: rows, cookies, counters."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {}
        self.cookies: dict[str, str] = {}
        for role, user in world.users.items():
            client = Client(raise_request_exception=False)
            if user is not None:
                client.force_login(user)
            self.clients[role] = client
            self.cookies[role] = client.cookies.output(header="", sep=";")

    def ask(self, role: str, method: str, address: str) -> str:
        """The answer as one letter of the table, or the bare status."""
        client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role])
        point = transaction.savepoint()
        try:
            response = getattr(client, method)(address)
            if response.streaming:
                b"".join(response.streaming_content)
        finally:
            transaction.savepoint_rollback(point)
            cache.clear()
        if response.status_code == 302:
            return "i" if response.url.startswith(("/fr/account/login", "/ar/account/login", "/admin/login")) else ">"
        return ANSWERS.get(response.status_code, f"[{response.status_code}]")

    def answers(self, method: str, address: str, roles: Iterable[str] = ROLES) -> str:
        return "".join(self.ask(role, method, address) for role in roles)


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: Any) -> Iterator[Visitors]:
    """The visitors of a portal that draws no page: who is answered what does not depend on its looks.

    One country for the whole module: each request is taken back, and the country at the end.
    """
    draw = Template.render

    def draw_documents_only(self: Template, context: Any = None, request: Any = None) -> str:
        return draw(self, context, request) if "/pdf/" in str(self.origin) else ""

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(Template, "render", draw_documents_only)
        yield Visitors(build())
        transaction.set_rollback(True)


def values(world: World, route: str, scope: str) -> dict[str, Any]:
    """What the arguments of a route are for a scope."""
    arguments = next(names for prefix, names in matrix.ARGUMENTS if route.startswith(prefix))
    return {
        name: getattr(world.record(value[0], scope or "own"), value[1], None) if isinstance(value, tuple) else value
        for name, value in arguments.items()
    }


def address_of(world: World, row: Row) -> str:
    return matrix.ADDRESSES.get(row.route) or fill(row.route, values(world, row.route, row.scope))


def differences(visitors: Visitors, rows: Iterable[Row]) -> list[str]:
    """The rows that are answered otherwise, as they would have to be written."""
    found = []
    for row in rows:
        address = address_of(visitors.world, row)
        actual = (visitors.answers("get", address), visitors.answers("post", address))
        if actual != (row.get, row.post):
            found.append(f"{row.route} {row.scope or '-'} {' '.join(actual)} (table: {row.get} {row.post})")
    return found


def test_the_table(visitors: Visitors) -> None:
    known = {route or "choose-language:" for route in routes()}
    assert differences(visitors, [row for row in matrix.TABLE if row.route in known]) == []


def test_the_office(visitors: Visitors) -> None:
    known = set(routes())
    found = []
    for office in matrix.OFFICE:
        for suffix, screen in matrix.OFFICE_SCREENS.items():
            if (route := office.prefix + suffix) not in known:
                continue
            for scope in SCOPES if "<" in route else ("",):
                record = visitors.world.record(office.record, scope) if scope else None
                # The door is the same whatever the record: those outside knock once.
                roles = ROLES if scope in {"", "own"} else INSIDE
                actual = visitors.answers("get", fill(route, {"pk": record and record.pk}), roles)
                expected = "".join(office.answer(role, screen, scope) for role in roles)
                if actual != expected:
                    found.append(f"{route} {scope} {actual} (table: {expected})")
    assert found == []


def test_nobody_from_outside_enters_wagtails_own_screens(visitors: Visitors) -> None:
    found = []
    for route in routes():
        if not matrix.WAGTAILS_OWN.match(route) or "(?P<" in route:
            continue
        arguments = dict.fromkeys(re.findall(r"<\w+:(\w+)>", route), 1) | {
            name: uuid.uuid4() for name in re.findall(r"<uuid:(\w+)>", route)
        }
        for method in ("get", "post"):
            actual = visitors.answers(method, fill(route, arguments), OUTSIDE)
            if actual != "i" * len(OUTSIDE):
                found.append(f"{method} {route} {actual}")
    assert found == []


def unlisted() -> set[str]:
    """The addresses that no table speaks of."""
    listed = {row.route for row in matrix.TABLE}
    listed |= {office.prefix + suffix for office in matrix.OFFICE for suffix in matrix.OFFICE_SCREENS}
    return {
        route
        for route in (route or "choose-language:" for route in routes())
        if route not in listed and not matrix.WAGTAILS_OWN.match(route) and not matrix.SHADOWED.match(route)
    }


def test_every_address_is_in_a_table() -> None:
    assert unlisted() == set()


def test_every_row_of_the_tables_has_an_address() -> None:
    """A row that matches nothing protects nothing. (Screens that come with other work are named here.)"""
    known = {route or "choose-language:" for route in routes()}
    rows = {row.route for row in matrix.TABLE} - known
    offices = {office.prefix for office in matrix.OFFICE if office.prefix not in known}
    assert rows | offices == set()


class AddedByMistake:
    """The addresses of the portal, and one more: every name of the country, for whoever is signed in."""

    @staticmethod
    def everybody(request: Any) -> HttpResponse:
        from lms.people.models import Person

        return HttpResponse(", ".join(str(person) for person in Person.objects.all()))

    @property
    def urlpatterns(self) -> list[Any]:
        from lms import urls

        return [path("team-of-all/", self.everybody), *urls.urlpatterns]


def test_a_view_added_without_a_row_turns_the_test_red() -> None:
    import sys

    sys.modules["added_by_mistake"] = AddedByMistake()  # type: ignore[assignment]
    try:
        with override_settings(ROOT_URLCONF="added_by_mistake"):
            assert unlisted() == {"team-of-all/"}
    finally:
        del sys.modules["added_by_mistake"]


def test_a_view_with_a_wrong_row_turns_the_test_red(visitors: Visitors) -> None:
    """An unscoped view is answered `.` where the table says `0`, and the row says so."""
    wrong = [Row("L/team/", "", "i..000000", "mmmmmmmmm")]
    assert differences(visitors, wrong) == ["L/team/ - i0.000000 mmmmmmmmm (table: i..000000 mmmmmmmmm)"]

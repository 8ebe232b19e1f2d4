"""One signed-in client per role, and the addresses they ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tests.permissions import matrix
from tests.permissions.matrix import ROLES, Row
from tests.permissions.resolver import fill
from tests.permissions.world import World

ANSWERS = {200: ".", 400: "b", 404: "0", 405: "m", 409: "9", 410: "g", 422: "!"}
TO_SIGN_IN = ("/fr/account/login", "/ar/account/login", "/admin/login")
# What a request may write whoever asks: who is signed in, and how often somebody tried.
FREE_TABLES = ("django_session", "takwin_cache")
WRITING = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')


class Visitors:
    """One signed-in client per role. What a request changes is taken back: rows, cookies, counters."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {}
        self.cookies: dict[str, str] = {}
        # How many answers were asked for, and the tables that the last request wrote to.
        self.asked = 0
        self.written: set[str] = set()
        for role, user in world.users.items():
            self.join(role, user)

    def join(self, role: str, user: Any) -> None:
        """One more visitor, signed in unless `user` is None."""
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
            # The first request of a session brings its roles in step, starts its clock and looks for the notice.
            client.get("/fr/nowhere/")
        self.clients[role] = client
        self.cookies[role] = client.cookies.output(header="", sep=";")

    def request(
        self, role: str, method: str, address: str, data: Any = None, then: Callable[[Any], Any] | None = None
    ) -> Any:
        """The response. `then` is called with it before what the request has changed is taken back."""
        client = self.clients[role]
        client.cookies = SimpleCookie(self.cookies[role])
        self.asked += 1
        self.written = set()
        point = transaction.savepoint()
        try:
            with connection.execute_wrapper(self._note):
                response = getattr(client, method)(address, data)
                if response.streaming:
                    response.read = b"".join(response.streaming_content)
            if then is not None:
                then(response)
        finally:
            transaction.savepoint_rollback(point)
            cache.clear()
        return response

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := WRITING.match(sql)) and found.group(1) not in FREE_TABLES:
            self.written.add(found.group(1))
        return execute(sql, params, many, context)

    def ask(self, role: str, method: str, address: str) -> str:
        """The answer as one letter of the table, or the bare status."""
        response = self.request(role, method, address)
        if response.status_code == 302:
            return "i" if response.url.startswith(TO_SIGN_IN) else ">"
        return ANSWERS.get(response.status_code, f"[{response.status_code}]")

    def answers(self, method: str, address: str, roles: Iterable[str] = ROLES) -> str:
        """The answers to several roles. One that is refused and writes all the same is marked "W"."""
        letters = []
        for role in roles:
            letter = self.ask(role, method, address)
            letters.append("W" if letter in "i0m" and self.written else letter)
        return "".join(letters)


def values(world: World, route: str, scope: str) -> dict[str, Any]:
    """What the arguments of a route are for a scope."""
    arguments = next(names for prefix, names in matrix.ARGUMENTS if route.startswith(prefix))
    return {
        name: getattr(world.record(value[0], scope or "own"), value[1], None) if isinstance(value, tuple) else value
        for name, value in arguments.items()
    }


def address_of(world: World, row: Row) -> str:
    return matrix.ADDRESSES.get(row.route) or fill(row.route, values(world, row.route, row.scope))

"""Every address, every role: the answer of the table, and no address outside the table."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from wagtail.documents import get_document_model

from lms.people.enums import Role
from tests.factories import RoleGrantFactory, UserFactory
from tests.permissions import matrix
from tests.permissions.matrix import INSIDE, NEEDED, OUTSIDE, ROLES, Office, Row
from tests.permissions.resolver import fill, routes
from tests.permissions.visitors import Visitors, address_of

# Asked where the answer cannot hang on the role: a record that does not exist, a method that no screen takes.
ONE_OF_EACH_KIND = ("anonymous", "learner", "territorial", "administrator")


def roles_asked(row: Row, expected: str) -> tuple[str, ...]:
    """Every role; a few where all who are signed in are answered alike because there is nothing to reach."""
    alike = len(set(expected[1:])) == 1 and (row.scope == "none" or set(expected) <= set("im"))
    return ONE_OF_EACH_KIND if alike else ROLES


def differences(visitors: Visitors, rows: Iterable[Row]) -> list[str]:
    """The rows that are answered otherwise, with what each role was answered instead."""
    found = []
    for row in rows:
        address = address_of(visitors.world, row)
        for method, expected in (("get", row.get), ("post", row.post)):
            roles = roles_asked(row, expected)
            actual = visitors.answers(method, address, roles)
            wanted = "".join(letter for role, letter in zip(ROLES, expected, strict=True) if role in roles)
            if actual != wanted:
                found.append(f"{method} {row.route} {row.scope or '-'} {actual} (table: {wanted})")
    return found


def test_the_table(visitors: Visitors) -> None:
    known = {route or "choose-language:" for route in routes()}
    assert differences(visitors, [row for row in matrix.TABLE if row.route in known]) == []


def office_screens() -> Iterator[tuple[Office, str, str, str]]:
    """The screens there are over our records: office, route, kind of screen, scope.

    A record that belongs to no side is the same in every scope; nobody in the administration reaches a province, so
    neighbours are as far as siblings.
    """
    known = set(routes())
    for office in matrix.OFFICE:
        scopes = ("own", "sibling", "none") if office.scoped else ("own", "none")
        for suffix, screen in matrix.OFFICE_SCREENS.items():
            if (route := office.prefix + suffix) in known:
                for scope in scopes if "<" in route else ("",):
                    yield office, route, screen, scope


def office_cases() -> Iterator[tuple[Office, str, str, str, str, str]]:
    """What is asked of each screen: the above, method and role. The door is the same whatever the record: those
    outside knock once. What takes no form is posted to by who may most."""
    for office, route, screen, scope in office_screens():
        takes_forms = screen in {"add", "edit"}
        for role in ROLES if scope in {"", "own"} else INSIDE:
            yield office, route, screen, scope, "get", role
            if (takes_forms and scope != "none") or (role == "administrator" and scope in {"", "own"}):
                yield office, route, screen, scope, "post", role


def test_the_office(visitors: Visitors) -> None:
    found = []
    for office, route, screen, scope, method, role in office_cases():
        record = visitors.world.record(office.record, scope) if scope else None
        actual = visitors.ask(role, method, fill(route, {"pk": record and record.pk}))
        expected = office.answer(role, screen, scope, method)
        if visitors.written and expected in set("i0>m"):
            actual += "W"
        if actual != expected and not (expected == "*" and actual in {".", ">"}):
            found.append(f"{method} {route} {scope} {role} {actual} (table: {expected})")
    assert found == []


def test_every_right_but_the_one_asked_opens_no_screen(visitors: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with the whole country in scope and every permission but those that open a screen is sent away; with
    one of those alone, they are let in."""
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.AUDITOR)
    visitors.join("almost", user)
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    everything = {f"{app}.{codename}" for app, codename in rows}
    held: set[str] = set()
    monkeypatch.setattr(ModelBackend, "get_all_permissions", lambda self, user_obj, obj=None: held)
    letters = {"v": ["view"], "a": ["add"], "c": ["change"]}
    found = []
    for office, route, screen, scope in office_screens():
        if scope not in {"", "own"}:
            continue
        record = visitors.world.record(office.record, "own")
        app, model = record._meta.app_label, record._meta.model_name
        asked = [f"{app}.{act}_{model}" for letter in NEEDED[screen] for act in letters[letter]]
        address = fill(route, {"pk": record.pk})
        # Nobody has the right to delete, which Wagtail counts among those that open lists and histories.
        held = everything - {*asked, f"{app}.delete_{model}"}
        without = visitors.ask("almost", "get", address)
        held = {"wagtailadmin.access_admin", asked[0]}
        only = visitors.ask("almost", "get", address)
        if (without, only) != (">", "."):
            found.append(f"{route} without {asked}: {without}, with one of them alone: {only}")
    assert found == []


def test_unknown_actions_are_refused(visitors: Visitors) -> None:
    """Bulk actions that do not exist, of records that have none, and of records that have others."""
    document = get_document_model()._meta
    names = ["people/person/delete", "people/nothing/delete", "nothing/person/delete", "attendance/session/publish"]
    names.append(f"{document.app_label}/{document.model_name}/burn")
    answers = {
        (name, role, method): visitors.ask(role, method, f"/admin/bulk/{name}/?id=1")
        for name in names
        for role in INSIDE
        for method in ("get", "post")
    }
    assert set(answers.values()) == {"0"}


def test_there_are_thousands_of_cases() -> None:
    asked = sum(len(roles_asked(row, row.get)) + len(roles_asked(row, row.post)) for row in matrix.TABLE)
    asked += len(list(office_cases()))
    assert asked >= 2_000


def test_nobody_from_outside_enters_wagtails_own_screens(visitors: Visitors) -> None:
    found = []
    for route in routes():
        if not matrix.WAGTAILS_OWN.match(route) or "(?P<" in route:
            continue
        arguments = dict.fromkeys(re.findall(r"<\w+:(\w+)>", route), 1) | {
            name: uuid.uuid4() for name in re.findall(r"<uuid:(\w+)>", route)
        }
        for method, roles in (("get", OUTSIDE), ("post", OUTSIDE[:2])):
            actual = visitors.answers(method, fill(route, arguments), roles)
            if actual != "i" * len(roles):
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
    assert differences(visitors, wrong) == ["get L/team/ - i0.000000 (table: i..000000)"]

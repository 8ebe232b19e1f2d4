"""docs/roles.md, written from the matrix so that the page cannot say otherwise."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation

from . import role_matrix
from .enums import Role

PAGE = Path(settings.BASE_DIR) / "docs" / "roles.md"

INTRODUCTION = """# Roles and rights

<!-- Written by `manage.py sync_roles --write-docs` from lms/people/role_matrix.py: edit that file, not this one. -->

A user holds **role grants**: a role, over a scope, from a day to a day. The tables below say what a role may do in
the administration; *where* it may do it is the scope of the grant, and a row outside the scope does not exist for
the user (404). The portal's own screens (team, sessions, registers, indicators) ask for the role and the scope in
the same way, through `visible_to` and the sentences of each app's `permissions.py`.

Nobody deletes facts about people: there is no such right and no such screen. Accounts are opened by invitation and
roles given by administrators, never to oneself; Wagtail's own screens of users and groups are closed.
"""


def render() -> str:
    """The page as Markdown, with names in English."""
    with translation.override("en"):
        return "\n".join([INTRODUCTION, *_scopes(), *_records(), *_pages(), *_others(), ""])


def is_current() -> bool:
    return PAGE.exists() and PAGE.read_text(encoding="utf-8") == render()


def write() -> None:
    PAGE.write_text(render(), encoding="utf-8")


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _head(*cells: object) -> list[str]:
    return [_row(*cells), _row(*(["---"] * len(cells)))]


def _scopes() -> list[str]:
    rows = [
        _row(role.label, " or ".join(str(scope.label).lower() for scope in scopes))
        for role, scopes in role_matrix.SCOPES.items()
    ]
    return ["## Scopes", "", *_head("Role", "Given over"), *rows, ""]


def _records() -> list[str]:
    roles = [role for role in Role if any(role in rights for rights in role_matrix.RECORDS.values())]
    rows = []
    for name, rights in role_matrix.RECORDS.items():
        label = str(apps.get_model(name)._meta.verbose_name).capitalize()
        rows.append(_row(label, *(" ".join(rights.get(role, "–")).upper() for role in roles)))
    key = ", ".join(f"{letter.upper()} {action}" for letter, action in role_matrix.ACTIONS.items())
    return [
        "## Records in the administration",
        "",
        f"{key}.",
        "",
        *_head("Record", *(r.label for r in roles)),
        *rows,
        "",
    ]


def _pages() -> list[str]:
    rows = []
    for place, rights in role_matrix.PAGES.items():
        where = (
            "All pages"
            if place == "root"
            else f"{str(apps.get_model(place)._meta.verbose_name).capitalize()} and below"
        )
        for role, names in rights.items():
            rows.append(_row(where, role.label, ", ".join(name.removesuffix("_page") for name in names)))
    return ["## Pages", "", *_head("Pages", "Role", "May"), *rows, ""]


def _others() -> list[str]:
    rows = [
        _row(f"`{name}`", ", ".join(str(role.label) for role in Role if role in roles))
        for name, roles in (role_matrix.OTHER_PERMISSIONS | role_matrix.COLLECTIONS).items()
    ]
    return ["## Everything else", "", *_head("Permission", "Roles"), *rows]

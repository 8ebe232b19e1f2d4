"""docs/roles.md and docs/roles.fr.md, written from the matrix so that the pages cannot say otherwise."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation

from . import role_matrix
from .enums import Role
from .roles_page_texts import TEXTS, Texts

FOLDER = Path(settings.BASE_DIR) / "docs"
PAGES = {"en": FOLDER / "roles.md", "fr": FOLDER / "roles.fr.md"}


def render(language: str) -> str:
    """The page of a language ("en" or "fr") as Markdown."""
    texts = TEXTS[language]
    with translation.override(language):
        parts = (_scopes, _ceilings, _acts, _records, _pages, _others)
        return "\n".join([texts.introduction, *(line for part in parts for line in part(texts)), ""])


def are_current() -> bool:
    return all(page.exists() and page.read_text(encoding="utf-8") == render(code) for code, page in PAGES.items())


def write() -> None:
    for code, page in PAGES.items():
        page.write_text(render(code), encoding="utf-8")


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _head(*cells: object) -> list[str]:
    return [_row(*cells), _row(*(["---"] * len(cells)))]


def _scopes(texts: Texts) -> list[str]:
    rows = [
        _row(role.label, f" {texts.either} ".join(str(scope.label).lower() for scope in scopes))
        for role, scopes in role_matrix.SCOPES.items()
    ]
    return [f"## {texts.scopes}", "", *_head(texts.role, texts.given_over), *rows, ""]


def _ceilings(texts: Texts) -> list[str]:
    rows = [
        _row(role.label, ", ".join(str(given.label) for given in Role if given in ceiling), texts.territories[role])
        for role, ceiling in role_matrix.CEILINGS.items()
    ]
    return [
        f"## {texts.ceilings}",
        "",
        *_head(texts.role, texts.gives, texts.where),
        *rows,
        "",
        texts.ceiling_rules,
        "",
    ]


def _acts(texts: Texts) -> list[str]:
    roles = [role for role in Role if any(role in holders for holders in role_matrix.ACTS.values())]
    rows = [
        _row(
            texts.acts[act], *(texts.reaches[role_matrix.SCOPES[role][0]] if role in holders else "–" for role in roles)
        )
        for act, holders in role_matrix.ACTS.items()
    ]
    return [f"## {texts.portal}", "", texts.portal_key, "", *_head(texts.act, *(r.label for r in roles)), *rows, ""]


def _records(texts: Texts) -> list[str]:
    roles = [role for role in Role if any(role in rights for rights in role_matrix.RECORDS.values())]
    rows = []
    for name, rights in role_matrix.RECORDS.items():
        label = str(apps.get_model(name)._meta.verbose_name).capitalize()
        rows.append(_row(label, *(" ".join(rights.get(role, "–")).upper() for role in roles)))
    return [
        f"## {texts.records}",
        "",
        texts.letters,
        "",
        *_head(texts.record, *(r.label for r in roles)),
        *rows,
        "",
    ]


def _pages(texts: Texts) -> list[str]:
    rows = []
    for place, rights in role_matrix.PAGES.items():
        where = (
            texts.all_pages
            if place == "root"
            else texts.and_below.format(page=str(apps.get_model(place)._meta.verbose_name).capitalize())
        )
        for role, names in rights.items():
            rows.append(_row(where, role.label, ", ".join(texts.page_rights[name] for name in names)))
    return [f"## {texts.pages}", "", *_head(texts.pages, texts.role, texts.may), *rows, ""]


def _others(texts: Texts) -> list[str]:
    rows = [
        _row(f"`{name}`", ", ".join(str(role.label) for role in Role if role in roles))
        for name, roles in (role_matrix.OTHER_PERMISSIONS | role_matrix.COLLECTIONS).items()
    ]
    return [f"## {texts.others}", "", *_head(texts.permission, texts.roles), *rows]

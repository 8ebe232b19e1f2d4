"""The one table: address, scope, and what each role is answered. Its rows stand in the files of `tables/`.

A file of that folder, one per feature, is read as soon as it is there. It declares

`TABLE`: one line per address and scope, `route scope GET POST`; a line that begins with a quote repeats the route
above. Each of the last two has nine columns, from left to right: anonymous, learner, UPE coordinator, trainer, content
editor, territorial coordinator, ministry officer, administrator, auditor. Answers: `.` shown, `>` sent elsewhere, `i`
sent to the sign-in, `0` not found, `m` method refused, `!` form refused, `9` not while signed in, `g` gone, `b` not
understood. Scopes, as in world.py: "own", "neighbour" (another organisation of the same province), "sibling" (another
province), "none" for a record that does not exist; `-` for an address without a record.

`ARGUMENTS`, if its routes name records: pairs of the beginning of a route and what its arguments stand for, a value or
(record, attribute). The longest beginning holds.

`ADDRESSES`, for routes that are patterns: the address itself.

`records(side)`, if it needs records that world.py does not have: a dictionary of them for each side.

`OFFICE`, for the screens over one kind of record in the administration.

An address that stands in no table makes the test fail.
"""

from __future__ import annotations

import pkgutil
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from tests.permissions import tables

ROLES = (
    "anonymous", "learner", "coordinator", "trainer", "editor", "territorial", "ministry", "administrator", "auditor",
)  # fmt: skip
# Those who pass the door of the administration, and those who do not.
INSIDE = ("trainer", "editor", "ministry", "administrator", "auditor")
OUTSIDE = tuple(role for role in ROLES if role not in INSIDE)
SCOPES = ("own", "neighbour", "sibling", "none")


@dataclass(frozen=True)
class Row:
    route: str
    scope: str
    get: str
    post: str


def rows_of(table: str) -> list[Row]:
    """The rows of a table. Raises ValueError for a line that does not have nine columns, or an unknown scope."""
    rows: list[Row] = []
    for line in filter(None, map(str.strip, table.splitlines())):
        route, scope, get, post = line.split()
        if not len(get) == len(post) == len(ROLES) or scope not in {"-", *SCOPES}:
            raise ValueError(line)
        rows.append(Row(rows[-1].route if route == '"' else route, "" if scope == "-" else scope, get, post))
    return rows


# Screens over our records in the administration, and what one may do who opens them.
OFFICE_SCREENS = {
    "": "list",
    "results/": "list",
    "new/": "add",
    "add/": "add",
    "edit/<int:pk>/": "edit",
    "history/<int:pk>/": "history",
    "history-results/<int:pk>/": "history",
    "usage/<int:pk>/": "usage",
    "inspect/<int:pk>/": "inspect",
}
# The rights of which one opens a screen.
NEEDED = {"list": "vac", "inspect": "vac", "add": "a", "edit": "c", "usage": "c", "history": "ac"}


@dataclass(frozen=True)
class Office:
    """The rights over one kind of record, for those who pass the door: v view, a add, c change, - nothing.

    `scoped` records are out of the scope of a trainer and an author, unless named in `reached` (by the trainer).
    A missing right sends back to the first page; a row out of scope is not found.
    """

    prefix: str
    record: str
    trainer: str
    editor: str
    ministry: str
    administrator: str
    auditor: str
    scoped: bool = False
    reached: tuple[str, ...] = ()

    def reaches(self, role: str, scope: str) -> bool:
        if not self.scoped or role not in {"trainer", "editor"}:
            return True
        return role == "trainer" and scope in self.reached

    def answer(self, role: str, screen: str, scope: str, method: str) -> str:
        """The cell of the table. `*`: the form takes what is posted, or shows what is wrong with it."""
        if role not in INSIDE:
            return "i"
        if scope == "none" or (scope and not self.reaches(role, scope)):
            return "0"
        if not set(getattr(self, role)) & set(NEEDED[screen]):
            return ">"
        if method == "get":
            return "."
        return "*" if screen in {"add", "edit"} else "m"


def _declared(name: str) -> list[Any]:
    """What the files of the folder declare under `name`."""
    files = [import_module(f"{tables.__name__}.{file.name}") for file in pkgutil.iter_modules(tables.__path__)]
    return [getattr(file, name) for file in files if hasattr(file, name)]


TABLE = [row for table in _declared("TABLE") for row in rows_of(table)]
OFFICE: list[Office] = [office for offices in _declared("OFFICE") for office in offices]
ADDRESSES: dict[str, str] = {route: address for pairs in _declared("ADDRESSES") for route, address in pairs.items()}
ARGUMENTS: list[tuple[str, dict[str, Any]]] = sorted(
    (pair for pairs in _declared("ARGUMENTS") for pair in pairs), key=lambda pair: -len(pair[0])
)
RECORDS = _declared("records")

# Wagtail's own screens: pages, pictures, documents, workflows, settings. Inside, Wagtail's page and collection rights
# hold (tests/people/test_roles.py); here: nobody without a right in the administration passes the door.
WAGTAILS_OWN = re.compile(
    r"admin/(?:account|api/main|block-preview|choose-[a-z]+-?[a-z]*|collections|dismissibles|documents|editing-sessions"
    r"|embeds/chooser|images|locales|localize/(?!api)[a-z_0-9]+|logout|pages|redirects(?!/import)|reports/(?!site-history)[a-z_-]+|settings"
    r"|sites|snippets/choose/certificates/certificatedesign|tag-autocomplete|test404|workflows)/"
    r"|admin/snippets/$"
    r"|admin/snippets/certificates/certificatedesign/(?:history/.*revisions/|unpublish/)"
)
# Never reached: ours stand before them.
SHADOWED = re.compile(r"admin/(?:users|groups|password_reset|redirects/import)/")

"""The acts that the matrix declares are the ones the permission table answers, in scope and out of it."""

from __future__ import annotations

import pytest

from lms.people import role_matrix
from lms.people.enums import Role, Scope
from tests.permissions import matrix
from tests.permissions.matrix import ROLES

COLUMNS = {
    Role.LEARNER: "learner",
    Role.UPE_COORDINATOR: "coordinator",
    Role.TRAINER: "trainer",
    Role.CONTENT_EDITOR: "editor",
    Role.TERRITORIAL_COORDINATOR: "territorial",
    Role.MINISTRY_OFFICER: "ministry",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
}
# Where each act is done: the route, and the answer that the act gets (GET, or POST for what only is posted).
ADDRESSES = {
    "see_sessions": ("L/sessions/<uuid:session>/", "get"),
    "register_people": ("L/sessions/<uuid:session>/registrations/add/", "get"),
    "keep_registers": ("L/sessions/<uuid:session>/register/", "get"),
    "replan_sessions": ("L/sessions/<uuid:session>/postpone/", "get"),
    "read_evidence": ("L/sessions/evidence/<uuid:evidence>/", "get"),
    "read_certificates": ("L/certificates/session/<uuid:uuid>/", "get"),
    "issue_certificates": ("L/certificates/session/<uuid:uuid>/issue/", "post"),
    "revoke_certificates": ("L/certificates/<uuid:uuid>/revoke/", "get"),
    "read_figures": ("L/indicators/", "get"),
    "read_names_behind_figures": ("L/indicators/<indicator:code>/rows.<table:kind>", "get"),
    "look_after_a_team": ("L/team/", "get"),
    "look_up_accounts": ("L/team/accounts/<int:pk>/", "get"),
    "give_roles": ("L/team/accounts/<int:pk>/roles/", "get"),
    "close_accounts": ("L/team/accounts/<int:pk>/close/", "get"),
    "read_the_journal": ("admin/reports/site-history/", "get"),
}
REACHED = {
    Scope.OWN: {"own"},
    Scope.ORGANISATION: {"own"},
    Scope.PROVINCE: {"own", "neighbour"},
    Scope.NATIONAL: {"own", "neighbour", "sibling"},
}


def test_every_act_has_an_address() -> None:
    assert set(ADDRESSES) == set(role_matrix.ACTS)


def test_every_role_has_a_column() -> None:
    assert (set(COLUMNS), set(COLUMNS.values())) == (set(Role), set(ROLES) - {"anonymous"})


@pytest.mark.parametrize("act", ADDRESSES)
def test_an_act_is_done_by_the_roles_declared_and_as_far_as_they_reach(act: str) -> None:
    route, method = ADDRESSES[act]
    rows = [row for row in matrix.TABLE if row.route == route]
    done = {
        (role, row.scope)
        for role, column in COLUMNS.items()
        for row in rows
        if getattr(row, method)[ROLES.index(column)] in ".>"
    }
    expected = {
        (role, row.scope)
        for role in role_matrix.ACTS[act]
        for row in rows
        if row.scope in {*REACHED[role_matrix.SCOPES[role][0]], ""}
    }
    assert done == expected

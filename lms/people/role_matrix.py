"""The one declared table of what each role may do. `roles.sync_roles` puts the rights in the administration into the
database and writes docs/roles.md and docs/roles.fr.md; the tests read it too.

Where a role reaches is the scope of its grant (`scopes`). Roles that are absent from a line may do nothing with it.
"""

from __future__ import annotations

from .enums import Role, Scope

# Letters of the tables below, and Django's names for them.
ACTIONS = {"v": "view", "a": "add", "c": "change", "p": "publish"}

A, M, U = Role.ADMINISTRATOR, Role.MINISTRY_OFFICER, Role.AUDITOR
T, E = Role.TRAINER, Role.CONTENT_EDITOR

_OFFICE = {A: "vac", M: "v", U: "v"}
_CATALOGUE = {A: "vac", E: "vac", T: "vac", M: "v", U: "v"}
_FIGURES = {A: "vac", M: "vac", U: "v"}
_READ = {A: "v", M: "v", U: "v"}

# Records in the order of the chain. Deleting is in nobody's hands: facts are closed, replaced or revoked.
RECORDS: dict[str, dict[Role, str]] = {
    "courses.theme": {A: "vac", E: "v", T: "v", M: "v", U: "v"},
    "courses.competency": {A: "vac", E: "v", T: "v", M: "v", U: "v"},
    "courses.course": _CATALOGUE,
    "courses.courseversion": _CATALOGUE,
    "courses.lesson": _CATALOGUE,
    "courses.question": _CATALOGUE,
    "courses.enrolment": _READ,
    "people.region": _READ,
    "people.province": _READ,
    "people.organisation": _OFFICE,
    "people.person": _OFFICE,
    "people.affiliation": _OFFICE,
    "people.invitation": {A: "va", M: "v", U: "v"},
    "people.rolegrant": {A: "vac", U: "v"},
    "attendance.series": _OFFICE,
    "attendance.session": _OFFICE,
    "attendance.registration": _READ,
    "attendance.evidence": _READ,
    "attendance.evaluation": _OFFICE,
    "attendance.followup": _OFFICE,
    "certificates.certificatedesign": {A: "vacp", U: "v"},
    "certificates.certificate": _READ,
    "indicators.commitment": _FIGURES,
    "indicators.indicator": _FIGURES,
    "indicators.period": _FIGURES,
    "indicators.target": _FIGURES,
    "indicators.freeze": _READ,
    "indicators.restatement": _READ,
    "indicators.reportdeadline": _FIGURES,
    "indicators.childrenserved": _FIGURES,
}

# What else the administration asks about, by Django's own permission names.
OTHER_PERMISSIONS: dict[str, frozenset[Role]] = {
    "wagtailadmin.access_admin": frozenset({A, E, T, M, U}),
    "wagtail_localize.submit_translation": frozenset({A, E, T}),
    "cms.change_portalsettings": frozenset({A}),
    "wagtailredirects.add_redirect": frozenset({A}),
    "wagtailredirects.change_redirect": frozenset({A}),
    "wagtailredirects.delete_redirect": frozenset({A}),
    "wagtailcore.add_workflow": frozenset({A}),
    "wagtailcore.change_workflow": frozenset({A}),
    "wagtailcore.add_task": frozenset({A}),
    "wagtailcore.change_task": frozenset({A}),
}

# Pages: the root of the trees, or the top page of a type in each language. A right holds for the pages below too.
_AUTHORS = ("add_page", "change_page", "publish_page")
PAGES: dict[str, dict[Role, tuple[str, ...]]] = {
    "root": {A: (*_AUTHORS, "lock_page", "unlock_page")},
    "cms.cataloguepage": {T: _AUTHORS, E: _AUTHORS},
}

# Pictures and documents, in every collection.
COLLECTIONS: dict[str, frozenset[Role]] = {
    "wagtailimages.add_image": frozenset({A, E, T}),
    "wagtailimages.change_image": frozenset({A, E}),
    "wagtailimages.choose_image": frozenset({A, E, T}),
    "wagtaildocs.add_document": frozenset({A, E, T}),
    "wagtaildocs.change_document": frozenset({A, E}),
    "wagtaildocs.choose_document": frozenset({A, E, T}),
}

# Who approves pages sent for moderation.
MODERATORS = (A, E)

# The scopes a role may be given over; the first is the usual one.
SCOPES: dict[Role, tuple[Scope, ...]] = {
    Role.LEARNER: (Scope.OWN,),
    Role.TRAINER: (Scope.OWN,),
    Role.CONTENT_EDITOR: (Scope.NATIONAL,),
    Role.UPE_COORDINATOR: (Scope.ORGANISATION,),
    Role.TERRITORIAL_COORDINATOR: (Scope.PROVINCE, Scope.REGION),
    Role.MINISTRY_OFFICER: (Scope.NATIONAL,),
    Role.ADMINISTRATOR: (Scope.NATIONAL,),
    Role.AUDITOR: (Scope.NATIONAL,),
}

_NATIONAL = frozenset({M, A, U})
D = Role.TERRITORIAL_COORDINATOR
C, L = Role.UPE_COORDINATOR, Role.LEARNER

# What each role does on the portal's own screens, within the scope of its grant. Each app's `permissions.py` and
# `visible_to` hold the rule; the tests compare every line with what the screens answer, in scope and out of it.
ACTS: dict[str, frozenset[Role]] = {
    "see_sessions": frozenset({L, C, T, D}) | _NATIONAL,
    "register_people": frozenset({C, T, A}),
    "keep_registers": frozenset({T, A}),
    "replan_sessions": frozenset({A}),
    "read_evidence": frozenset({T}) | _NATIONAL,
    "read_certificates": frozenset({C, T, D}) | _NATIONAL,
    "issue_certificates": frozenset({A}),
    "revoke_certificates": frozenset({A}),
    "read_figures": frozenset({D}) | _NATIONAL,
    "read_names_behind_figures": frozenset({M, A}),
    "look_after_a_team": frozenset({C}),
    "look_up_accounts": frozenset({D, A, U}),
    "give_roles": frozenset({D, A}),
    "close_accounts": frozenset({A}),
    "read_the_journal": _NATIONAL,
}

# The ceiling of a grant: the roles that each role may give and end, within its own territory when it has one. Nobody
# gives more than they hold, and nobody gives or ends a role of their own.
CEILINGS: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.TERRITORIAL_COORDINATOR: frozenset({Role.LEARNER, Role.TRAINER, Role.UPE_COORDINATOR}),
}

# The portal is never in one person's hands: an end or a closure that leaves fewer national administrators is refused.
LEAST_ADMINISTRATORS = 2


def permissions_of(role: Role) -> frozenset[str]:
    """The names ("app.codename") of the model permissions of a role."""
    names = {name for name, roles in OTHER_PERMISSIONS.items() if role in roles}
    for model, letters_by_role in RECORDS.items():
        app, name = model.split(".")
        names |= {f"{app}.{ACTIONS[letter]}_{name}" for letter in letters_by_role.get(role, "")}
    return frozenset(names)

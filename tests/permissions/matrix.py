"""The one table: address, scope, and what each role is answered.

Columns, from left to right: anonymous, learner, UPE coordinator, trainer, ministry officer, administrator.
Answers: `.` shown, `>` sent elsewhere, `i` sent to the sign-in, `0` not found, `m` method refused, `!` form refused,
`9` not while signed in. Scopes: "own" and "sibling" as in world.py, "none" for a record that does not exist; empty
for an address without a record. An address that stands in no table makes the test fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ROLES = ("anonymous", "learner", "coordinator", "trainer", "ministry", "administrator")


@dataclass(frozen=True)
class Row:
    route: str
    scope: str
    get: str
    post: str


def rows_of(table: str) -> list[Row]:
    """One row per line: route, scope (or -), GET, POST. A line that begins with a quote repeats the route above."""
    rows: list[Row] = []
    for line in filter(None, map(str.strip, table.splitlines())):
        route, scope, get, post = line.split()
        rows.append(Row(rows[-1].route if route == '"' else route, "" if scope == "-" else scope, get, post))
    return rows


# Everything outside the administration, and the addresses of the administration that are shut.
PORTAL = rows_of(
    r"""
    choose-language:                                            -        >>>>>>  >>>>>>
    ^admin/password_reset/                                      -        iiiiii  iiiiii
    documents/^(\d+)/(.*)$                                      -        000000  000000
    documents/authenticate_with_password/<int:restriction_id>/  none     000000  000000
    v/<str:code>/                                               own      >>>>>>  mmmmmm
    "                                                           none     >>>>>>  mmmmmm
    styleguide/                                                 -        ......  ......
    ^media/images/(?P<path>.*)$                                 -        000000  000000

    L/account/login/                                            -        .>>>>>  .>>>>>
    L/account/login/code/                                       -        .>>>>>  .>>>>>
    L/account/login/code/confirm/                               -        i>>>>>  i>>>>>
    L/account/logout/                                           -        >.....  >>>>>>
    L/account/inactive/                                         -        ......  mmmmmm
    L/account/signup/                                           -        .>>>>>  .>>>>>
    L/account/reauthenticate/                                   -        i.....  i.....
    L/account/email/                                            -        i.....  i>>>>>
    L/account/confirm-email/                                    -        ......  mmmmmm
    L/account/^confirm-email/(?P<key>[-:\w]+)/$                 -        ......  000000
    L/account/password/change/                                  -        i.....  i.....
    L/account/password/set/                                     -        i>>>>>  i>>>>>
    L/account/password/reset/                                   -        ......  ......
    L/account/password/reset/done/                              -        ......  mmmmmm
    L/account/password/reset/key/done/                          -        ......  mmmmmm
    L/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$  -  ......  ......
    L/account/2fa/                                              -        i.....  immmmm
    L/account/2fa/authenticate/                                 -        i>>>>>  i>>>>>
    L/account/2fa/reauthenticate/                               -        i>>>>>  i>>>>>
    L/account/2fa/totp/activate/                                -        i>>>>>  i>>>>>
    L/account/2fa/totp/deactivate/                              -        i00000  i00000
    L/account/2fa/recovery-codes/                               -        i00000  immmmm
    L/account/2fa/recovery-codes/download/                      -        i00000  i00000
    L/account/2fa/recovery-codes/generate/                      -        i>>>>>  i>>>>>
    L/account/2fa/webauthn/                                     -        i.....  immmmm
    L/account/2fa/webauthn/add/                                 -        i>>>>>  i>>>>>
    L/account/2fa/webauthn/login/                               -        i>>>>>  i>>>>>
    L/account/2fa/webauthn/reauthenticate/                      -        i>>>>>  i>>>>>
    L/account/2fa/webauthn/keys/<int:pk>/edit/                  none     i>>>>>  i>>>>>
    L/account/2fa/webauthn/keys/<int:pk>/remove/                none     i>>>>>  i>>>>>

    L/team/                                                     -        i0.000  mmmmmm
    L/team/invite/                                              -        i0.000  i0!000
    L/team/invitations/<uuid:token>/                            own      .99999  !99999
    "                                                           sibling  .99999  !99999
    "                                                           none     000000  000000
    L/team/invitations/<int:pk>/withdraw/                       own      mmmmmm  i0>000
    "                                                           sibling  mmmmmm  i00000
    "                                                           none     mmmmmm  i00000

    L/learning/courses/<uuid:uuid>/enrol/                       own      immmmm  i>>>>>
    "                                                           none     immmmm  i00000
    L/learning/lessons/<uuid:uuid>/finish/                      own      immmmm  i>>>>>
    "                                                           none     immmmm  i00000
    L/learning/courses/<uuid:uuid>/test/                        own      i.0000  i>0000
    "                                                           none     i00000  i00000
    L/learning/tests/<uuid:uuid>/<int:position>/                own      i.0000  i.0000
    "                                                           sibling  i00000  i00000
    "                                                           none     i00000  i00000
    L/learning/tests/<uuid:uuid>/                               own      i>0000  i>0000
    "                                                           sibling  i00000  i00000
    "                                                           none     i00000  i00000

    L/sessions/                                                 -        ......  ......
    L/sessions/<uuid:session>/                                  own      0.....  0.....
    "                                                           sibling  0000..  0000..
    "                                                           none     000000  000000
    L/sessions/<uuid:session>/register/                         own      i00.0.  i00>0>
    "                                                           sibling  i0000.  i0000>
    "                                                           none     i00000  i00000
    L/sessions/<uuid:session>/sheet/                            own      i00.0.  i00.0.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/<uuid:session>/slots/<int:slot>/                 own      immmmm  i00>0>
    "                                                           sibling  immmmm  i0000>
    "                                                           none     immmmm  i00000
    L/sessions/<uuid:session>/close/                            own      i00.0.  i00.0.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/<uuid:session>/reopen/                           own      i0000.  i0000.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/<uuid:session>/documents/                        own      i00.0.  i00.0.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/<uuid:session>/registrations/add/                own      i0..0.  i0..0.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/<uuid:session>/postpone/                         own      i0000.  i0000.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/<uuid:session>/cancel/                           own      i0000.  i0000.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/registrations/<uuid:registration>/strike-out/    own      i0000.  i0000.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/sessions/registrations/<uuid:registration>/withdraw/      own      i0..0.  i0>>0>
    "                                                           sibling  i0000.  i0000>
    "                                                           none     i00000  i00000
    L/sessions/evidence/<uuid:evidence>/                        own      i00...  i00...
    "                                                           sibling  i000..  i000..
    "                                                           none     i00000  i00000

    L/certificates/                                             -        i.....  immmmm
    L/certificates/<uuid:uuid>.pdf                              own      i.....  immmmm
    "                                                           sibling  i000..  immmmm
    "                                                           none     i00000  immmmm
    L/certificates/<uuid:uuid>/replace/                         own      i0000.  i0000.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/certificates/<uuid:uuid>/revoke/                          own      i0000.  i0000.
    "                                                           sibling  i0000.  i0000.
    "                                                           none     i00000  i00000
    L/certificates/session/<uuid:uuid>/                         own      i0....  immmmm
    "                                                           sibling  i000..  immmmm
    "                                                           none     i00000  immmmm
    L/certificates/session/<uuid:uuid>.pdf                      own      i0....  immmmm
    "                                                           sibling  i000..  immmmm
    "                                                           none     i00000  immmmm
    L/certificates/session/<uuid:uuid>/issue/                   own      immmmm  i0000>
    "                                                           sibling  immmmm  i0000>
    "                                                           none     immmmm  i00000
    L/verify/                                                   -        ......  mmmmmm
    L/verify/<str:code>/                                        own      ......  mmmmmm
    "                                                           none     000000  mmmmmm

    L/indicators/                                               -        i000..  mmmmmm
    L/indicators/others/                                        -        i000..  mmmmmm
    L/indicators/declared/                                      -        ......  mmmmmm
    L/indicators/export.<table:kind>                            own      i000..  mmmmmm
    L/indicators/<indicator:code>/                              own      i000..  mmmmmm
    L/indicators/<indicator:code>/rows.<table:kind>             own      i000..  mmmmmm

    L/my-learning/                                              -        i.....  i.....
    L/signed-in/                                                -        i>>>>>  i>>>>>
    L/^(?!_)((?:[\w\-]+/)*)$                                    -        ......  ......
    L/^((?:[\w\-]+/)*)$                                         -        ......  ......
    L/_util/login/                                              -        iiiiii  iiiiii
    L/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/  none  000000  000000

    admin/login/                                                -        iiiiii  iiiiii
    admin/^(?:users|groups)/                                    -        000000  000000
    admin/bulk/<str:app_label>/<str:model_name>/<str:action>/   own      iii000  iii000
    admin/localize/api/snippets/<slug:app_label>/<slug:model_name>/  own  000000  000000
    admin/localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/  own  000000  000000
    admin/failwhale/                                            -        000000  000000
    admin/reports/site-history/                                 -        iii0..  iii0mm
    admin/reports/site-history/results/                         -        iii0..  iii0mm
    admin/                                                      -        iii...  iiimmm
    admin/sprite/                                               -        ......  ......
    admin/jsi18n/                                               -        ......  mmmmmm
    admin/^.*/$                                                 -        iii000  iii000
    """
)

# Screens over our records in the administration. Rights of trainer, ministry officer and administrator: v view,
# a add, c change, - nothing; nobody else enters. `side` says whether a trainer has rows of either side in scope.
# A missing right sends back to the first page; a row out of scope is not found.
OFFICE_SCREENS = {
    "": "list",
    "results/": "list",
    "new/": "add",
    "add/": "add",
    "edit/<int:pk>/": "edit",
    "history/<int:pk>/": "history",
    "history-results/<int:pk>/": "history",
    "usage/<int:pk>/": "edit",
    "inspect/<int:pk>/": "inspect",
}


@dataclass(frozen=True)
class Office:
    """The rights over one kind of record; `scoped` records are out of a trainer's scope unless named in `reached`."""

    prefix: str
    record: str
    trainer: str
    ministry: str
    administrator: str
    scoped: bool = False
    reached: tuple[str, ...] = ()

    def answer(self, role: str, screen: str, scope: str) -> str:
        """The cell of the table for a GET."""
        if role not in {"trainer", "ministry", "administrator"}:
            return "i"
        if scope == "none":
            return "0"
        if scope and self.scoped and role == "trainer" and scope not in self.reached:
            return "0"
        rights = getattr(self, role)
        needed = {"list": "vac", "inspect": "vac", "add": "a", "edit": "c", "history": "ac"}[screen]
        return "." if set(rights) & set(needed) else ">"


OFFICE = [
    Office("admin/theme/", "theme", "v", "v", "vac"),
    Office("admin/competency/", "competency", "v", "v", "vac"),
    Office("admin/course/", "course", "vac", "v", "vac"),
    Office("admin/courseversion/", "courseversion", "vac", "v", "vac"),
    Office("admin/question/", "question", "vac", "v", "vac"),
    Office("admin/enrolment/", "enrolment", "-", "v", "v", scoped=True),
    Office("admin/organisation/", "organisation", "-", "v", "vac", scoped=True),
    Office("admin/person/", "person", "-", "v", "vac", scoped=True),
    Office("admin/affiliation/", "affiliation", "-", "v", "vac", scoped=True),
    Office("admin/invitation/", "invitation", "-", "v", "va", scoped=True),
    Office("admin/region/", "region", "-", "v", "v"),
    Office("admin/province/", "province", "-", "v", "v"),
    Office("admin/session/", "session", "-", "v", "vac", scoped=True, reached=("own",)),
    Office("admin/series/", "series", "-", "v", "vac"),
    Office("admin/registration/", "registration", "-", "v", "v", scoped=True, reached=("own",)),
    Office("admin/evidence/", "evidence", "-", "v", "v", scoped=True, reached=("own",)),
    Office("admin/evaluation/", "evaluation", "-", "v", "vac"),
    Office("admin/followup/", "followup", "-", "v", "vac", scoped=True, reached=("own",)),
    Office("admin/snippets/certificates/certificatedesign/", "design", "-", "-", "vac"),
    Office("admin/certificate/", "certificate", "-", "v", "v", scoped=True, reached=("own",)),
    Office("admin/commitments/", "commitment", "-", "vac", "vac"),
    Office("admin/indicators/", "indicator", "-", "vac", "vac"),
    Office("admin/periods/", "period", "-", "vac", "vac"),
    Office("admin/targets/", "target", "-", "vac", "vac"),
    Office("admin/report_deadlines/", "reportdeadline", "-", "vac", "vac"),
    Office("admin/children_served/", "childrenserved", "-", "vac", "vac"),
    Office("admin/freezes/", "freeze", "-", "v", "v"),
]

# Screens of the administration that are none of the above.
OFFICE_EXTRAS = rows_of(
    """
    admin/rolegrant/                                            -        iii>>.  iii>>m
    admin/rolegrant/results/                                    -        iii>>.  iii>>m
    admin/rolegrant/new/                                        -        iii>>.  iii>>.
    admin/rolegrant/edit/<int:pk>/                              own      iii00.  iii00>
    "                                                           none     iii000  iii000
    admin/rolegrant/history/<int:pk>/                           own      iii00.  iii00m
    admin/rolegrant/history-results/<int:pk>/                   own      iii00.  iii00m
    admin/rolegrant/usage/<int:pk>/                             own      iii00.  iii00m
    admin/rolegrant/inspect/<int:pk>/                           own      iii00.  iii00m
    admin/courseversion/state/<int:pk>/                         own      iii.>.  iii>>>
    "                                                           none     iii000  iii000
    admin/person_chooser/                                       -        iii...  iiimmm
    admin/person_chooser/results/                               -        iii...  iiimmm
    admin/person_chooser/chosen/<str:pk>/                       own      iii0..  iii0mm
    "                                                           sibling  iii0..  iii0mm
    "                                                           none     iii000  iii000
    admin/person_chooser/chosen-multiple/                       -        iii...  iiimmm
    admin/session_chooser/                                      -        iii...  iiimmm
    admin/session_chooser/results/                              -        iii...  iiimmm
    admin/session_chooser/chosen/<str:pk>/                      own      iii...  iiimmm
    "                                                           sibling  iii0..  iii0mm
    "                                                           none     iii000  iii000
    admin/session_chooser/chosen-multiple/                      -        iii...  iiimmm
    admin/registration_chooser/                                 -        iii...  iiimmm
    admin/registration_chooser/results/                         -        iii...  iiimmm
    admin/registration_chooser/chosen/<str:pk>/                 own      iii...  iiimmm
    "                                                           sibling  iii0..  iii0mm
    "                                                           none     iii000  iii000
    admin/registration_chooser/chosen-multiple/                 -        iii...  iiimmm
    admin/organisation_chooser/                                 -        iii...  iiimmm
    admin/organisation_chooser/results/                         -        iii...  iiimmm
    admin/organisation_chooser/chosen/<str:pk>/                 own      iii0..  iii0mm
    "                                                           sibling  iii0..  iii0mm
    "                                                           none     iii000  iii000
    admin/organisation_chooser/chosen-multiple/                 -        iii...  iiimmm
    """
)

# Wagtail's own screens: pages, pictures, documents, workflows, settings. Inside, Wagtail's page and collection rights
# hold (tests/people/test_roles.py); here: nobody without a right in the administration passes the door.
WAGTAILS_OWN = re.compile(
    r"admin/(?:account|api/main|block-preview|choose-[a-z]+-?[a-z]*|collections|dismissibles|documents|editing-sessions"
    r"|embeds/chooser|images|locales|localize/(?!api)[a-z_0-9]+|logout|pages|redirects|reports/(?!site-history)[a-z_-]+|settings"
    r"|sites|snippets/choose/certificates/certificatedesign|tag-autocomplete|test404|workflows)/"
    r"|admin/snippets/$"
    r"|admin/snippets/certificates/certificatedesign/(?:history/.*revisions/|unpublish/)"
)
# Never reached: ours stand before them.
SHADOWED = re.compile(r"admin/(?:users|groups|password_reset)/")

# The address of a route that is a pattern, and the records that routes name.
ADDRESSES = {
    "choose-language:": "/",
    r"documents/^(\d+)/(.*)$": "/documents/987654321/rapport.pdf",
    r"L/account/^confirm-email/(?P<key>[-:\w]+)/$": "/fr/account/confirm-email/x/",
    r"L/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "/fr/account/password/reset/key/1-x/",
    r"L/^(?!_)((?:[\w\-]+/)*)$": "/fr/",
    r"L/^((?:[\w\-]+/)*)$": "/ar/",
    "admin/^(?:users|groups)/": "/admin/users/",
    r"^media/images/(?P<path>.*)$": "/media/images/nothing-here.webp",
    "admin/^.*/$": "/admin/nothing-here/",
}
ARGUMENTS = (
    ("L/team/invitations/", {"token": ("invitation", "token"), "pk": ("invitation", "pk")}),
    ("L/learning/courses/<uuid:uuid>/test/", {"uuid": ("tested_course", "uuid")}),
    ("L/learning/courses/", {"uuid": ("course", "uuid")}),
    ("L/learning/lessons/", {"uuid": ("lesson", "uuid")}),
    ("L/learning/tests/", {"uuid": ("attempt", "uuid"), "position": 1}),
    ("L/sessions/registrations/", {"registration": ("registration", "uuid")}),
    ("L/sessions/evidence/", {"evidence": ("evidence", "uuid")}),
    ("L/sessions/<uuid:session>/reopen/", {"session": ("held", "uuid")}),
    ("L/sessions/", {"session": ("session", "uuid"), "slot": ("slot", "pk")}),
    ("L/certificates/session/", {"uuid": ("held", "uuid")}),
    ("L/certificates/", {"uuid": ("certificate", "uuid")}),
    ("L/verify/", {"code": ("certificate", "code")}),
    ("v/", {"code": ("certificate", "code")}),
    ("L/indicators/", {"code": "I-2", "kind": "csv"}),
    ("admin/bulk/", {"app_label": "people", "model_name": "person", "action": "delete"}),
    ("admin/localize/api/", {"app_label": "certificates", "model_name": "certificatedesign", "pk": 1}),
    ("admin/rolegrant/", {"pk": ("rolegrant", "pk")}),
    ("admin/courseversion/", {"pk": ("courseversion", "pk")}),
    ("admin/person_chooser/", {"pk": ("person", "pk")}),
    ("admin/session_chooser/", {"pk": ("session", "pk")}),
    ("admin/registration_chooser/", {"pk": ("registration", "pk")}),
    ("admin/organisation_chooser/", {"pk": ("organisation", "pk")}),
    ("", {"pk": 987654321, "restriction_id": 987654321, "page_view_restriction_id": 987654321, "page_id": 987654321}),
)

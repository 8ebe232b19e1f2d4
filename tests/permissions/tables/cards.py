"""Cards and the second factor. Columns: anonymous, learner, coordinator, trainer, editor, territorial, ministry,
administrator, auditor."""

TABLE = r"""
    L/card/                          -        .99999999  !99999999
    L/card/<str:code>/               none     099999999  099999999
    L/card/people/<uuid:uuid>/       own      i0.00.0.0  i0.00.0.0
    "                                sibling  i000000.0  i000000.0
    "                                none     i00000000  i00000000
    L/account/second-factor/         -        i>>>>>>>>  mmmmmmmmm
"""

# What fills the routes above, as in matrix.ARGUMENTS.
ARGUMENTS = (
    ("L/card/people/", {"uuid": ("person", "uuid")}),
    ("L/card/<str:code>/", {"code": "ZZZZZZZZZZ"}),
)

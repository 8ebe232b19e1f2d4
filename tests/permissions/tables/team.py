"""A coordinator's team and its invitations."""

TABLE = r"""
L/team/                                -          i0.000000  mmmmmmmmm
L/team/invite/                         -          i0.000000  i0!000000
L/team/invitations/<uuid:token>/       own        .99999999  !99999999
"                                      neighbour  .99999999  !99999999
"                                      sibling    .99999999  !99999999
"                                      none       000000000  000000000
L/team/invitations/<int:pk>/withdraw/  own        mmmmmmmmm  i0>000000
"                                      neighbour  mmmmmmmmm  i00000000
"                                      sibling    mmmmmmmmm  i00000000
"                                      none       mmmmmmmmm  i00000000
"""

ARGUMENTS = [("L/team/invitations/", {"token": ("invitation", "token"), "pk": ("invitation", "pk")})]

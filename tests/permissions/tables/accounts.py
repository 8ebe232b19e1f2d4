"""Accounts, their roles, their closing."""

TABLE = r"""
L/team/accounts/                 -          i0000.0..  mmmmmmmmm
L/team/accounts/<int:pk>/        own        i0000.0..  mmmmmmmmm
"                                neighbour  i0000.0..  mmmmmmmmm
"                                sibling    i000000..  mmmmmmmmm
"                                none       i00000000  mmmmmmmmm
L/team/accounts/<int:pk>/roles/  own        i0000.0.0  i0000!0!0
"                                neighbour  i0000.0.0  i0000!0!0
"                                sibling    i000000.0  i000000!0
"                                none       i00000000  i00000000
L/team/accounts/roles/<int:pk>/end/  own        i0000.0.0  i0000!0!0
"                                neighbour  i0000.0.0  i0000!0!0
"                                sibling    i000000.0  i000000!0
"                                none       i00000000  i00000000
L/team/accounts/<int:pk>/close/  own        i000000.0  i000000!0
"                                neighbour  i000000.0  i000000!0
"                                sibling    i000000.0  i000000!0
"                                none       i00000000  i00000000
L/team/accounts/<int:pk>/reopen/  own        i000000.0  i000000!0
"                                neighbour  i000000.0  i000000!0
"                                sibling    i000000.0  i000000!0
"                                none       i00000000  i00000000
"""

ARGUMENTS = [
    ("L/team/accounts/", {"pk": ("account", "pk")}),
    ("L/team/accounts/roles/", {"pk": ("rolegrant", "pk")}),
]


def records(side):
    return {"account": side.learner}

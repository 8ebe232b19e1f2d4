"""The register of organisations on the portal, and what is recorded about their staff."""

from __future__ import annotations

from typing import Any

TABLE = r"""
L/organisations/                                       -          i0.00....  mmmmmmmmm
L/organisations/export.csv                             -          i0.00....  mmmmmmmmm
L/organisations/export.xlsx                            -          i0.00....  mmmmmmmmm
L/organisations/regions/                               -          i0000....  mmmmmmmmm
L/organisations/regions/<str:code>/                    own        i0000....  mmmmmmmmm
"                                                      sibling    i00000...  mmmmmmmmm
"                                                      none       i00000000  mmmmmmmmm
L/organisations/<uuid:organisation>/                   own        i0.00....  mmmmmmmmm
"                                                      neighbour  i0000....  mmmmmmmmm
"                                                      sibling    i00000...  mmmmmmmmm
"                                                      none       i00000000  mmmmmmmmm
L/organisations/<uuid:organisation>/newcomer/          own        i0.00.0.0  i0!00!0!0
"                                                      neighbour  i0000.0.0  i0000!0!0
"                                                      sibling    i000000.0  i000000!0
"                                                      none       i00000000  i00000000
L/organisations/people/<uuid:person>/                  own        i..00....  mmmmmmmmm
"                                                      neighbour  i0000....  mmmmmmmmm
"                                                      sibling    i00000...  mmmmmmmmm
"                                                      none       i00000000  mmmmmmmmm
L/organisations/people/<uuid:person>/arrival/          own        i0.00.0.0  i0!00!0!0
"                                                      neighbour  i0000.0.0  i0000!0!0
"                                                      sibling    i000000.0  i000000!0
"                                                      none       i00000000  i00000000
L/organisations/affiliations/<int:pk>/departure/       own        i0.00.0.0  i0!00!0!0
"                                                      neighbour  i0000.0.0  i0000!0!0
"                                                      sibling    i000000.0  i000000!0
"                                                      none       i00000000  i00000000
L/organisations/affiliations/<int:pk>/transfer/        own        i0.00.0.0  i0!00!0!0
"                                                      neighbour  i0000.0.0  i0000!0!0
"                                                      sibling    i000000.0  i000000!0
"                                                      none       i00000000  i00000000
L/organisations/affiliations/<int:pk>/profession/      own        i0.00.0.0  i0!00!0!0
"                                                      neighbour  i0000.0.0  i0000!0!0
"                                                      sibling    i000000.0  i000000!0
"                                                      none       i00000000  i00000000
L/organisations/affiliations/<int:pk>/main/            own        i0.00.0.0  i0!00!0!0
"                                                      neighbour  i0000.0.0  i0000!0!0
"                                                      sibling    i000000.0  i000000!0
"                                                      none       i00000000  i00000000
"""

ARGUMENTS = [
    ("L/organisations/regions/", {"code": ("its_region", "code")}),
    ("L/organisations/people/", {"person": ("person", "uuid")}),
    ("L/organisations/affiliations/", {"pk": ("affiliation", "pk")}),
    ("L/organisations/<uuid:organisation>/", {"organisation": ("organisation", "uuid")}),
]


def records(side: Any) -> dict[str, Any]:
    """The region of each side, beside the records of the world."""
    return {"its_region": side.organisation.province.region}

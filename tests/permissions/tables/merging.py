"""The review queue of possible duplicates, and the merges.

A pair and a merge per side; the merges are an administrator's, and a territorial coordinator undoes only their own.
"""

from __future__ import annotations

from typing import Any

from lms.people.merging.services import merge
from lms.people.models import Duplicate
from tests.factories import AffiliationFactory, UserFactory

TABLE = r"""
L/duplicates/                        -          i0000.0..  mmmmmmmmm
L/duplicates/<int:pk>/               own        i0000.0..  i0000!0!0
"                                    neighbour  i0000.0..  i0000!0!0
"                                    sibling    i000000..  i000000!0
"                                    none       i00000000  i00000000
L/duplicates/<int:pk>/not-the-same/  own        mmmmmmmmm  i0000>0>0
"                                    neighbour  mmmmmmmmm  i0000>0>0
"                                    sibling    mmmmmmmmm  i000000>0
"                                    none       mmmmmmmmm  i00000000
L/duplicates/<int:pk>/later/         own        mmmmmmmmm  i0000>0>0
"                                    neighbour  mmmmmmmmm  i0000>0>0
"                                    sibling    mmmmmmmmm  i000000>0
"                                    none       mmmmmmmmm  i00000000
L/duplicates/merges/                 -          i0000.0..  mmmmmmmmm
L/duplicates/merges/<int:pk>/undo/   own        i000000.0  i000000!0
"                                    neighbour  i000000.0  i000000!0
"                                    sibling    i000000.0  i000000!0
"                                    none       i00000000  i00000000
"""

ARGUMENTS = [
    ("L/duplicates/", {"pk": ("duplicate", "pk")}),
    ("L/duplicates/merges/", {"pk": ("merge", "pk")}),
]


def records(side: Any) -> dict[str, Any]:
    """A pair that waits, and a merge."""
    persons = [AffiliationFactory(organisation=side.organisation).person for _ in range(4)]
    merged = merge(persons[2], persons[3], actor=UserFactory(administrator=True), fields={}, reason="Même personne")
    return {"duplicate": Duplicate.objects.create(first=persons[0], second=persons[1], score=90), "merge": merged}

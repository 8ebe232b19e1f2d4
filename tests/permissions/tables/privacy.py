"""One's own data, and the requests that administrators answer. The request of a side is its learner's."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lms.people.models import DataRequest

TABLE = r"""
    L/my-data/                                 -          i........  mmmmmmmmm
    L/my-data/notice/                          -          .........  >>>>>>>>>
    L/my-data/export.json                      -          i........  mmmmmmmmm
    L/my-data/export.html                      -          i........  mmmmmmmmm
    L/my-data/correct/                         -          i........  i........
    L/my-data/erasure/                         -          i........  i!!!!!!!!
    L/my-data/requests/                        -          i000000.0  mmmmmmmmm
    L/my-data/requests/<uuid:uuid>/            own        i000000.0  i000000!0
    "                                          neighbour  i000000.0  i000000!0
    "                                          sibling    i000000.0  i000000!0
    "                                          none       i00000000  i00000000
    L/my-data/requests/<uuid:uuid>/take-back/  own        mmmmmmmmm  i>0000000
    "                                          neighbour  mmmmmmmmm  i00000000
    "                                          sibling    mmmmmmmmm  i00000000
    "                                          none       mmmmmmmmm  i00000000
"""
ARGUMENTS = [("L/my-data/requests/", {"uuid": ("datarequest", "uuid")})]


def records(side: Any) -> dict[str, Any]:
    """What world.py does not have: a request of the learner of each side."""
    row = DataRequest.objects.create(person=side.learner.person, kind="erasure", due_on=timezone.localdate())
    return {"datarequest": row}

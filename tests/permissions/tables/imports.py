"""Lists of persons brought in by file. The records belong to their uploader: no column of the table is that one."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from lms.people.enums import ImportState
from lms.people.models import PersonImport
from tests.factories import UserFactory

TABLE = r"""
L/imports/                          -          i0.00.0..  immmmmmmm
L/imports/new/                      -          i0.00.0.0  i0!00!0!0
L/imports/template/                 -          i0.00.0.0  immmmmmmm
L/imports/<uuid:uuid>/              own        i000000..  immmmmmmm
"                                   neighbour  i000000..  immmmmmmm
"                                   sibling    i000000..  immmmmmmm
"                                   none       i00000000  immmmmmmm
L/imports/<uuid:uuid>/decide/       own        immmmmmmm  i000000>0
"                                   neighbour  immmmmmmm  i000000>0
"                                   sibling    immmmmmmm  i000000>0
"                                   none       immmmmmmm  i00000000
L/imports/<uuid:uuid>/record/       own        i000000.0  i000000.0
"                                   neighbour  i000000.0  i000000.0
"                                   sibling    i000000.0  i000000.0
"                                   none       i00000000  i00000000
L/imports/<uuid:uuid>/check-again/  own        immmmmmmm  i000000>0
"                                   neighbour  immmmmmmm  i000000>0
"                                   sibling    immmmmmmm  i000000>0
"                                   none       immmmmmmm  i00000000
L/imports/<uuid:uuid>/drop/         own        immmmmmmm  i000000>0
"                                   neighbour  immmmmmmm  i000000>0
"                                   sibling    immmmmmmm  i000000>0
"                                   none       immmmmmmm  i00000000
L/imports/<uuid:uuid>/to-correct/   own        i000000..  immmmmmmm
"                                   neighbour  i000000..  immmmmmmm
"                                   sibling    i000000..  immmmmmmm
"                                   none       i00000000  immmmmmmm
"""

ARGUMENTS = [("L/imports/", {"uuid": ("import", "uuid")})]
KEPT = b'{"columns":[],"titles":[],"header_row":1,"counts_from_1904":false,"rows":[]}'


def records(side: Any) -> dict[str, Any]:
    """A list that the coordinator of the side sent and had read."""
    row = PersonImport(
        original_name="liste.csv",
        sha256="0" * 64,
        state=ImportState.CHECKED,
        report={"rows": [], "counts": {}, "decisions": {}, "ignored": []},
        uploaded_by=UserFactory(coordinates=side.organisation),
    )
    row.file.save("rows.json", ContentFile(KEPT), save=False)
    row.save()
    return {"import": row}

"""The dry run: a file is opened, weighed and judged row by row. It writes to its own import and nowhere else."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from ..enums import ImportState
from ..models import PersonImport
from . import kept
from .columns import Layout, find_layout
from .outcomes import Judged, judge
from .permissions import importable_organisations
from .places import Places
from .reading import read_file
from .register import Register
from .rows import PersonRow, read_rows
from .table import FileRefused, Table

# How often the progress of a long file is written down, in rows.
STEP = 500
KEPT_NAME = "rows.json"


def move(import_id: int, *before: str, to: str, **fields: Any) -> bool:
    """Change the state of an import that is still in one of the states `before`. False when somebody was quicker."""
    rows = PersonImport.objects.filter(pk=import_id, state__in=before)
    return bool(rows.update(state=to, **fields))


def check_import(import_id: int) -> None:
    """Read a file without recording anybody. A file refused as a whole is deleted at once.

    May be repeated: after a worker died, and on purpose, when the register has changed meanwhile.
    """
    before = (ImportState.WAITING, ImportState.CHECKING)
    if not move(import_id, *before, to=ImportState.CHECKING, rows_read=0, rows_total=0):
        return
    row = PersonImport.objects.select_related("uploaded_by").get(pk=import_id)
    try:
        report = _checked(row)
    except FileRefused as refusal:
        report = {"refusal": {"code": refusal.code, "params": refusal.params}}
        fields = {"report": report, "finished_at": timezone.now(), "file": ""}
        if move(import_id, ImportState.CHECKING, to=ImportState.REFUSED, **fields):
            row.file.delete(save=False)
    except Exception:
        move(import_id, ImportState.CHECKING, to=ImportState.WAITING, report=row.report | {"trouble": "stopped"})
        raise
    else:
        fields = {"report": report, "rows_read": len(report["rows"]), "finished_at": timezone.now()}
        move(import_id, ImportState.CHECKING, to=ImportState.CHECKED, **fields)


def _checked(row: PersonImport) -> dict[str, Any]:
    places = Places(importable_organisations(row.uploaded_by))
    table, layout = open_rows(row, places)
    rows = []
    today = timezone.localdate()
    total = sum(number > layout.header_row for number, _cells in table.rows)
    PersonImport.objects.filter(pk=row.pk).update(rows_total=total)
    for read in read_rows(table, layout, places, today):
        rows.append(read)
        if len(rows) % STEP == 0:
            PersonImport.objects.filter(pk=row.pk).update(rows_read=len(rows))
    judged = judge(rows, Register(row.uploaded_by), user=row.uploaded_by)
    return write_report(judged, row.report.get("ignored", []))


def open_rows(row: PersonImport, places: Places) -> tuple[Table, Layout]:
    """The rows of an import. The first time, the file itself gives way to what is kept of it. Raises FileRefused."""
    if not row.file:
        raise FileRefused("gone")
    with row.file.open("rb") as stream:
        content = stream.read()
    if _is_kept(row):
        return kept.load(content)
    table = read_file(content)
    layout = find_layout(table, needs_organisation=places.only_one is None)
    original = str(row.file.name)
    row.file.save(KEPT_NAME, ContentFile(kept.keep(table, layout)), save=False)
    row.report = {"ignored": layout.ignored}
    fields = {"file": row.file.name, "report": row.report}
    if not move(row.pk, ImportState.CHECKING, to=ImportState.CHECKING, **fields):
        # Dropped meanwhile: what was just written goes too.
        row.file.storage.delete(str(row.file.name))
        raise FileRefused("gone")
    row.file.storage.delete(original)
    return table, layout


def _is_kept(row: PersonImport) -> bool:
    return str(row.file.name).endswith(".json")


def read_again(row: PersonImport) -> tuple[list[PersonRow], Places]:
    """The typed rows of a checked import, as its uploader may place them today. Raises FileRefused."""
    places = Places(importable_organisations(row.uploaded_by))
    table, layout = open_rows(row, places)
    return list(read_rows(table, layout, places, timezone.localdate())), places


def write_report(judged: list[Judged], ignored: list[str]) -> dict[str, Any]:
    """What the dry run found, without a name or a phone: the screens read those again from the file."""
    counts = Counter(one.outcome.value for one in judged)
    return {
        "ignored": ignored,
        "counts": dict(counts),
        "rows": [
            {
                "number": one.row.number,
                "outcome": one.outcome.value,
                "target": one.target.key if one.target else "",
                "choices": [[choice.key, choice.score, list(choice.reasons)] for choice in one.choices],
                "problems": [[problem.code, problem.column, problem.params] for problem in one.problems],
            }
            for one in judged
        ],
        "decisions": {},
    }

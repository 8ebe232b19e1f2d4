"""The acts on an import: upload, decide, read again, record, drop, forget. Each looks at the state under lock."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.text import plain

from ..enums import ImportState
from ..models import PersonImport, User
from .outcomes import NEW_PERSON, Outcome
from .permissions import can_carry_on, can_import
from .reading import check_file
from .table import LARGEST_FILE, MEGABYTE, FileRefused
from .tasks import check_people_file, record_people_file
from .wording import refusal_in_words

ENDED = frozenset({ImportState.DONE, ImportState.REFUSED, ImportState.DROPPED})


def upload_people_file(upload: UploadedFile[Any], *, actor: User) -> PersonImport:
    """Keep a file and have it read dry. Nobody is recorded.

    Raises PermissionDenied for those who may not import; ValidationError when the file is no list at all.
    """
    if not can_import(actor):
        raise PermissionDenied
    try:
        if (upload.size or 0) > LARGEST_FILE:
            raise FileRefused("too_big", megabytes=LARGEST_FILE // MEGABYTE)
        content = upload.read()
        check_file(content)
    except FileRefused as refusal:
        raise ValidationError(refusal_in_words(refusal.code, refusal.params), code=refusal.code) from refusal
    name = plain((upload.name or "").replace("\\", "/").rsplit("/", 1)[-1])[-200:]
    row = PersonImport(original_name=name or "list", sha256=hashlib.sha256(content).hexdigest(), uploaded_by=actor)
    row.file.save("list.upload", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            row.save()
            audit.record("people.import_uploaded", row, actor=actor, size=len(content))
            transaction.on_commit(partial(check_people_file.enqueue, row.pk))
    except BaseException:
        row.file.delete(save=False)
        raise
    return row


def _locked(row: PersonImport, actor: User) -> PersonImport:
    """The row as it is now, locked until the end of the transaction. Raises PermissionDenied."""
    if not can_carry_on(actor, row):
        raise PermissionDenied
    return PersonImport.objects.select_for_update().get(pk=row.pk)


def same_file_recorded(row: PersonImport) -> PersonImport | None:
    """The latest import of the very same file by the same person that was recorded."""
    same = PersonImport.objects.filter(sha256=row.sha256, uploaded_by=row.uploaded_by_id, state=ImportState.DONE)
    return same.exclude(pk=row.pk).first()


@transaction.atomic
def decide(row: PersonImport, answers: dict[int, str], *, actor: User) -> PersonImport:
    """Note, for undecided rows, who the person is: a key offered by the dry run, or a new person.

    Empty takes an answer back. Raises PermissionDenied; ValidationError for an answer that was not offered, or when
    the import is no longer open.
    """
    row = _locked(row, actor)
    if row.state != ImportState.CHECKED:
        raise ValidationError(_("This import can no longer be changed."), code="state")
    offered = {
        line["number"]: {key for key, _score, _reasons in line["choices"]} | {NEW_PERSON}
        for line in row.report["rows"]
        if line["outcome"] == Outcome.UNDECIDED
    }
    for number, answer in answers.items():
        if answer and answer not in offered.get(number, ()):
            raise ValidationError(_("Choose one of the persons shown, or a new person."), code="answer")
        row.report["decisions"].pop(str(number), None)
        if answer:
            row.report["decisions"][str(number)] = answer
    row.save(update_fields=["report"])
    return row


def rows_left(row: PersonImport) -> int:
    """How many rows of a checked import would not be recorded: wrong, or not decided."""
    decisions = row.report.get("decisions", {})
    return sum(is_left(line, decisions) for line in row.report.get("rows", ()))


def is_left(line: dict[str, Any], decisions: dict[str, str]) -> bool:
    """Whether a line of the report waits for a correction or a decision."""
    if line["outcome"] == Outcome.UNDECIDED:
        return str(line["number"]) not in decisions
    return bool(line["outcome"] == Outcome.WRONG)


@transaction.atomic
def start_recording(row: PersonImport, *, actor: User, only_good: bool) -> PersonImport:
    """Have a checked import recorded: all rows, or only the good ones. Asked twice, it is recorded once.

    Raises PermissionDenied; ValidationError when all rows are asked for and some are wrong or undecided.
    """
    row = _locked(row, actor)
    if row.state in {ImportState.COMMITTING, ImportState.DONE}:
        return row
    if row.state != ImportState.CHECKED:
        raise ValidationError(_("This import can no longer be changed."), code="state")
    if rows_left(row) and not only_good:
        raise ValidationError(_("Some rows are wrong or undecided."), code="left")
    row.state = ImportState.COMMITTING
    row.report |= {"only_good": only_good, "trouble": ""}
    row.save(update_fields=["state", "report"])
    transaction.on_commit(partial(record_people_file.enqueue, row.pk, actor.pk))
    return row


@transaction.atomic
def check_again(row: PersonImport, *, actor: User) -> PersonImport:
    """Have a file read once more: the register has changed, or reading stopped. Decisions are asked again.

    Raises PermissionDenied; ValidationError when the import is recorded, refused or dropped.
    """
    row = _locked(row, actor)
    if row.state not in {ImportState.WAITING, ImportState.CHECKING, ImportState.CHECKED}:
        raise ValidationError(_("This import can no longer be changed."), code="state")
    row.state = ImportState.WAITING
    row.report = {"ignored": row.report.get("ignored", [])}
    row.save(update_fields=["state", "report"])
    transaction.on_commit(partial(check_people_file.enqueue, row.pk))
    return row


@transaction.atomic
def drop_import(row: PersonImport, *, actor: User) -> PersonImport:
    """Give an import up and delete its file at once. Dropped twice is dropped once.

    Raises PermissionDenied; ValidationError when it is recorded or being recorded.
    """
    row = _locked(row, actor)
    if row.state in {ImportState.DROPPED, ImportState.REFUSED}:
        return row
    if row.state in {ImportState.COMMITTING, ImportState.DONE}:
        raise ValidationError(_("This import is recorded already."), code="state")
    row.state, row.finished_at = ImportState.DROPPED, timezone.now()
    row.report = {"counts": row.report.get("counts", {})}
    row.save(update_fields=["state", "finished_at", "report"])
    audit.record("people.import_dropped", row, actor=actor)
    _delete_file(row)
    return row


def _delete_file(row: PersonImport) -> None:
    """The file goes when the transaction that forgets it stands."""
    storage, name = row.file.storage, row.file.name
    PersonImport.objects.filter(pk=row.pk).update(file="")
    if name:
        transaction.on_commit(partial(storage.delete, name))


@transaction.atomic
def forget_file(row: PersonImport) -> None:
    """Delete the file of an import; the counts stay. One that was still open is dropped: without its rows nothing
    can be recorded. Safe to repeat.
    """
    row = PersonImport.objects.select_for_update().get(pk=row.pk)
    if not row.file:
        return
    if row.state not in ENDED:
        row.state, row.finished_at = ImportState.DROPPED, timezone.now()
    row.report = {key: row.report[key] for key in ("counts", "done") if key in row.report}
    row.save(update_fields=["state", "finished_at", "report"])
    audit.record("people.import_file_forgotten", row, actor=None)
    _delete_file(row)

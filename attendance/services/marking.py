"""The register: who was there in which half-day, written by several hands without losing one mark."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.core import audit

from ..enums import MarkSource, MarkStatus, SessionStatus
from ..models import Mark, MarkEvent, Registration, Session, Slot
from .locks import locked_open

# Marks written within three days of the half-day are a live register; later ones are typed from the signed sheet.
LIVE_FOR = datetime.timedelta(days=3)


class MarkOutcome(enum.StrEnum):
    """What became of one mark that was sent."""

    APPLIED = "applied"
    # Already so: sent twice, or somebody else wrote the same.
    DUPLICATE = "duplicate"
    # Somebody else wrote another mark since the sender looked; nothing was changed.
    CONFLICT = "conflict"
    # Not a half-day or a participant of this session, not begun yet, or not a mark.
    REJECTED = "rejected"


@dataclass(frozen=True)
class MarkEntry:
    """One mark as it is sent. `base_version` is the version the sender saw: 0 for a person not yet marked."""

    slot_id: int
    registration_id: int
    status: str
    base_version: int = 0
    client_uuid: uuid.UUID | None = None


@dataclass(frozen=True)
class MarkAnswer:
    """What became of `entry`; `mark` is the mark as it stands now, None when there is none."""

    entry: MarkEntry
    outcome: MarkOutcome
    mark: Mark | None = None


@dataclass
class _Register:
    """The session's rows that answer a batch, read once under the session's lock."""

    slots: dict[int, Slot]
    registrations: set[int]
    marks: dict[tuple[int, int], Mark]
    known: dict[uuid.UUID, MarkEvent]
    today: datetime.date
    changed: dict[tuple[int, int], Mark] = field(default_factory=dict)
    events: list[MarkEvent] = field(default_factory=list)


def source_for(day: datetime.date, today: datetime.date) -> MarkSource:
    """How a mark typed on `today` for a half-day of `day` is known."""
    return MarkSource.LIVE if today - day <= LIVE_FOR else MarkSource.PAPER


@transaction.atomic
def record_marks(
    session: Session,
    entries: Iterable[MarkEntry],
    *,
    actor: Any,
    source: str = MarkSource.LIVE,
) -> list[MarkAnswer]:
    """Write marks and answer each: one bad mark never holds back the others, one stale mark overwrites nothing.

    Raises ValidationError "closed" when the session is not open.
    """
    current = locked_open(session)
    entries = list(entries)
    register = _read(current, entries)
    answers = [_answer(register, entry, actor, source) for entry in entries]
    _write(register)
    if register.events:
        if current.status == SessionStatus.PLANNED:
            Session.objects.filter(pk=current.pk).update(status=SessionStatus.IN_PROGRESS)
        audit.record("attendance.marked", current, actor=actor, marks=len(register.events), source=source)
    return answers


def _read(session: Session, entries: Sequence[MarkEntry]) -> _Register:
    uuids = [entry.client_uuid for entry in entries if entry.client_uuid]
    return _Register(
        slots={slot.pk: slot for slot in Slot.objects.filter(session=session)},
        registrations=set(Registration.objects.filter(session=session).seated().values_list("pk", flat=True)),
        marks={
            (mark.slot_id, mark.registration_id): mark
            for mark in Mark.objects.filter(
                slot__session=session, registration__in={entry.registration_id for entry in entries}
            ).select_related("recorded_by__person")
        },
        known=MarkEvent.objects.in_bulk(uuids, field_name="client_uuid") if uuids else {},
        today=timezone.localdate(),
    )


def _answer(register: _Register, entry: MarkEntry, actor: Any, source: str) -> MarkAnswer:
    """Decide one mark. The order of the questions is the rule."""
    key = entry.slot_id, entry.registration_id
    mark = register.marks.get(key)
    slot = register.slots.get(entry.slot_id)
    if (
        slot is None
        or not slot.took_place
        or slot.date > register.today
        or entry.registration_id not in register.registrations
        or entry.status not in MarkStatus.values
    ):
        return MarkAnswer(entry, MarkOutcome.REJECTED, mark)
    if entry.client_uuid and (event := register.known.get(entry.client_uuid)):
        same = (event.slot_id, event.registration_id, event.status) == (*key, entry.status)
        return MarkAnswer(entry, MarkOutcome.DUPLICATE if same else MarkOutcome.REJECTED, mark)
    if mark and mark.status == entry.status:
        return MarkAnswer(entry, MarkOutcome.DUPLICATE, mark)
    if entry.base_version != (mark.version if mark else 0):
        return MarkAnswer(entry, MarkOutcome.CONFLICT, mark)
    return MarkAnswer(entry, MarkOutcome.APPLIED, _apply(register, entry, mark, actor, source))


def _apply(register: _Register, entry: MarkEntry, mark: Mark | None, actor: Any, source: str) -> Mark:
    user = actor if getattr(actor, "pk", None) else None
    event = MarkEvent(
        slot_id=entry.slot_id,
        registration_id=entry.registration_id,
        status=entry.status,
        previous_status=mark.status if mark else "",
        source=source,
        actor=user,
    )
    if entry.client_uuid:
        event.client_uuid = entry.client_uuid
        register.known[entry.client_uuid] = event
    register.events.append(event)
    changed = Mark(
        slot_id=entry.slot_id,
        registration_id=entry.registration_id,
        status=entry.status,
        version=mark.version + 1 if mark else 1,
        recorded_at=timezone.now(),
        recorded_by=user,
    )
    key = entry.slot_id, entry.registration_id
    register.marks[key] = register.changed[key] = changed
    return changed


def _write(register: _Register) -> None:
    Mark.objects.bulk_create(
        register.changed.values(),
        update_conflicts=True,
        unique_fields=["slot", "registration"],
        update_fields=["status", "version", "recorded_at", "recorded_by"],
    )
    MarkEvent.objects.bulk_create(register.events)


@transaction.atomic
def mark_all_present(session: Session, slot: Slot, *, actor: Any) -> int:
    """Mark present everybody who has no mark in this half-day yet, and return how many they were.

    Raises ValidationError "closed" when the session is not open.
    """
    current = locked_open(session)
    unmarked = (
        Registration.objects.filter(session=current)
        .seated()
        .exclude(pk__in=Mark.objects.filter(slot=slot).values("registration"))
    )
    entries = [
        MarkEntry(slot_id=slot.pk, registration_id=pk, status=MarkStatus.PRESENT)
        for pk in unmarked.values_list("pk", flat=True)
    ]
    source = source_for(slot.date, timezone.localdate())
    answers = record_marks(current, entries, actor=actor, source=source)
    return sum(answer.outcome == MarkOutcome.APPLIED for answer in answers)

"""The search for records of one human being: what it finds waits as `Duplicate` rows for a human's decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from lms.core import audit

from .blocking import candidate_pairs
from .enums import DuplicateState
from .matching import Match, compare
from .models import Duplicate, Person, User
from .permissions import can_search_duplicates
from .register import matched_persons, register_rows, resembling

BATCH = 500
PROGRESS_EVERY = 20_000

Pair = tuple[int, int]


def find_duplicates(*, actor: User | None = None, progress: Callable[[int], None] | None = None) -> int:
    """Compare the whole register with itself; returns how many new pairs wait for a decision.

    Safe to repeat: a pair is proposed once; one that waits gets its certainty and reasons anew, and is withdrawn when
    nothing speaks for it any more; what a human decided stays decided. Records that were merged or pseudonymised are
    left out. `progress` is told how many pairs were compared. `actor` is None for the portal's own search.

    Raises PermissionDenied for anybody but a national administrator.
    """
    if actor is not None and not can_search_duplicates(actor):
        raise PermissionDenied
    rows = register_rows(matched_persons())
    found: dict[Pair, Match] = {}
    for number, (first, second) in enumerate(candidate_pairs(rows), start=1):
        match = compare(rows[first], rows[second])
        if match.is_candidate:
            found[rows[first].pk, rows[second].pk] = match
        if progress is not None and number % PROGRESS_EVERY == 0:
            progress(number)
    with transaction.atomic():
        added = _keep(found, Duplicate.objects.all())
        if actor is not None:
            audit.record("people.duplicates_searched", actor, actor=actor, persons=len(rows), found=added)
    return added


def note_duplicates_of(person: Person) -> int:
    """Compare one record, just made or changed, with those that resemble it; returns how many new pairs wait.

    A constant number of queries. Does nothing for a record that was merged or pseudonymised.
    """
    own = register_rows(matched_persons().filter(pk=person.pk))
    if not own:
        return 0
    found: dict[Pair, Match] = {}
    for row in register_rows(resembling(own[0]).exclude(pk=person.pk)):
        match = compare(own[0], row)
        if match.is_candidate:
            found[min(row.pk, person.pk), max(row.pk, person.pk)] = match
    with transaction.atomic():
        return _keep(found, Duplicate.objects.filter(Q(first=person.pk) | Q(second=person.pk)))


def _keep(found: dict[Pair, Match], known: Any) -> int:
    """Bring the waiting pairs among `known` in step with what was found, and add the others."""
    known_pairs: set[Pair] = set()
    changed, gone = [], []
    for row in known.select_for_update():
        pair = (row.first_id, row.second_id)
        known_pairs.add(pair)
        if row.state != DuplicateState.WAITING:
            continue
        match = found.get(pair)
        if match is None:
            gone.append(row.pk)
        elif (row.score, row.reasons) != (match.score, list(match.reasons)):
            row.score, row.reasons = match.score, list(match.reasons)
            changed.append(row)
    Duplicate.objects.bulk_update(changed, ["score", "reasons"], batch_size=BATCH)
    for batch in _batches(gone):
        Duplicate.objects.filter(pk__in=batch, state=DuplicateState.WAITING).delete()
    new = {pair: match for pair, match in found.items() if pair not in known_pairs}
    rows = [
        Duplicate(first_id=first, second_id=second, score=match.score, reasons=list(match.reasons))
        for (first, second), match in sorted(new.items())
    ]
    # Another search may have been a moment faster: its row is as good.
    Duplicate.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _batches(numbers: list[int]) -> Iterable[list[int]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))

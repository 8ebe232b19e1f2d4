"""The search for records of one human being: what it finds waits as `Duplicate` rows for a human's decision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
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
from .register import RegisterRow, matched_persons, register_rows, resembling

BATCH = 500
PROGRESS_EVERY = 20_000
# So many records are sooner compared one by one than with the whole register read into memory.
FEW = 50

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
        _compare_into(found, rows[first], rows[second])
        if progress is not None and number % PROGRESS_EVERY == 0:
            progress(number)
    with transaction.atomic():
        added = _keep(found, Duplicate.objects.all())
        if actor is not None:
            audit.record("people.duplicates_searched", actor, actor=actor, persons=len(rows), found=added)
    return added


def note_duplicates_of(person_id: int) -> int:
    """Compare one record, just made or changed, with those that resemble it; returns how many new pairs wait.

    A constant number of queries. Does nothing for a record that was merged or pseudonymised.
    """
    own = register_rows(matched_persons().filter(pk=person_id))
    if not own:
        return 0
    pairs = Duplicate.objects.filter(Q(first=person_id) | Q(second=person_id))
    # Those it was taken for until now are weighed anew, even when a first look would pass them by.
    waiting = pairs.filter(state=DuplicateState.WAITING)
    known = {pk for pair in waiting.values_list("first", "second") for pk in pair}
    near = resembling(own[0]) | matched_persons().filter(pk__in=known)
    found: dict[Pair, Match] = {}
    for row in register_rows(near.exclude(pk=person_id)):
        _compare_into(found, own[0], row)
    with transaction.atomic():
        return _keep(found, pairs)


def note_duplicates_among(person_ids: Collection[int], *, unseen_by: Any) -> int:
    """The same for many records recorded at once; returns how many new pairs wait.

    More than a FEW are compared only with the records that the user who recorded them does not see: with the others
    they were before, when the list was read dry. Reads the register once, whatever their number.
    """
    if len(person_ids) <= FEW:
        return sum(note_duplicates_of(pk) for pk in person_ids)
    seen = Person.objects.visible_to(unseen_by).order_by().values("pk")
    unseen = set(matched_persons().exclude(pk__in=seen).values_list("pk", flat=True))
    if not unseen:
        return 0
    wanted = set(person_ids)
    rows = register_rows(matched_persons().filter(Q(pk__in=wanted) | ~Q(pk__in=seen)))
    found: dict[Pair, Match] = {}
    for first, second in candidate_pairs(rows):
        if len({rows[first].pk, rows[second].pk} & unseen) == 1:
            _compare_into(found, rows[first], rows[second])
    with transaction.atomic():
        return _keep(found, Duplicate.objects.all(), withdraws=False)


@dataclass
class _Comparison:
    """A comparison of one person; while it waits for a transaction to be kept, equal to another one of them."""

    person_id: int
    is_done: bool = False

    def __call__(self) -> None:
        self.is_done = True
        note_duplicates_of(self.person_id)


def compare_once_kept(person_id: int) -> None:
    """Have a record that the caller made or changed compared with the register once all of the caller's transaction is
    kept: once, however many acts of the transaction ask for it. What fails there is logged and undoes nothing."""
    comparison = _Comparison(person_id)
    if comparison not in (waiting[1] for waiting in transaction.get_connection().run_on_commit):
        transaction.on_commit(comparison, robust=True)


def _compare_into(found: dict[Pair, Match], one: RegisterRow, other: RegisterRow) -> None:
    match = compare(one, other)
    if match.is_candidate:
        found[min(one.pk, other.pk), max(one.pk, other.pk)] = match


def _keep(found: dict[Pair, Match], known: Any, *, withdraws: bool = True) -> int:
    """Bring the waiting pairs among `known` in step with what was found, and add the others. What was not found is
    withdrawn, unless only a part was looked at."""
    known_pairs: set[Pair] = set()
    changed, gone = [], []
    for row in known.select_for_update():
        pair = (row.first_id, row.second_id)
        known_pairs.add(pair)
        if row.state != DuplicateState.WAITING:
            continue
        match = found.get(pair)
        if match is None:
            gone += [row.pk] if withdraws else []
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

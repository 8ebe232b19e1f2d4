"""The queue, the comparison of two records, and what a merge would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst

from lms.core.text import dialled_phone, fold

from ..enums import DuplicateState
from ..models import Affiliation, Duplicate, Merge, Person
from ..reasons import reasons_in_words
from .facts import subjects
from .permissions import can_review_duplicates, visible_merges
from .rules import Relation, rules_for
from .services import FIELDS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ORDERS = {"score": ("-score", "pk"), "unlikely": ("score", "pk"), "newest": ("-found_at", "-pk")}
NAMES = ("given_name", "family_name", "given_name_ar", "family_name_ar")
ARABIC_FIELDS = frozenset({"given_name_ar", "family_name_ar"})
LEFT_TO_RIGHT_FIELDS = frozenset({"given_name", "family_name", "phone", "email"})


def pairs_visible_to(user: Any) -> QuerySet[Duplicate]:
    """The pairs a user may review: none for those who do not."""
    rows = Duplicate.objects.visible_to(user).exclude(state=DuplicateState.MERGED)
    return rows if can_review_duplicates(user) else rows.none()


def queue(user: Any, chosen: dict[str, Any]) -> QuerySet[Duplicate]:
    """The pairs that match the values of the filters, with the persons and where they work."""
    rows = pairs_visible_to(user).filter(state=chosen["state"] or DuplicateState.WAITING)
    if chosen["reason"]:
        # The quotes are part of the stored list: one code is never found inside another.
        told = rows.annotate(told=Cast("reasons", TextField()))
        rows = told.filter(told__contains=f'"{chosen["reason"]}"')
    if chosen["region"]:
        rows = rows.filter(_one_of_them_at(province__region=chosen["region"]))
    if chosen["province"]:
        rows = rows.filter(_one_of_them_at(province=chosen["province"]))
    for word in fold(chosen["q"]).split():
        rows = rows.filter(Q(first__search_text__contains=word) | Q(second__search_text__contains=word))
    at_work = Affiliation.objects.visible_to(user).select_related("organisation__province")
    return (
        rows.select_related("first", "second", "decided_by__person")
        .prefetch_related(Prefetch("first__affiliations", at_work), Prefetch("second__affiliations", at_work))
        .order_by(*ORDERS.get(chosen["sort"], ORDERS["score"]))
    )


def _one_of_them_at(**place: Any) -> Q:
    persons = Affiliation.objects.filter(**{f"organisation__{name}": value for name, value in place.items()})
    return Q(first__in=persons.values("person")) | Q(second__in=persons.values("person"))


@dataclass(frozen=True)
class Side:
    """A person in a line of the queue: both names, and where they work or worked."""

    person: Person
    places: list[str]


@dataclass(frozen=True)
class Line:
    """A pair in the queue."""

    pair: Duplicate
    reasons: list[str]
    sides: tuple[Side, Side]


def lines_of(pairs: Sequence[Duplicate]) -> list[Line]:
    """The pairs as they are listed; nothing more is asked of the database."""
    return [Line(pair, reasons_in_words(pair.reasons), (_side(pair.first), _side(pair.second))) for pair in pairs]


def _side(person: Person) -> Side:
    places = dict.fromkeys(f"{row.organisation} ({row.organisation.province})" for row in person.affiliations.all())
    return Side(person, list(places))


@dataclass(frozen=True)
class Told:
    """One thing two records say. `direction` is that of the letters, empty when it depends on them."""

    label: str | _StrPromise
    values: tuple[list[str], list[str]]
    is_different: bool
    direction: str = ""
    language: str = ""

    @property
    def first(self) -> list[str]:
        return self.values[0]

    @property
    def second(self) -> list[str]:
        return self.values[1]


@dataclass(frozen=True)
class Passing:
    """The records of one kind that point to each of two persons, and what becomes of those of the one absorbed."""

    label: str
    says: str | _StrPromise
    counts: tuple[int, int] = field(default=(0, 0))


def value_of(person: Person, name: str) -> str:
    """A field of a person as it is read."""
    if name == "phone":
        return dialled_phone(person.phone)
    shown = getattr(person, f"get_{name}_display", None)
    return str(shown() if shown else getattr(person, name))


def _said(person: Person, name: str) -> list[str]:
    return [value_of(person, name)] if getattr(person, name) else []


def differing(first: Person, second: Person) -> list[str]:
    """The fields in which two records differ, in the order they are shown."""
    return [name for name in FIELDS if getattr(first, name) != getattr(second, name)]


def compared(first: Person, second: Person, user: Any) -> list[Told]:
    """Everything the two records say, line by line."""
    different = set(differing(first, second))
    lines = [
        Told(
            capfirst(str(Person._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]
            (_said(first, name), _said(second, name)),
            name in different,
            "rtl" if name in ARABIC_FIELDS else "ltr" if name in LEFT_TO_RIGHT_FIELDS else "",
            "ar" if name in ARABIC_FIELDS else "",
        )
        for name in FIELDS
    ]  # fmt: skip
    for subject in subjects():
        found = subject.read((first, second), user)
        values = found.get(first.pk, []), found.get(second.pk, [])
        lines.append(Told(subject.label, values, values[0] != values[1]))
    return lines


def passing(first: Person, second: Person) -> list[Passing]:
    """What a merge of the two would move, by kind of record; kinds that neither has are left out."""
    both = (first.pk, second.pk)
    found: dict[tuple[str, str], Passing] = {}
    rules = rules_for(Person)
    for relation, rule in rules.items():
        if not rule.moves_rows:
            continue
        rows = relation.model._base_manager.filter(**{f"{relation.field}__in": both})
        for name in _other_fields(relation, rules):
            # The pair of these two is decided, not moved.
            rows = rows.exclude(**{f"{name}__in": both})
        counts = dict(rows.order_by().values_list(relation.field).annotate(Count("pk")))
        key = relation.label, str(rule.says)
        before = found[key].counts if key in found else (0, 0)
        found[key] = Passing(
            capfirst(str(relation.model._meta.verbose_name_plural)), rule.says,
            (before[0] + counts.get(first.pk, 0), before[1] + counts.get(second.pk, 0)),
        )  # fmt: skip
    return [row for row in found.values() if any(row.counts)]


def _other_fields(relation: Relation, rules: Any) -> list[str]:
    return [other.field for other in rules if other.label == relation.label and other.field != relation.field]


def merges_for(user: Any) -> QuerySet[Merge]:
    """The merges a user may read, the latest first."""
    return visible_merges(user).select_related("kept", "absorbed", "merged_by__person", "undone_by__person")


def merge_of(user: Any, pair_id: int) -> Merge | None:
    """The standing merge that decided a pair, when the user may read it."""
    pair = Duplicate.objects.filter(pk=pair_id).first()
    if pair is None:
        return None
    both = (pair.first_id, pair.second_id)
    return merges_for(user).filter(kept__in=both, absorbed__in=both, undone_at__isnull=True).first()


def rows_put_back(merge: Merge) -> list[tuple[str, int]]:
    """How many rows of each kind an undoing puts back, most first."""
    rows = {(entry["model"], entry["pk"]) for entry in merge.journal}
    counts: dict[str, int] = {}
    for label, _pk in rows:
        name = capfirst(str(apps.get_model(label)._meta.verbose_name_plural))
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

"""What a merge writes, noted row by row so that it can be taken back exactly.

An entry holds the row as it was (`before`, none for a row made by the merge) and what the merge made of it (`after`,
none for a row removed); both are empty for a row that is only held. Values are Django's own
serialised form, with the microseconds its JSON encoder would cut.
The way back walks the entries from the last to the first: every state it passes through has existed before, so every
constraint holds at each step.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.python import Deserializer, Serializer
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import update_reference_index_on_save

from lms.core.text import FoldedField

PLAIN = (bool, int, float, str, list, dict)
Fields = dict[str, Any]


class _RowSerializer(Serializer):
    """Django's serializer, with every value as plain JSON and without many-to-many rows: those are rows too."""

    def _value_from_field(self, obj: models.Model, field: Any) -> Any:
        value = field.value_from_object(obj)
        return value if value is None or isinstance(value, PLAIN) else field.value_to_string(obj)

    def handle_m2m_field(self, obj: models.Model, field: Any) -> None:
        pass


def fields_of(row: models.Model) -> Fields:
    """Every column of a row but its key, as plain JSON."""
    (found,) = _RowSerializer().serialize([row])
    fields: Fields = found["fields"]
    return fields


class ChangedSince(Exception):
    """A row is no longer as the merge left it."""

    def __init__(self, model: type[models.Model], pk: Any) -> None:
        super().__init__(model._meta.label, pk)
        self.model, self.pk = model, pk

    def as_refusal(self) -> ValidationError:
        """The refusal a person reads. It names the kind of record and its number, never a name."""
        return ValidationError(
            _(
                "Something changed since the merge, and undoing would lose it: %(kind)s no. %(number)s. "
                "Nothing was undone."
            ),
            code="changed_since",
            params={"kind": self.model._meta.verbose_name, "number": self.pk},
        )


class Journal:
    """The one hand that writes during a merge. `actor` and `reason` are whose merge it is."""

    def __init__(self, *, actor: Any, reason: str) -> None:
        self.actor, self.reason = actor, reason
        self.entries: list[dict[str, Any]] = []

    def change(
        self, row: models.Model, *, lives_on: bool = False, stays_alone: bool = False, **values: Any
    ) -> models.Model:
        """Write `values` to the row and return it as it then stands.

        A row that `lives_on` (an account, a session, a person) keeps changing for reasons of its own: only the
        columns changed here must be untouched when the merge is undone. Of other rows, every column. What came to
        point to the row since stands in the way only of one that `stays_alone`.
        """
        current = type(row)._base_manager.select_for_update().get(pk=row.pk)
        before = fields_of(current)
        for name, value in values.items():
            setattr(current, name, value)
        folded = [field.name for field in current._meta.concrete_fields if isinstance(field, FoldedField)]
        current.save(update_fields=[*values, *folded])
        current = type(row)._base_manager.get(pk=row.pk)
        after = {name: value for name, value in fields_of(current).items() if value != before[name]}
        if after:
            if lives_on:
                before = {name: before[name] for name in after}
            self._note(current, before=before, after=after)
            if stays_alone:
                self.entries[-1]["pointing"] = rows_pointing_to(current)
        return current

    def hold(self, row: models.Model) -> None:
        """Have the row locked, unchanged, before anything that was noted until now is taken back."""
        self._note(row, before={}, after={})

    def remove(self, row: models.Model) -> None:
        """Delete the row. What points to it must have been dealt with: nothing may go with it unnoted."""
        current = type(row)._base_manager.select_for_update().get(pk=row.pk)
        self._note(current, before=fields_of(current), after=None)
        gone, by_model = current.delete()
        if gone != 1:
            raise RuntimeError(f"Rows would have gone unnoted: {by_model}")

    def create(self, row: models.Model) -> models.Model:
        """Save a new row."""
        row.save(force_insert=True)
        current = type(row)._base_manager.get(pk=row.pk)
        self._note(current, before=None, after=fields_of(current))
        return current

    def _note(self, row: models.Model, *, before: Fields | None, after: Fields | None) -> None:
        self.entries.append({"model": row._meta.label_lower, "pk": row.pk, "before": before, "after": after})


def rows_pointing_to(row: models.Model) -> int:
    """How many rows of all tables have a foreign key to this one."""
    relations: Any = row._meta.related_objects
    return sum(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).count() for relation in relations
    )


def take_back(entries: list[dict[str, Any]]) -> None:
    """Put every row back as it was before the entries.

    Raises ChangedSince for the first row that is not as they left it; the caller's transaction then undoes the rest.
    """
    for entry in reversed(entries):
        model, pk = apps.get_model(entry["model"]), entry["pk"]
        before, after = entry["before"], entry["after"]
        current = model._base_manager.select_for_update().filter(pk=pk).first()
        expected = None if after is None else {**(before or {}), **after}
        if (current is None) != (expected is None):
            raise ChangedSince(model, pk)
        now = {} if current is None else fields_of(current)
        if any(now[name] != value for name, value in (expected or {}).items()):
            raise ChangedSince(model, pk)
        if "pointing" in entry and current is not None and rows_pointing_to(current) > entry["pointing"]:
            raise ChangedSince(model, pk)
        if before is None and current is not None:
            current.delete()
        elif before != {}:
            _put_back(model, pk, {**now, **(before or {})})


def _put_back(model: type[models.Model], pk: Any, fields: Fields) -> None:
    """Write the row as it is given: no column is worked out anew."""
    (read,) = Deserializer([{"model": model._meta.label_lower, "pk": pk, "fields": fields}])
    read.save(save_m2m=False)
    if model in ReferenceIndex.tracked_models:
        # Rows written raw pass Wagtail's index of references by.
        update_reference_index_on_save(read.object)

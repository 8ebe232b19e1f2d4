"""What becomes of each record that points to a person when that person's record is absorbed by another.

Every relation to `Person`, in whatever app, has one rule, and so has every relation to a record that two persons may
both have and that then becomes one (a registration, an enrolment). The rule stands beside its records: each app
registers its own from `<app>/person_merging.py`. A merge refuses to run while one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from ..models import Person
from .journal import Journal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Settle = Callable[[Journal, Any, Any], None]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`says` states the rule to the person who merges; it stands in the comparison beside the number of rows."""

    says: str | _StrPromise

    def carry_out(self, journal: Journal, relation: Relation, kept: models.Model, absorbed: models.Model) -> None:
        raise NotImplementedError

    @property
    def moves_rows(self) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Stays(Rule):
    """The row goes on pointing to the absorbed record: it tells what happened."""

    def carry_out(self, journal: Journal, relation: Relation, kept: models.Model, absorbed: models.Model) -> None:
        pass

    @property
    def moves_rows(self) -> bool:
        return False


@dataclass(frozen=True, kw_only=True)
class Moves(Rule):
    """The row points to the kept record from now on.

    `one_per` names the columns of which the kept record may have one row only: when it has that row already,
    `settle(journal, kept_row, absorbed_row)` makes one of the two.
    """

    one_per: tuple[str, ...] = ()
    settle: Settle | None = None

    def carry_out(self, journal: Journal, relation: Relation, kept: models.Model, absorbed: models.Model) -> None:
        for row in relation.rows_of(absorbed):
            same = {name: getattr(row, name) for name in self.one_per}
            other = relation.rows_of(kept).filter(**same).first() if self.settle else None
            if other is None or self.settle is None:
                moved: dict[str, Any] = {relation.field: kept}
                journal.change(row, **moved)
            else:
                self.settle(journal, other, row)


@dataclass(frozen=True, kw_only=True)
class Does(Rule):
    """Whatever `act(journal, kept, absorbed)` does."""

    act: Settle

    def carry_out(self, journal: Journal, relation: Relation, kept: models.Model, absorbed: models.Model) -> None:
        self.act(journal, kept, absorbed)


@dataclass(frozen=True)
class Relation:
    """A foreign key, one-to-one or many-to-many row: the model it stands in and the name of its field."""

    label: str
    field: str

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    def rows_of(self, record: models.Model) -> models.QuerySet[Any]:
        """The rows that point to `record`, in the order they were made."""
        return self.model._base_manager.filter(**{self.field: record}).order_by("pk")

    @property
    def target(self) -> type[models.Model]:
        target: type[models.Model] = self.model._meta.get_field(self.field).related_model  # type: ignore[assignment]
        return target


_rules: dict[Relation, Rule] = {}


def register_rule(model_label: str, field: str, rule: Rule) -> None:
    """Declare the rule of one relation ("attendance.Registration", "person"). Rules are carried out in the order of
    their registration."""
    _rules[Relation(model_label, field)] = rule


def rules_for(target: type[models.Model]) -> dict[Relation, Rule]:
    """The rules of every relation to `target`. Raises ImproperlyConfigured when a relation has none."""
    if missing := unruled_relations([target]):
        raise ImproperlyConfigured(f"No rule says what a merge does with: {', '.join(sorted(missing))}")
    return {relation: rule for relation, rule in _rules.items() if relation.target is target}


def unruled_relations(
    targets: Iterable[type[models.Model]] | None = None, installed: Iterable[type[models.Model]] | None = None
) -> set[str]:
    """The relations ("app.Model.field") without a rule to `targets`: by default the person, and every record that a
    rule points to. A many-to-many field is found by the rows of its own table."""
    wanted = set(targets) if targets is not None else {Person, *(relation.target for relation in _rules)}
    found = {
        Relation(model._meta.label, field.name)
        for model in (apps.get_models(include_auto_created=True) if installed is None else installed)
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model in wanted
    }
    return {f"{relation.label}.{relation.field}" for relation in found - _rules.keys()}


def carry_over(journal: Journal, kept: models.Model, absorbed: models.Model) -> None:
    """Apply every rule of the relations to the model of these two records."""
    for relation, rule in rules_for(type(kept)).items():
        rule.carry_out(journal, relation, kept, absorbed)


def make_one(journal: Journal, survivor: models.Model, other: models.Model) -> None:
    """Two records become one: everything that points to `other` passes to `survivor`, and `other` goes."""
    carry_over(journal, survivor, other)
    journal.remove(other)

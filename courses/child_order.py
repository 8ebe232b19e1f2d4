"""Numbering the children of a record (lessons, answers) from 1, while a constraint forbids two with one number.

Saving children one by one in a new order would meet the constraint half way, so the old numbers step aside first.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F

OUT_OF_THE_WAY = 10_000


def step_aside(children: models.QuerySet[Any]) -> None:
    """Free the low numbers, before the children are saved numbered from 0 in their new order."""
    children.update(position=F("position") + OUT_OF_THE_WAY)


def number_from_one(children: models.QuerySet[Any]) -> None:
    """Raise the numbers 0, 1, 2 … by one, in two steps that never let two children share a number."""
    children.update(position=F("position") + OUT_OF_THE_WAY)
    children.update(position=F("position") - (OUT_OF_THE_WAY - 1))


def is_relied_on(instance: models.Model) -> bool:
    """Whether any record points to `instance`, so that it cannot be deleted."""
    if instance.pk is None:
        return False
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: instance}).exists()
        for relation in instance._meta.related_objects
    )

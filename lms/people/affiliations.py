"""Which of a person's organisations counts on a given day: the pure rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .enums import OrganisationKind

if TYPE_CHECKING:
    from .models import Affiliation


def affiliation_on(affiliations: Iterable[Affiliation], day: datetime.date) -> Affiliation | None:
    """The affiliation that stands for the person on `day`, both its ends included.

    The main one; if none covering the day is marked as main, one at a UPE; else the one that started first.
    Source: the counting rules of the indicators, "a person in two structures at once".
    """
    covering = [row for row in affiliations if row.started_on <= day and (row.ended_on is None or row.ended_on >= day)]
    return min(
        covering,
        key=lambda row: (
            not row.is_primary,
            row.organisation.kind != OrganisationKind.UPE,
            row.started_on,
            row.pk,
        ),
        default=None,
    )

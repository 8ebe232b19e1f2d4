"""What the demonstration types by hand: children served per unit and quarter, and the reports of the commitment."""

from __future__ import annotations

import datetime
import random

from django.db import transaction

from lms.indicators.enums import PeriodKind
from lms.indicators.models import ChildrenServed, Period, ReportDeadline
from lms.indicators.selectors import the_commitment
from lms.people.enums import OrganisationKind

from . import facts
from .book import Book

FROM, UNTIL = datetime.date(2024, 7, 1), datetime.date(2025, 12, 31)
# Three units out of five have sent their figures.
REPORTING_SHARE = 0.6
SOURCE = "Relevé trimestriel de l'UPE (données de démonstration)"


@transaction.atomic
def write_aggregates(book: Book) -> None:
    """Type the aggregates that are not there yet: numbers only, as everywhere in Takwin."""
    rng = random.Random(f"{book.plan.seed}/children")  # noqa: S311
    quarters = Period.objects.filter(kind=PeriodKind.QUARTER, starts_on__gte=FROM, ends_on__lte=UNTIL)
    quarters = quarters.order_by("starts_on")
    rows = []
    for unit in book.plan.organisations:
        if unit.kind != OrganisationKind.UPE or rng.random() > REPORTING_SHARE:
            continue
        usual = rng.randint(12, 48)
        for quarter in quarters:
            number = max(0, usual + rng.randint(-8, 8))
            reported_on = quarter.ends_on + datetime.timedelta(days=rng.randint(6, 24))
            if unit.closed_on is None or quarter.ends_on <= unit.closed_on:
                rows.append(
                    ChildrenServed(
                        organisation=book.organisations[unit.key], period=quarter, number=number, source=SOURCE,
                        reported_on=reported_on,
                    )
                )  # fmt: skip
    ChildrenServed.objects.bulk_create(rows, ignore_conflicts=True)
    commitment = the_commitment()
    for row in facts.document("reports")["reports"]:
        ReportDeadline.objects.get_or_create(
            commitment=commitment, title_fr=row["title_fr"], due_on=row["due_on"], defaults=row
        )

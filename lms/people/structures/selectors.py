"""Reads over organisations, their staff and their territory, in numbers of queries that do not grow with the rows."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from wagtail.models import ModelLogEntry

from ..enums import OrganisationKind
from ..models import Affiliation, ArrondissementPrefecture, Management, Organisation, Person, Province, Region
from ..scopes import reach_of
from .agreements import ENDED, ENDING, ENDING_SOON, Alert, alert_for, alerted
from .movements import Stay, stays
from .trainings import trainings_of


def with_staff(rows: Any, day: datetime.date) -> Any:
    """Organisations with `staff`, the number of persons at work there on `day`."""
    at_work = (
        Affiliation.objects.filter(organisation=OuterRef("pk"))
        .at_work_on(day)
        .order_by()
        .values("organisation")
        .annotate(persons=Count("person", distinct=True))
        .values("persons")
    )
    return rows.annotate(staff=Coalesce(Subquery(at_work, output_field=IntegerField()), 0))


def with_association(rows: Any, day: datetime.date) -> Any:
    """Organisations with `managed`, the management of `day` (a list of one, or empty)."""
    current = Management.objects.active_on(day).select_related("association")
    return rows.prefetch_related(Prefetch("managements", current, to_attr="managed"))


def alert_of(organisation: Organisation, day: datetime.date) -> Alert | None:
    """The alert on the agreement of an organisation; a closed one needs none."""
    if organisation.closed_on is not None and organisation.closed_on < day:
        return None
    return alert_for(organisation.agreement_to, day)


@dataclass(frozen=True)
class AgreementSummary:
    """How many open organisations of a scope have an agreement that asks for attention."""

    ended: int
    soon: int
    ending: int

    def __bool__(self) -> bool:
        return bool(self.ended or self.ending)


def agreement_summary(user: Any, day: datetime.date) -> AgreementSummary:
    """The agreements of the user's scope on `day`. `ending` (90 days) holds those of `soon` (30 days)."""
    rows = Organisation.objects.filter(pk__in=Organisation.objects.visible_to(user).active_on(day).values("pk"))
    return AgreementSummary(
        **rows.aggregate(
            ended=Count("pk", filter=alerted(ENDED, day)),
            soon=Count("pk", filter=alerted(ENDING_SOON, day)),
            ending=Count("pk", filter=alerted(ENDING, day)),
        )
    )


# ----------------------------------------------------------------- territory


@dataclass
class Place:
    """What is open on a day in a region, a province or a prefecture of arrondissements."""

    place: Region | Province | ArrondissementPrefecture
    units: int = 0
    others: int = 0
    staff: int = 0
    inside: list[Place] = field(default_factory=list)

    @property
    def without_unit(self) -> int:
        """How many of the places inside have no UPE."""
        return sum(not place.units for place in self.inside)


def provinces_in_charge(user: Any) -> QuerySet[Province]:
    """The provinces the user oversees whole: all of them, or those of their territory."""
    reach = reach_of(user)
    rows = Province.objects.select_related("region")
    if reach.national:
        return rows
    return rows.filter(Q(pk__in=reach.province_ids) | Q(region__in=reach.region_ids))


def territory(user: Any, day: datetime.date) -> list[Place]:
    """The regions of the user's charge, their provinces, and the parts of Casablanca, with what is open on `day`.

    `staff` is the persons at work at a UPE; somebody at two UPE of a region counts once in it.
    """
    units, others = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    columns = ("province__region", "province", "arrondissement_prefecture")
    open_rows = Organisation.objects.active_on(day).order_by().values_list("kind", *columns)
    for kind, *places in open_rows:
        counter = units if kind == OrganisationKind.UPE else others
        counter.update((column, pk) for column, pk in zip(columns, places, strict=True) if pk)
    staff = {column: _staff_by(column, day) for column in columns}

    def place(row: Any, column: str) -> Place:
        key = (column, row.pk)
        return Place(row, units[key], others[key], staff[column].get(row.pk, 0))

    regions: dict[int, Place] = {}
    parts = ArrondissementPrefecture.objects.all()
    for province in provinces_in_charge(user).prefetch_related(Prefetch("arrondissement_prefectures", parts)):
        region = regions.setdefault(province.region_id, place(province.region, columns[0]))
        line = place(province, columns[1])
        line.inside = [place(part, columns[2]) for part in province.arrondissement_prefectures.all()]
        region.inside.append(line)
    for region in regions.values():
        _keep_to_charge(region, user, day)
    return list(regions.values())


def _keep_to_charge(region: Place, user: Any, day: datetime.date) -> None:
    """The counts of a region of which the user has only some provinces are those of these provinces."""
    reach = reach_of(user)
    if reach.national or region.place.pk in reach.region_ids:
        return
    provinces = [line.place.pk for line in region.inside]
    region.units = sum(line.units for line in region.inside)
    region.others = sum(line.others for line in region.inside)
    region.staff = _unit_staff(day).filter(organisation__province__in=provinces).values("person").distinct().count()


def _unit_staff(day: datetime.date) -> Any:
    return Affiliation.objects.at_work_on(day).filter(organisation__kind=OrganisationKind.UPE).order_by()


def _staff_by(column: str, day: datetime.date) -> dict[int, int]:
    path = f"organisation__{column}"
    rows = _unit_staff(day).values_list(path).annotate(persons=Count("person", distinct=True))
    return dict(rows)


# ----------------------------------------------------------------- staff


def name_order(path: str = "") -> list[str]:
    """By family name in the letters of the reader's language."""
    ending = "_ar" if (get_language() or "fr").startswith("ar") else ""
    return [f"{path}family_name{ending}", f"{path}given_name{ending}", f"{path}pk"]


@dataclass(frozen=True)
class Line:
    """A line of a roster of those at work: the affiliation, and the modules the person was trained in."""

    affiliation: Affiliation
    trainings: list[str]

    @property
    def person(self) -> Person:
        return self.affiliation.person


def roster(organisation: Organisation, day: datetime.date) -> list[Line]:
    """Those at work at an organisation on `day`, by name."""
    rows = (
        Affiliation.objects.filter(organisation=organisation)
        .at_work_on(day)
        .select_related("person__user")
        .order_by(*name_order("person__"))
    )
    trained = trainings_of({row.person_id for row in rows}, day)
    return [Line(row, trained[row.person_id]) for row in rows]


def former_stays(organisation: Organisation, day: datetime.date) -> list[Stay]:
    """The stays at an organisation that were over before `day`, the latest first."""
    rows = Affiliation.objects.filter(organisation=organisation).select_related("person")
    over = [stay for stay in stays(rows) if stay.ended_on is not None and stay.ended_on < day]
    return sorted(over, key=lambda stay: (stay.ended_on or day, stay.started_on), reverse=True)


def acts_on(affiliations: list[Affiliation]) -> QuerySet[ModelLogEntry]:
    """What was recorded about these affiliations, by whom and why, the latest first."""
    keys = [str(row.pk) for row in affiliations]
    return (
        ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Affiliation))
        .filter(object_id__in=keys, action__startswith="people.")
        .select_related("user__person")
        .order_by("-timestamp")
    )

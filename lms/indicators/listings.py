"""The rows behind a figure: one description of each table, read by the screen and by the export.

Names are fetched here and only here, through `visible_to`; the figures themselves know ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from attendance.models import Evidence, Registration, Session
from attendance.rates import reaches_threshold
from lms.core.dates import date_range, long_date
from lms.core.text import fold
from lms.people.models import Organisation, Person, Region

from . import rules
from .figures import Behind
from .models import ChildrenServed, ReportDeadline
from .rows import Facts, Figure, Question, RegistrationRow
from .wording import joined, number_text


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` to read, `value` for the spreadsheet when it is another, links when it opens to something."""

    text: str = ""
    value: Any = None
    links: Sequence[Link] = ()
    is_number: bool = False

    @property
    def exported(self) -> Any:
        if self.value is not None:
            return self.value
        return self.text or joined(link.text for link in self.links)


@dataclass
class Listing:
    """The rows of one figure for one reader. Subclasses say which columns, which rows, which cells."""

    user: Any
    code: str
    figure: Figure
    facts: Facts
    question: Question
    columns: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = self.headings()

    def headings(self) -> list[str]:
        raise NotImplementedError

    def rows(self, words: str) -> models.QuerySet[Any]:
        """The rows in order, kept to those holding every word."""
        raise NotImplementedError

    def cells(self, records: Sequence[Any]) -> list[list[Cell]]:
        """The cells of some of the rows: what they need is fetched for all of them at once."""
        raise NotImplementedError

    def persons(self, records: Iterable[Any]) -> list[int]:
        """The numbers of the persons whom these rows name."""
        return []

    def number_columns(self, lines: Sequence[list[Cell]]) -> set[str]:
        """The headings that stand over numbers."""
        return {column for line in lines[:1] for column, cell in zip(self.columns, line, strict=True) if cell.is_number}

    @property
    def ids(self) -> frozenset[int]:
        """A share is listed with everything it is taken among."""
        return self.figure.behind if self.figure.among is None else self.figure.among

    @property
    def is_share(self) -> bool:
        return self.figure.among is not None

    def counted(self, pk: int) -> Cell:
        """Whether a row of a share is in its numerator."""
        return Cell(_("yes") if pk in self.figure.behind else _("no"))


def holding(words: str, *paths: str) -> Q:
    """Every folded word in one of the folded columns."""
    condition = Q()
    for word in fold(words).split():
        one = Q()
        for path in paths:
            one |= Q(**{f"{path}__contains": word})
        condition &= one
    return condition


def name_order(path: str = "") -> list[str]:
    """By family name in the letters of the reader's language."""
    ending = "_ar" if (get_language() or "fr").startswith("ar") else ""
    return [f"{path}family_name{ending}", f"{path}given_name{ending}", f"{path}pk"]


def session_link(session: Session) -> Link:
    return Link(session.code, reverse("session-detail", args=[session.uuid]))


def evidence_links(user: Any, sessions: Sequence[int]) -> dict[int, list[Link]]:
    """Links to the signed sheets the reader may open, by session."""
    links: dict[int, list[Link]] = defaultdict(list)
    for row in Evidence.objects.visible_to(user).filter(session__in=sessions):
        links[row.session_id].append(Link(row.original_name, reverse("evidence-file", args=[row.uuid])))
    return links


class SessionListing(Listing):
    """Held sessions with what they trained and what proves them."""

    def headings(self) -> list[str]:
        return [
            _("Session"),
            _("Module"),
            _("Dates"),
            _("Province of the venue"),
            _("UPE staff trained"),
            _("UPE staff reached"),
            _("Evidence"),
            _("Entered late"),
        ]

    def rows(self, words: str) -> models.QuerySet[Any]:
        rows = Session.objects.visible_to(self.user).filter(pk__in=self.ids)
        condition = holding(words, "version__course__search_text", "province__search_text")
        if fold(words):
            condition |= Q(code__icontains=words.strip())
        return rows.filter(condition).select_related("version__course", "province").order_by("-ends_on", "code")

    @cached_property
    def _by_session(self) -> dict[int, list[RegistrationRow]]:
        grouped: dict[int, list[RegistrationRow]] = defaultdict(list)
        for row in rules.rows_in_period(self.facts, self.question):
            grouped[row.session_id].append(row)
        return grouped

    def cells(self, records: Sequence[Session]) -> list[list[Cell]]:
        evidence = evidence_links(self.user, [session.pk for session in records])
        lines = []
        for session in records:
            rows = [row for row in self._by_session[session.pk] if rules.is_upe(row)]
            lines.append(
                [
                    Cell(links=[session_link(session)]),
                    Cell(session.title),
                    Cell(date_range(session.starts_on, session.ends_on)),
                    Cell(session.province.name),
                    _count(sum(rules.is_trained(row) for row in rows)),
                    _count(sum(rules.is_reached(row) for row in rows)),
                    Cell(links=evidence.get(session.pk, ()), text="" if session.pk in evidence else _("live register")),
                    Cell(_("yes") if any(rules.is_late_entry(row) for row in rows) else _("no")),
                ]
            )
        return lines


def _count(number: int) -> Cell:
    return Cell(str(number), number, is_number=True)


class PersonListing(Listing):
    """Persons, with the structure they count under and the sessions that made them count."""

    of_the_day = frozenset({"I-16", "I-17"})
    to_date = frozenset({"I-16", "I-17", "I-19", "I-20"})

    def headings(self) -> list[str]:
        structure = _("Structure") if self.code in self.to_date else _("Structure at the time")
        headings = [_("Person"), _("Name in the other alphabet"), _("Sex"), structure, _("Province")]
        return [*headings, _("Sessions"), *([_("Counted")] if self.is_share else [])]

    def rows(self, words: str) -> models.QuerySet[Any]:
        rows = Person.objects.visible_to(self.user).filter(pk__in=self.ids)
        return rows.search(words).order_by(*name_order())

    def persons(self, records: Iterable[Person]) -> list[int]:
        return [person.pk for person in records]

    @cached_property
    def _trainings(self) -> dict[int, list[RegistrationRow]]:
        """What each person is counted for: the period's trainings, or all of them to date for a state of affairs."""
        if self.code in self.to_date:
            rows = [row for row in self.facts.registrations if rules.is_trained(row)]
            rows = [row for row in rows if row.session_ends_on <= self.question.as_at]
        elif self.code == "I-22":
            rows = rules.trained_rows(self.facts, self.question, upe=False)
        else:
            rows = rules.trained_rows(self.facts, self.question)
        grouped: dict[int, list[RegistrationRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.session_ends_on):
            grouped[row.person_id].append(row)
        return grouped

    @cached_property
    def _structures(self) -> dict[int, list[int]]:
        """The ids of the structures each person counts under."""
        if self.code in self.of_the_day:
            staff = rules.staff_on(self.facts, self.question.as_at)
            return {person: [row.organisation.pk] for person, row in staff.items()}
        if self.code == "I-19":
            grouped: dict[int, list[int]] = {}
            for row in sorted(self.facts.staff, key=lambda row: row.started_on):
                grouped[row.person_id] = [row.organisation.pk]
            return grouped
        return {
            person: list(dict.fromkeys(row.organisation_id for row in rows if row.organisation_id is not None))
            for person, rows in self._trainings.items()
        }

    def cells(self, records: Sequence[Person]) -> list[list[Cell]]:
        persons = [person.pk for person in records]
        wanted = {pk for person in persons for pk in self._structures.get(person, ())}
        structures = Organisation.objects.select_related("province").in_bulk(wanted)
        attended = {row.session_id for person in persons for row in self._trainings.get(person, ())}
        sessions = Session.objects.visible_to(self.user).in_bulk(attended)
        return [self._line(person, structures, sessions) for person in records]

    def _line(self, person: Person, structures: dict[int, Organisation], sessions: dict[int, Session]) -> list[Cell]:
        places = [structures[pk] for pk in self._structures.get(person.pk, ()) if pk in structures]
        trainings = [row.session_id for row in self._trainings.get(person.pk, ())]
        in_arabic = person.full_name == person.arabic_name
        line = [
            Cell(person.full_name),
            Cell(person.latin_name if in_arabic else person.arabic_name),
            Cell(person.get_sex_display()),
            Cell(joined(place.name for place in places)),
            Cell(joined(dict.fromkeys(place.province.name for place in places))),
            Cell(links=[session_link(sessions[pk]) for pk in trainings if pk in sessions]),
        ]
        return [*line, self.counted(person.pk)] if self.is_share else line


class ParticipationListing(Listing):
    """Registrations, with what was attended of what was due."""

    def headings(self) -> list[str]:
        return [
            _("Person"),
            _("Sex"),
            _("Structure at the time"),
            _("Session"),
            _("Dates"),
            _("Hours in the period") if self.code in {"I-4", "I-5"} else _("Hours attended"),
            _("Hours due"),
            _("Attendance threshold reached"),
            _("Evidence"),
        ]

    def rows(self, words: str) -> models.QuerySet[Any]:
        rows = Registration.objects.visible_to(self.user).filter(pk__in=self.ids)
        rows = rows.filter(holding(words, "person__search_text", "organisation__search_text"))
        return rows.select_related("person", "organisation", "session").order_by(
            *name_order("person__"), "session__ends_on", "pk"
        )

    def persons(self, records: Iterable[Registration]) -> list[int]:
        return [registration.person_id for registration in records]

    @cached_property
    def _rows(self) -> dict[int, RegistrationRow]:
        return {row.registration_id: row for row in self.facts.registrations}

    @cached_property
    def _in_period(self) -> dict[int, int]:
        """Half-minutes attended inside the period, by registration."""
        attended: dict[int, int] = defaultdict(int)
        for slot in self.facts.slots:
            if slot.date in self.question.period:
                attended[slot.registration_id] += slot.attended
        return attended

    def cells(self, records: Sequence[Registration]) -> list[list[Cell]]:
        evidence = evidence_links(self.user, [record.session_id for record in records])
        return [self._line(record, evidence) for record in records]

    def _line(self, record: Registration, evidence: dict[int, list[Link]]) -> list[Cell]:
        row = self._rows[record.pk]
        attended = self._in_period[record.pk] if self.code in {"I-4", "I-5"} else row.attended
        reached = reaches_threshold(row.attended, row.due, row.threshold)
        links = evidence.get(record.session_id, ())
        return [
            Cell(record.person.full_name),
            Cell(record.person.get_sex_display()),
            Cell(record.organisation.name if record.organisation else ""),
            Cell(links=[session_link(record.session)]),
            Cell(date_range(record.session.starts_on, record.session.ends_on)),
            _hours(attended),
            _hours(row.due),
            Cell(_("yes") if reached else _("no")),
            Cell(links=links, text="" if links else _("live register")),
        ]


def _hours(halves: int) -> Cell:
    hours = rules.hours(halves)
    return Cell(number_text(hours), float(hours), is_number=True)


class UnitListing(Listing):
    """UPE open on the day, covered or not, with their staff."""

    def headings(self) -> list[str]:
        return [_("UPE"), _("Province"), _("Region"), _("Staff"), _("Of whom trained"), _("Covered")]

    def rows(self, words: str) -> models.QuerySet[Any]:
        rows = Organisation.objects.visible_to(self.user).filter(pk__in=self.ids)
        return rows.search(words).select_related("province__region").order_by("province__code", "pk")

    def cells(self, records: Sequence[Organisation]) -> list[list[Cell]]:
        trained = rules.ever_trained(self.facts, self.question)
        staff: dict[int, list[int]] = defaultdict(list)
        for person, row in rules.current_staff(self.facts, self.question, self.question.as_at).items():
            staff[row.organisation.pk].append(person)
        return [
            [
                Cell(unit.name),
                Cell(unit.province.name),
                Cell(unit.province.region.name),
                _count(len(staff[unit.pk])),
                _count(sum(person in trained for person in staff[unit.pk])),
                self.counted(unit.pk),
            ]
            for unit in records
        ]


class RegionListing(Listing):
    """Regions, with the persons trained there."""

    def headings(self) -> list[str]:
        return [_("Region"), _("UPE staff trained")]

    def rows(self, words: str) -> models.QuerySet[Any]:
        condition = Q()
        for word in words.split():
            condition &= Q(name_fr__icontains=word) | Q(name_ar__icontains=word)
        return Region.objects.filter(condition, pk__in=self.ids)

    def cells(self, records: Sequence[Region]) -> list[list[Cell]]:
        persons = rules.persons_by(rules.trained_rows(self.facts, self.question), "region_id")
        return [[Cell(region.name), _count(persons.get(region.pk, 0))] for region in records]


class ReportListing(Listing):
    """Reports due in the period."""

    def headings(self) -> list[str]:
        return [_("Report"), _("Due on"), _("Published on"), _("On time")]

    def rows(self, words: str) -> models.QuerySet[Any]:
        condition = Q()
        for word in words.split():
            condition &= Q(title_fr__icontains=word) | Q(title_ar__icontains=word)
        return ReportDeadline.objects.filter(condition, pk__in=self.ids)

    def cells(self, records: Sequence[ReportDeadline]) -> list[list[Cell]]:
        return [
            [
                Cell(report.title, links=[Link(report.title, report.address)] if report.address else ()),
                Cell(long_date(report.due_on)),
                Cell(long_date(report.published_on) if report.published_on else _("not yet")),
                self.counted(report.pk),
            ]
            for report in records
        ]


class ChildrenListing(Listing):
    """The aggregates the UPE typed, with the document each comes from."""

    def headings(self) -> list[str]:
        return [_("UPE"), _("Quarter"), _("Children served"), _("Source document"), _("Reported on")]

    def rows(self, words: str) -> models.QuerySet[Any]:
        rows = ChildrenServed.objects.filter(pk__in=self.ids).filter(holding(words, "organisation__search_text"))
        return rows.select_related("organisation", "period").order_by("period__starts_on", "organisation__name_fr")

    def cells(self, records: Sequence[ChildrenServed]) -> list[list[Cell]]:
        return [
            [
                Cell(row.organisation.name),
                Cell(row.period.name),
                _count(row.number),
                Cell(row.source),
                Cell(long_date(row.reported_on)),
            ]
            for row in records
        ]


LISTINGS: dict[Behind, type[Listing]] = {
    Behind.SESSIONS: SessionListing,
    Behind.PERSONS: PersonListing,
    Behind.PARTICIPATIONS: ParticipationListing,
    Behind.UNITS: UnitListing,
    Behind.REGIONS: RegionListing,
    Behind.REPORTS: ReportListing,
    Behind.CHILDREN: ChildrenListing,
}


def rows_text(behind: Behind, number: int) -> str:
    """What the link to the list says: "See the 46 sessions"."""
    texts = {
        Behind.SESSIONS: ngettext("See the session", "See the %(count)d sessions", number),
        Behind.PERSONS: ngettext("See the person", "See the %(count)d persons", number),
        Behind.PARTICIPATIONS: ngettext("See the participation", "See the %(count)d participations", number),
        Behind.UNITS: ngettext("See the UPE", "See the %(count)d UPE", number),
        Behind.REGIONS: ngettext("See the region", "See the %(count)d regions", number),
        Behind.REPORTS: ngettext("See the report", "See the %(count)d reports", number),
        Behind.CHILDREN: ngettext("See the number typed", "See the %(count)d numbers typed", number),
    }
    return texts[behind] % {"count": number}

"""The dry run as a reader sees it: one page of rows, with values read again from the file and choices by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ..models import Affiliation, Person, PersonImport
from ..reasons import reasons_in_words
from .checking import open_rows
from .columns import ARABIC_NAMES, LATIN_NAMES, Column, Layout
from .outcomes import GOOD, NEW_PERSON, Outcome
from .places import Places
from .services import is_left
from .table import FileRefused
from .values import REMOVED_ID
from .wording import OUTCOMES, column_title, problem_in_words

PER_PAGE = 25
ALL, WRONG, DUPLICATES, SOUND = "all", "wrong", "duplicates", "good"
FILTERS = (ALL, WRONG, DUPLICATES, SOUND)
OF_FILTER = {
    ALL: frozenset(Outcome),
    WRONG: frozenset({Outcome.WRONG}),
    DUPLICATES: frozenset({Outcome.UNDECIDED}),
    SOUND: GOOD,
}
BADGES = {
    Outcome.NEW: "badge--ok",
    Outcome.KNOWN: "badge--info",
    Outcome.NOTHING: "badge--line",
    Outcome.UNDECIDED: "badge--warn",
    Outcome.WRONG: "badge--bad",
}


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the column, what stands in it, and what to do."""

    column: str
    value: str
    text: str


@dataclass(frozen=True)
class Option:
    """One answer to "who is it?"."""

    key: str
    label: str
    note: str
    checked: bool


@dataclass
class Line:
    """One row of the file on the screen."""

    number: int
    outcome: str
    label: str
    badge: str
    name: str
    other_name: str
    place: str
    faults: list[Fault] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        return any(option.checked for option in self.options)


def counts_by_filter(row: PersonImport) -> dict[str, int]:
    """How many rows each filter shows."""
    counts = row.report.get("counts", {})
    return {name: sum(counts.get(outcome.value, 0) for outcome in OF_FILTER[name]) for name in FILTERS}


def page_of_report(row: PersonImport, *, shown: str, number: Any, viewer: Any) -> Page[Any]:
    """One page of the lines of a filter. Constant queries; the file is read once."""
    lines = [line for line in row.report.get("rows", ()) if line["outcome"] in OF_FILTER[shown]]
    page = Paginator(lines, PER_PAGE).get_page(number)
    cells, layout = _cells_of(row, {line["number"] for line in page})
    persons = _persons_of(page.object_list, viewer)
    decisions = row.report.get("decisions", {})
    page.object_list = [
        _line(line, cells.get(line["number"], []), layout, persons, decisions) for line in page.object_list
    ]
    return page


def _cells_of(row: PersonImport, numbers: set[int]) -> tuple[dict[int, list[str]], Layout]:
    """The cells of some rows; none when the file is no longer kept."""
    try:
        table, layout = open_rows(row, Places([]))
    except FileRefused:
        return {}, Layout(0, [], {}, [])
    return {number: cells for number, cells in table.rows if number in numbers}, layout


def _persons_of(lines: Any, viewer: Any) -> dict[int, Person]:
    """The persons named by the choices on this page, as far as the viewer may see them."""
    keys = {key for line in lines for key, _score, _reasons in line["choices"]}
    ids = [int(key.removeprefix("person-")) for key in keys if key.startswith("person-")]
    places = Affiliation.objects.visible_to(viewer).select_related("organisation").order_by("-started_on", "pk")
    rows = Person.objects.visible_to(viewer).filter(pk__in=ids)
    return {person.pk: person for person in rows.prefetch_related(Prefetch("affiliations", places, to_attr="seen_at"))}


def _line(
    line: dict[str, Any], cells: list[str], layout: Layout, persons: dict[int, Person], decisions: dict[str, str]
) -> Line:
    latin, arabic = (
        " ".join(filter(None, (_shown(layout.cell(cells, column)) for column in reversed(names))))
        for names in (LATIN_NAMES, ARABIC_NAMES)
    )
    answer = decisions.get(str(line["number"]), "")
    return Line(
        number=line["number"],
        outcome=line["outcome"],
        label=str(OUTCOMES[line["outcome"]]),
        badge=BADGES[line["outcome"]],
        name=latin or arabic,
        other_name=arabic if latin else "",
        place=_shown(layout.cell(cells, Column.ORGANISATION)),
        faults=[
            Fault(
                _title(layout, column), _shown(layout.cell(cells, Column(column))) if column else "",
                problem_in_words(code, column, params),
            )
            for code, column, params in line["problems"]
        ],
        options=_options(line["choices"], persons, answer),
    )  # fmt: skip


def _shown(text: str) -> str:
    return "" if text == REMOVED_ID else text


def _title(layout: Layout, column: str) -> str:
    """The title as the file writes it; ours where the file has no such column."""
    place = layout.places.get(column)
    return layout.titles[place] if place is not None else column_title(column) if column else ""


def _options(choices: list[Any], persons: dict[int, Person], answer: str) -> list[Option]:
    options = []
    for key, _score, reasons in choices:
        words = _(", ").join(reasons_in_words(reasons))
        kind, _dash, number = key.partition("-")
        if kind == "row":
            label = _("The person of row %(number)s") % {"number": number}
            options.append(Option(key, label, words, key == answer))
        elif person := persons.get(int(number)):
            notes = [affiliation.organisation.name for affiliation in person.seen_at[:2]]  # type: ignore[attr-defined]
            options.append(Option(key, person.full_name, " · ".join([*notes, words]), key == answer))
    if choices:
        options.append(Option(NEW_PERSON, _("Somebody else: a new person"), "", answer == NEW_PERSON))
    return options


def lines_left(row: PersonImport) -> list[dict[str, Any]]:
    """The lines of the report that wait for a correction or a decision."""
    decisions = row.report.get("decisions", {})
    return [line for line in row.report.get("rows", ()) if is_left(line, decisions)]

"""What the dashboard shows: key figures with their words, the regions, the quarters."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import get_language, pgettext

from lms.people.models import Organisation, Region

from . import rules
from .figures import COMPUTATIONS, Shape, compute
from .models import Indicator, Period, Target
from .rows import Facts, Figure, Filters, Question, Window
from .wording import ratio_text, sex_texts, unit_text, value_text

# As they fit in a tile of the map. Full names stand in the table beside it.
SHORT_NAMES = {
    "01": ("Tanger", "طنجة"),
    "02": ("Oriental", "الشرق"),
    "03": ("Fès", "فاس"),
    "04": ("Rabat", "الرباط"),
    "05": ("Béni Mellal", "بني ملال"),
    "06": ("Casa", "البيضاء"),
    "07": ("Marra\u00adkech", "مراكش"),
    "08": ("Drâa", "درعة"),
    "09": ("Souss", "سوس"),
    "10": ("Guelmim", "كلميم"),
    "11": ("Laâyoune", "العيون"),
    "12": ("Dakhla", "الداخلة"),
}
CHART_QUARTERS = 8
# The drawing of the chart, in its own units.
CHART_WIDTH, CHART_HEIGHT, CHART_BASE, BAR_WIDTH = 360, 96, 145, 28


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with everything that must stand beside it."""

    indicator: Indicator
    figure: Figure
    value: str
    unit: str
    ratio: str
    sexes: list[str]
    target: int | None
    target_share: str

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def is_known(self) -> bool:
        return self.figure.value is not None


def definitions(codes: Iterable[str]) -> dict[str, Indicator]:
    """The newest definition of each indicator."""
    rows = Indicator.objects.filter(code__in=list(codes)).order_by("definition_version")
    return {row.code: row for row in rows}


def targets_for(period: Period | None, filters: Filters) -> dict[str, int]:
    """Targets by indicator code: they exist for a stored period, for the country or one region, and for nobody's
    part of it."""
    if period is None or filters.sex or filters.organisation_id or filters.territory:
        return {}
    rows = Target.objects.filter(period=period, region=filters.region_id).select_related("indicator")
    return {row.indicator.code: row.value for row in rows}


def shown_figures(
    codes: Iterable[str], facts: Facts, question: Question, targets: Mapping[str, int]
) -> list[ShownFigure]:
    """The figures of `codes` in that order. Where nothing was held in the period yet they are unknown, not 0."""
    codes = list(codes)
    words = definitions(codes)
    nothing_yet = not has_sessions(facts, question)
    shown = []
    for code, figure in compute(codes, facts, question).items():
        if nothing_yet and figure.value == 0:
            figure = Figure(None)  # noqa: PLW2901
        shown.append(_shown(words[code], figure, targets.get(code)))
    return shown


def has_sessions(facts: Facts, question: Question) -> bool:
    """Whether any session of the period counts, whatever the filters: before that, 0 would be an invention."""
    return any(rules.is_counted(row) and row.session_ends_on in question.period for row in facts.registrations) or any(
        slot.date in question.period for slot in facts.slots
    )


def _shown(indicator: Indicator, figure: Figure, target: int | None) -> ShownFigure:
    shape = COMPUTATIONS[indicator.code].shape
    share = ""
    if target and figure.value is not None:
        share = value_text(Figure(Fraction(figure.value) / target), Shape.SHARE)
    return ShownFigure(
        indicator=indicator,
        figure=figure,
        value=value_text(figure, shape),
        unit=unit_text(indicator.code, figure),
        ratio=ratio_text(indicator.code, figure) if shape in {Shape.SHARE, Shape.MEAN, Shape.GAIN} else "",
        sexes=sex_texts(figure.by_sex) if figure.by_sex and figure.value else [],
        target=target,
        target_share=share,
    )


# ----------------------------------------------------------------- regions


@dataclass(frozen=True, slots=True)
class RegionLine:
    region: Region
    short_name: str
    covered: int
    active: int
    persons: int

    @property
    def level(self) -> int:
        """0 none covered, 1 below 75 %, 2 from 75 %, 3 all."""
        if self.covered == 0:
            return 0
        if self.covered >= self.active:
            return 3
        return 2 if 100 * self.covered >= 75 * self.active else 1


@dataclass(frozen=True, slots=True)
class RegionTable:
    lines: list[RegionLine]
    covered: int
    active: int
    persons: int


def region_table(facts: Facts, question: Question, regions: Iterable[Region]) -> RegionTable:
    """Coverage (I-15) and persons trained (I-2) per region of the structure. The total counts each person once."""
    in_arabic = (get_language() or "fr").startswith("ar")
    coverage = rules.covered_units(facts, question)
    region_of = {unit.pk: unit.region_id for unit in facts.units}
    covered = [region_of[pk] for pk in coverage.behind]
    active = [region_of[pk] for pk in coverage.among or ()]
    persons = rules.persons_by(rules.trained_rows(facts, question), "region_id")
    lines = [
        RegionLine(
            region=region,
            short_name=SHORT_NAMES[region.code][in_arabic] if region.code in SHORT_NAMES else region.name,
            covered=covered.count(region.pk),
            active=active.count(region.pk),
            persons=persons.get(region.pk, 0),
        )
        for region in regions
    ]
    total = rules.unique_beneficiaries(facts, question)
    return RegionTable(lines, len(covered), len(active), int(total.value or 0))


# ----------------------------------------------------------------- quarters


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter as far as it lies in the period. `number` is 1 to 4."""

    year: int
    number: int
    window: Window


def quarters_of(window: Window, until: datetime.date) -> list[Quarter]:
    """The quarters that share a day with the window and have begun by `until`, in order."""
    quarters: list[Quarter] = []
    year, number = window.starts_on.year, (window.starts_on.month + 2) // 3
    while True:
        first = datetime.date(year, 3 * number - 2, 1)
        if first > min(window.ends_on, until):
            return quarters
        last_month = datetime.date(year, 3 * number, 28) + datetime.timedelta(days=4)
        last = last_month.replace(day=1) - datetime.timedelta(days=1)
        part = Window(first, last).clipped_to(window)
        if part is not None:
            quarters.append(Quarter(year, number, part))
        year, number = (year, number + 1) if number < 4 else (year + 1, 1)


def by_quarter(code: str, facts: Facts, question: Question) -> list[tuple[Quarter, Figure]]:
    """The figure of each quarter of the period, with the same filters."""
    rule = COMPUTATIONS[code].rule
    return [
        (
            quarter,
            rule(facts, Question(question.commitment, quarter.window, question.today, question.filters)),
        )
        for quarter in quarters_of(question.period, question.as_at)
    ]


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int
    middle: int
    value: str
    label: str

    @property
    def label_y(self) -> int:
        """Where the value stands: just above the bar."""
        return self.y - 6


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in the units of a drawing of 360 × 190; positions run with the language's direction."""

    bars: list[Bar]
    years: list[tuple[int, int]]
    is_cut: bool


def bar_chart(quarters: Sequence[tuple[Quarter, Figure]], *, right_to_left: bool) -> Chart:
    """The last eight quarters at most: more would be unreadable on a phone, the table has them all."""
    shown = quarters[-CHART_QUARTERS:]
    step = CHART_WIDTH // max(len(shown), 1)
    highest = max((int(figure.value or 0) for quarter, figure in shown), default=0) or 1
    places_from_left = [step * index + (step - BAR_WIDTH) // 2 for index in range(len(shown))]
    if right_to_left:
        places_from_left.reverse()
    bars: list[Bar] = []
    places: dict[int, list[int]] = {}
    for x, (quarter, figure) in zip(places_from_left, shown, strict=True):
        value = int(figure.value or 0)
        height = value * CHART_HEIGHT // highest
        bars.append(Bar(x, CHART_BASE - height, height, x + BAR_WIDTH // 2, str(value), quarter_label(quarter)))
        places.setdefault(quarter.year, []).append(x + BAR_WIDTH // 2)
    years = [(year, sum(middles) // len(middles)) for year, middles in places.items()]
    return Chart(bars, years, len(quarters) > len(shown))


def quarter_label(quarter: Quarter) -> str:
    """The quarter as it fits under a bar: T1."""
    return pgettext("under a bar of the chart, as short as T1 or ف1", "Q%(number)d") % {"number": quarter.number}


# ----------------------------------------------------------------- units


def persons_by_unit(facts: Facts, question: Question) -> list[tuple[Organisation, int]]:
    """Persons trained per UPE at the time of the training, most first. The sum may exceed the total."""
    counts = rules.persons_by(rules.trained_rows(facts, question), "organisation_id")
    units = Organisation.objects.filter(pk__in=[pk for pk in counts if pk]).select_related("province")
    return sorted(((unit, counts[unit.pk]) for unit in units), key=lambda pair: (-pair[1], str(pair[0])))

"""How every figure is counted. Pure functions over plain rows: the screen, the export and the tests call these.

Sources. The commitment asks for the sessions organised for UPE staff (I-1) and the UPE staff who benefited from
them (I-2). "Benefited" follows the practice of training donors: present for at least a stated share of the time,
counted once per person, on the session's last day, from a verifiable roster; activities without a curriculum are
left out. The share is the attendance threshold of the module version (80 % unless changed in writing).

Version of these rules: RULES_VERSION. It is printed beside the figures and kept with every frozen one; a rule that
changes the value of a figure raises it.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from attendance.enums import Capacity, RegistrationStatus, SessionKind, SessionStatus
from attendance.rates import reaches_threshold
from lms.people.affiliations import affiliation_on
from lms.people.enums import OrganisationKind, Sex

from .rows import Facts, Figure, Question, RegistrationRow, StaffRow, TestRow, UnitRow, Window

if TYPE_CHECKING:
    from lms.people.models import Affiliation

RULES_VERSION = 1
# A training day: two half-days of three hours. I-5 divides by it.
MINUTES_PER_DAY = 360
# One minute in the unit of attendance.
HALVES_PER_MINUTE = 2
# Below this share of trained takers with both tests, drop-outs flatter the gain: the screen warns.
ENOUGH_PAIRED = Fraction(70, 100)
# Below this number of paired takers a mean says little and may point at someone: the screen warns.
FEWEST_PAIRED = 5


# ----------------------------------------------------------------- what counts


def is_counted(row: RegistrationRow) -> bool:
    """Whether the row may enter a figure: a confirmed participant of a held session that has a curriculum and
    evidence (a signed sheet, or marks made live).

    Trainers, observers, interpreters and officials are not beneficiaries; cancelled and interrupted sessions,
    awareness sessions and activities declared without names are in no figure.
    """
    return (
        row.session_status == SessionStatus.HELD
        and row.session_kind != SessionKind.AWARENESS
        and not row.is_declared
        and row.is_evidenced
        and row.capacity == Capacity.PARTICIPANT
        and row.status == RegistrationStatus.CONFIRMED
    )


def is_reached(row: RegistrationRow) -> bool:
    """Attended something of a session that counts."""
    return is_counted(row) and row.attended > 0


def is_trained(row: RegistrationRow) -> bool:
    """ "Benefited from the training": 100 × attended ≥ threshold × due, as integers, nothing rounded."""
    return is_reached(row) and reaches_threshold(row.attended, row.due, row.threshold)


def is_upe(row: RegistrationRow) -> bool:
    """UPE staff on the session's first day."""
    return row.organisation_kind == OrganisationKind.UPE


def is_late_entry(row: RegistrationRow) -> bool:
    """Typed in after the session was over ("saisie rétroactive"): it counts, and the share is shown."""
    return row.entered_on > row.session_ends_on


def one_per_person_and_session(rows: Iterable[RegistrationRow]) -> list[RegistrationRow]:
    """The rows that count, with the better attended one when a person is twice in a session."""
    best: dict[tuple[int, int], RegistrationRow] = {}
    for row in rows:
        if not is_counted(row):
            continue
        key = (row.session_id, row.person_id)
        if key not in best or (row.attended, -row.registration_id) > (
            best[key].attended,
            -best[key].registration_id,
        ):
            best[key] = row
    return list(best.values())


# What was worked out of facts that somebody still holds: a screen asks a dozen rules about the same ones.
_counted: WeakKeyDictionary[Facts, list[RegistrationRow]] = WeakKeyDictionary()


def counted_rows(facts: Facts) -> list[RegistrationRow]:
    """The rows that count, each person once per session."""
    if facts not in _counted:
        _counted[facts] = one_per_person_and_session(facts.registrations)
    return _counted[facts]


def rows_in_period(facts: Facts, question: Question) -> list[RegistrationRow]:
    """The rows of the sessions whose last day is in the period, within the filters."""
    return [row for row in counted_rows(facts) if _is_asked(row, question)]


def trained_rows(facts: Facts, question: Question, *, upe: bool = True) -> list[RegistrationRow]:
    """E(P): the trained participations of UPE staff (or of the others) whose session ends in the period."""
    return [row for row in rows_in_period(facts, question) if is_trained(row) and is_upe(row) == upe]


# ----------------------------------------------------------------- counts of trainings


def sessions_for_upe(facts: Facts, question: Question) -> Figure:
    """I-1: held sessions, intended for UPE staff, ended in the period, with at least one trained UPE participant.

    Under a filter a session counts once for each region or unit it trained: filtered values are not to be summed.
    """
    sessions = frozenset(row.session_id for row in trained_rows(facts, question) if row.for_upe)
    return Figure(len(sessions), sessions)


def unique_beneficiaries(facts: Facts, question: Question) -> Figure:
    """I-2: distinct persons among the trained UPE participations. Not additive over periods, units or regions."""
    return _persons(trained_rows(facts, question))


def new_beneficiaries(facts: Facts, question: Question) -> Figure:
    """I-2n: persons whose first trained date inside the commitment, in the whole network, falls in the period.

    Each person is new once: over any cutting of the commitment the values add up to its I-2.
    """
    return _persons(row for row in first_trainings(facts, question.commitment) if _is_asked(row, question))


def first_trainings(facts: Facts, commitment: Window) -> list[RegistrationRow]:
    """The first trained UPE participation of each person inside the commitment, the oldest registration first
    when two sessions end the same day."""
    firsts: dict[int, RegistrationRow] = {}
    for row in counted_rows(facts):
        if is_upe(row) and is_trained(row) and row.session_ends_on in commitment:
            known = firsts.get(row.person_id)
            if known is None or _by_date(row) < _by_date(known):
                firsts[row.person_id] = row
    return list(firsts.values())


def participations(facts: Facts, question: Question) -> Figure:
    """I-3: trained UPE participations. Additive over periods."""
    rows = trained_rows(facts, question)
    return Figure(len(rows), _registrations(rows), _by_sex(rows))


def trained_among_started(facts: Facts, question: Question) -> Figure:
    """I-3b: trained ÷ reached UPE participations, over the sessions ended in the period."""
    started = [row for row in rows_in_period(facts, question) if is_upe(row) and is_reached(row)]
    trained = [row for row in started if is_trained(row)]
    return _share(_registrations(trained), _registrations(started))


def person_hours(facts: Facts, question: Question) -> Figure:
    """I-4: hours attended by UPE participants, trained or not, dated by half-day. Additive over periods."""
    rows = {
        row.registration_id: row
        for row in counted_rows(facts)
        if is_upe(row) and is_reached(row) and question.filters.admit(row)
    }
    attended = [
        slot
        for slot in facts.slots
        if slot.registration_id in rows and slot.attended > 0 and slot.date in question.period
    ]
    return Figure(hours(sum(slot.attended for slot in attended)), frozenset(slot.registration_id for slot in attended))


def hours(halves: int) -> int | Fraction:
    """Half-minutes in hours, exactly."""
    return _whole(Fraction(halves, HALVES_PER_MINUTE * 60))


def person_days(facts: Facts, question: Question) -> Figure:
    """I-5: I-4 divided by the hours of a training day (6)."""
    figure = person_hours(facts, question)
    return Figure(_whole(Fraction(cast("int | Fraction", figure.value)) * 60 / MINUTES_PER_DAY), figure.behind)


def other_persons(facts: Facts, question: Question) -> Figure:
    """I-22: distinct trained persons who were not UPE staff on the day."""
    return _persons(trained_rows(facts, question, upe=False))


def other_participations(facts: Facts, question: Question) -> Figure:
    """I-22b: trained participations of persons who were not UPE staff on the day."""
    rows = trained_rows(facts, question, upe=False)
    return Figure(len(rows), _registrations(rows), _by_sex(rows))


def regions_reached(facts: Facts, question: Question) -> Figure:
    """I-21: regions with at least one UPE whose staff were trained in the period. `behind` holds regions."""
    regions = frozenset(row.region_id for row in trained_rows(facts, question) if row.region_id is not None)
    return Figure(len(regions), regions)


def late_entries(facts: Facts, question: Question) -> Figure:
    """The share of counted sessions of the period that were typed in after they were over."""
    rows = rows_in_period(facts, question)
    return _share(
        frozenset(row.session_id for row in rows if is_late_entry(row)),
        frozenset(row.session_id for row in rows),
    )


def persons_by(rows: Iterable[RegistrationRow], column: str) -> dict[int | None, int]:
    """Distinct persons per value of a column of their rows, such as "region_id". Somebody trained in two regions is
    in both: the sum may exceed the number of persons."""
    persons: dict[int | None, set[int]] = defaultdict(set)
    for row in rows:
        persons[getattr(row, column)].add(row.person_id)
    return {value: len(members) for value, members in persons.items()}


# ----------------------------------------------------------------- learning


def knowledge_gain(facts: Facts, question: Question) -> Figure:
    """I-11: the class gain ⟨g⟩ = (mean after − mean before) ÷ (100 − mean before), paired takers only.

    Over the trained participants of every structure; `of` is (paired, trained), so that drop-outs are seen. Shown
    as it is when negative; None when nobody is paired or the mean before is 100. `behind` holds sessions, not
    persons: nobody's answers are opened here.
    """
    pairs, sessions, trained = _paired(facts, question)
    if not pairs:
        return Figure(None, of=(0, trained))
    before = Fraction(sum(pair.before for pair in pairs), len(pairs))
    after = Fraction(sum(pair.after for pair in pairs), len(pairs))
    gain = None if before == 100 else (after - before) / (100 - before)
    return Figure(gain, sessions, of=(len(pairs), trained))


def mean_individual_gain(facts: Facts, question: Question) -> Figure:
    """I-11b: the mean of each paired taker's own gain g = (after − before) ÷ (100 − before), undefined at 100.

    Another number than the class gain: the screen labels which is which.
    """
    pairs, sessions, trained = _paired(facts, question)
    gains = [(pair.after - pair.before) / (100 - pair.before) for pair in pairs if pair.before != 100]
    if not gains:
        return Figure(None, of=(0, trained))
    return Figure(Fraction(sum(gains), len(gains)), sessions, of=(len(gains), trained))


def is_thin(paired: int | Fraction, trained: int | Fraction) -> bool:
    """Whether a gain rests on too few takers, or on too small a part of those trained, to be published."""
    return paired < FEWEST_PAIRED or paired < ENOUGH_PAIRED * trained


def _paired(facts: Facts, question: Question) -> tuple[list[TestRow], frozenset[int], int]:
    """The tests of the takers trained in the period, their sessions, and how many takers were trained."""
    trainings: dict[tuple[int, int | None], list[RegistrationRow]] = defaultdict(list)
    for row in sorted(counted_rows(facts), key=_by_date):
        if is_trained(row):
            trainings[row.person_id, row.version_id].append(row)
    pairs, sessions = [], set()
    for test in facts.tests:
        training = _session_of(test, trainings.get((test.person_id, test.version_id), []))
        if training and _is_asked(training, question):
            pairs.append(test)
            sessions.add(training.session_id)
    takers = [rows for rows in trainings.values() if any(_is_asked(row, question) for row in rows)]
    return pairs, frozenset(sessions), len(takers)


def _session_of(test: TestRow, trainings: Sequence[RegistrationRow]) -> RegistrationRow | None:
    """The training a pair of tests belongs to: the first to end on or after the pre-test, else the last one.

    Who follows a module twice has one pair: it counts in one period only.
    """
    return next((row for row in trainings if row.session_ends_on >= test.sat_on), next(reversed(trainings), None))


def _is_asked(row: RegistrationRow, question: Question) -> bool:
    return row.session_ends_on in question.period and question.filters.admit(row)


# ----------------------------------------------------------------- coverage, on one day


def staff_on(facts: Facts, day: datetime.date) -> dict[int, StaffRow]:
    """Who is UPE staff on `day`: the person's standing affiliation that day is at a UPE that is open."""
    spans: dict[int, list[StaffRow]] = defaultdict(list)
    for row in facts.staff:
        spans[row.person_id].append(row)
    standing = {
        person: cast("StaffRow | None", affiliation_on(cast("list[Affiliation]", rows), day))
        for person, rows in spans.items()
    }
    return {
        person: row
        for person, row in standing.items()
        if row and row.organisation.kind == OrganisationKind.UPE and row.organisation.is_active_on(day)
    }


def current_staff(facts: Facts, question: Question, day: datetime.date) -> dict[int, StaffRow]:
    """The UPE staff of `day` within the filters, by person."""
    return {
        person: row
        for person, row in staff_on(facts, day).items()
        if (question.filters.sex in (None, row.sex)) and question.filters.admit_unit(row.organisation)
    }


def active_units(facts: Facts, question: Question) -> list[UnitRow]:
    """The UPE open on the day of the figure, within the filters: every coverage denominator."""
    return [
        unit
        for unit in facts.units
        if unit.kind == OrganisationKind.UPE and unit.is_active_on(question.as_at) and question.filters.admit_unit(unit)
    ]


def ever_trained(facts: Facts, question: Question) -> set[int]:
    """Persons trained inside the commitment up to the day of the figure, in whatever structure they were."""
    until = Window(question.commitment.starts_on, question.as_at)
    return {row.person_id for row in facts.registrations if is_trained(row) and row.session_ends_on in until}


def covered_units(facts: Facts, question: Question) -> Figure:
    """I-15: UPE open on the day with at least one trained person on its staff that day ÷ UPE open that day."""
    if not question.has_begun:
        return Figure(None)
    trained = ever_trained(facts, question)
    staff = current_staff(facts, question, question.as_at)
    covered = frozenset(row.organisation.pk for person, row in staff.items() if person in trained)
    units = frozenset(unit.pk for unit in active_units(facts, question))
    return _share(covered & units, units)


def trained_staff(facts: Facts, question: Question) -> Figure:
    """I-16: UPE staff of the day who were trained ÷ UPE staff of the day."""
    if not question.has_begun:
        return Figure(None)
    staff = frozenset(current_staff(facts, question, question.as_at))
    return _share(staff & ever_trained(facts, question), staff)


def trained_per_unit(facts: Facts, question: Question) -> Figure:
    """I-17: trained UPE staff of the day ÷ UPE open that day."""
    trained = trained_staff(facts, question)
    units = active_units(facts, question)
    if trained.of is None or not units:
        return Figure(None)
    return Figure(Fraction(trained.of[0], len(units)), trained.behind, of=(trained.of[0], len(units)))


def turnover(facts: Facts, question: Question) -> Figure:
    """I-19: leavers ÷ the mean of the headcounts of the period's first and last day.

    A leaver's last day in a UPE falls in the period, and they are in no UPE on the day after the period: a move
    from one UPE to another is not a departure. `of` is (leavers, twice the mean: the two headcounts together).
    """
    if not question.has_begun:
        return Figure(None)
    span = Window(question.period.starts_on, question.as_at)
    still_there = staff_on(facts, span.ends_on + datetime.timedelta(days=1))
    leavers = frozenset(
        row.person_id
        for row in facts.staff
        if row.last_day is not None
        and row.last_day in span
        and row.person_id not in still_there
        and row.organisation.kind == OrganisationKind.UPE
        and row.started_on <= row.last_day
        and question.filters.sex in (None, row.sex)
        and question.filters.admit_unit(row.organisation)
    )
    heads = sum(len(current_staff(facts, question, day)) for day in (span.starts_on, span.ends_on))
    return Figure(_ratio(2 * len(leavers), heads), leavers, of=(len(leavers), Fraction(heads, 2)))


def retention(facts: Facts, question: Question) -> Figure:
    """I-20: trained UPE staff (commitment to the day) still in a UPE on the day ÷ all of them."""
    if not question.has_begun:
        return Figure(None)
    trained = frozenset(
        row.person_id
        for row in first_trainings(facts, Window(question.commitment.starts_on, question.as_at))
        if question.filters.admit(row)
    )
    return _share(trained & set(staff_on(facts, question.as_at)), trained)


# ----------------------------------------------------------------- typed aggregates


def reports_on_time(facts: Facts, question: Question) -> Figure:
    """I-6: reports due in the period and published by their due day. National: filters do not apply."""
    due = [report for report in facts.reports if report.due_on in question.period]
    on_time = frozenset(
        report.pk for report in due if report.published_on is not None and report.published_on <= report.due_on
    )
    among = frozenset(report.pk for report in due)
    return Figure(len(on_time) if due else None, on_time, of=(len(on_time), len(due)), among=among)


def children_served(facts: Facts, question: Question) -> Figure:
    """I-24: the numbers typed by the UPE for the quarters that lie inside the period. None before the first one."""
    rows = [
        row
        for row in facts.children
        if row.quarter.starts_on in question.period
        and row.quarter.ends_on in question.period
        and question.filters.admit_unit(row.organisation)
    ]
    return Figure(sum(row.number for row in rows) if rows else None, frozenset(row.pk for row in rows))


# ----------------------------------------------------------------- small steps


def _persons(rows: Iterable[RegistrationRow]) -> Figure:
    by_person = {row.person_id: row for row in rows}
    return Figure(len(by_person), frozenset(by_person), _by_sex(by_person.values()))


def _by_sex(rows: Iterable[RegistrationRow]) -> Mapping[str, int]:
    """Every sex of the list, 0 included, so that the parts always add up to the total."""
    counts = Counter(row.sex for row in rows)
    return {sex: counts[sex] for sex in Sex.values}


def _registrations(rows: Sequence[RegistrationRow]) -> frozenset[int]:
    return frozenset(row.registration_id for row in rows)


def _by_date(row: RegistrationRow) -> tuple[datetime.date, int]:
    return row.session_ends_on, row.registration_id


def _share(part: frozenset[int], whole: frozenset[int]) -> Figure:
    """`part` of `whole`; None of nothing."""
    return Figure(_ratio(len(part), len(whole)), part, of=(len(part), len(whole)), among=whole)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _whole(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value

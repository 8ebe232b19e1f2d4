"""What becomes of each row: the one rule that the dry run shows and the recording follows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..selectors import likely_duplicates
from .register import Register, Span, contradict, exact_names, share_a_name, share_an_address
from .rows import PersonRow, Problem

MOST_CHOICES = 5


class Outcome(StrEnum):
    """What recording would do with a row."""

    NEW = "new"  # a new person and their affiliation
    KNOWN = "known"  # a new affiliation of a known person
    NOTHING = "nothing"  # all of it is recorded already
    UNDECIDED = "undecided"  # somebody has to say whether it is a known person
    WRONG = "wrong"  # something to correct in the file


GOOD = frozenset({Outcome.NEW, Outcome.KNOWN, Outcome.NOTHING})


@dataclass(frozen=True)
class Choice:
    """Somebody who may be the person of a row: a person of the register, or an earlier row of the file."""

    person_id: int | None = None
    row: int | None = None
    score: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The answer "it is this one", as a form sends it."""
        return f"person-{self.person_id}" if self.person_id else f"row-{self.row}"


NEW_PERSON = "new"


@dataclass
class Judged:
    """A row with its outcome. `target` says who the person is when that is certain."""

    row: PersonRow
    outcome: Outcome
    target: Choice | None = None
    choices: list[Choice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def judge(rows: list[PersonRow], register: Register, *, user: Any) -> list[Judged]:
    """The outcome of every row, in the order of the file. Constant queries."""
    judged = [_first_look(row, register) for row in rows]
    open_ones = [one for one in judged if one.outcome == Outcome.NEW]
    alike = likely_duplicates([one.row for one in open_ones], user=user)
    for one, persons in zip(open_ones, alike, strict=True):
        one.choices = [
            Choice(person_id=person.pk, score=match.score, reasons=tuple(match.reasons))
            for person, match in persons[:MOST_CHOICES]
        ]
        if one.choices:
            one.outcome = Outcome.UNDECIDED
    _look_within_the_file(judged)
    return judged


def _first_look(row: PersonRow, register: Register) -> Judged:
    """Wrong, certainly known, or for the time being new."""
    if row.problems:
        return Judged(row, Outcome.WRONG, problems=row.problems)
    person_id = register.find_known(row)
    if person_id is None:
        return Judged(row, Outcome.NEW)
    one = Judged(row, Outcome.KNOWN, target=Choice(person_id=person_id))
    place_in(register.spans_at(person_id, row.organisation_id), one)
    return one


def place_in(spans: list[Span], one: Judged) -> None:
    """Whether the days of a row are recorded, overlap what is recorded (which is wrong), or are new."""
    row = one.row
    if any(span.covers(row.first_day) for span in spans):
        one.outcome = Outcome.NOTHING
    elif clash := next((span for span in spans if span.overlaps(row.first_day, row.ended_on)), None):
        one.outcome = Outcome.WRONG
        one.problems = [Problem("overlap", "started_on", {"day": clash.started_on.isoformat()})]


def _look_within_the_file(judged: list[Judged]) -> None:
    """The same person on several rows is one person; namesakes without anything else in common are put to a human."""
    earlier: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.outcome == Outcome.WRONG:
            continue
        keys = [key for key in exact_names(one.row) if key]
        others = list({id(other): other for key in keys for other in earlier[key]}.values())
        if one.outcome in {Outcome.NEW, Outcome.UNDECIDED}:
            _compare_with_earlier(one, others)
        elif one.target and one.target.person_id and one.outcome == Outcome.KNOWN:
            same = [other for other in others if other.target == one.target and other.outcome == Outcome.KNOWN]
            place_in([_span(other.row) for other in same if other.row.organisation_id == one.row.organisation_id], one)
        for key in keys:
            earlier[key].append(one)


def _compare_with_earlier(one: Judged, others: list[Judged]) -> None:
    alike = [other for other in others if share_a_name(one.row, other.row) and not contradict(one.row, other.row)]
    certain = next((other for other in alike if _same_person(one.row, other.row)), None)
    if certain is not None:
        first = certain.target or Choice(row=certain.row.number)
        one.target, one.outcome, one.choices = first, Outcome.KNOWN, []
        same = [other.row for other in others if other is certain or other.target == first]
        place_in([_span(row) for row in same if row.organisation_id == one.row.organisation_id], one)
        return
    for other in alike[:MOST_CHOICES]:
        if other.target is None:
            one.choices.append(Choice(row=other.row.number, score=40, reasons=("same_name",)))
            one.outcome = Outcome.UNDECIDED


def _same_person(one: PersonRow, other: PersonRow) -> bool:
    return share_an_address(one, other) or (
        one.organisation_id == other.organisation_id
        and one.started_on == other.started_on
        and one.phone == other.phone
        and one.email == other.email
    )


def _span(row: PersonRow) -> Span:
    return Span(row.organisation_id or 0, row.first_day, row.ended_on)

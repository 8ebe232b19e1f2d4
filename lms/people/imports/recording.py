"""Recording what was checked: all of it in one transaction, or nothing.

The rules are those of `staff`, applied to many rows at once: values in their one form, nobody recorded twice at an
organisation, one main organisation per person, every act logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.core import audit

from ..duplicate_search import note_duplicates_among
from ..enums import ImportState
from ..models import Affiliation, Organisation, Person, PersonImport, User
from ..staff import prepare_person
from .checking import move, read_again
from .outcomes import GOOD, NEW_PERSON, Choice, Judged, Outcome, judge
from .places import Places
from .register import Register, Span
from .table import FileRefused

BATCH = 500


class RegisterChanged(Exception):
    """What was shown in the dry run no longer holds: it has to be shown again."""


@dataclass
class Plan:
    """What will be written: persons by the row that brings them, and affiliations of persons old and new."""

    register: Register
    places: Places
    new_persons: dict[int, Person] = field(default_factory=dict)
    affiliations: list[Affiliation] = field(default_factory=list)
    spans: dict[int, list[Span]] = field(default_factory=dict)
    person_of_row: dict[int, Person] = field(default_factory=dict)
    left: int = 0


def record_import(import_id: int, *, actor_id: int) -> None:
    """Record an import that waits for it. Repeated, or started twice at once, it records once.

    When the register has changed since the dry run, or anything fails, nothing is recorded and the import can be
    started again.
    """
    try:
        with transaction.atomic():
            _record(import_id, actor=User.objects.get(pk=actor_id))
    except (RegisterChanged, FileRefused):
        _give_back(import_id, "changed")
    except Exception:
        _give_back(import_id, "stopped")
        raise


def _give_back(import_id: int, trouble: str) -> None:
    report = PersonImport.objects.values_list("report", flat=True).get(pk=import_id)
    move(import_id, ImportState.COMMITTING, to=ImportState.CHECKED, report=report | {"trouble": trouble})


def _record(import_id: int, *, actor: User) -> None:
    row = PersonImport.objects.select_for_update().get(pk=import_id)
    if row.state != ImportState.COMMITTING:
        return
    rows, places = read_again(row)
    # Two files about the same organisations wait for each other: what one records, the other finds.
    touched = {one.organisation_id for one in rows if one.organisation_id}
    list(Organisation.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk").values_list("pk"))
    register = Register(row.uploaded_by)
    judged = judge(rows, register, user=row.uploaded_by)
    _check_still_true(judged, row.report)
    plan = make_plan(judged, register, places, row.report["decisions"])
    if plan.left and not row.report.get("only_good"):
        raise RegisterChanged
    _write(plan, row, actor)
    row.state, row.finished_at = ImportState.DONE, timezone.now()
    row.report |= {
        "trouble": "",
        "done": {"persons": len(plan.new_persons), "affiliations": len(plan.affiliations), "left": plan.left},
    }
    row.save(update_fields=["state", "finished_at", "report"])
    audit.record("people.import_recorded", row, actor=actor, **row.report["done"])
    # Also with the records that whoever sent the list may not see: they are told nothing of it.
    touched = {affiliation.person.pk for affiliation in plan.affiliations}
    touched |= {person.pk for person in plan.new_persons.values()}
    transaction.on_commit(partial(note_duplicates_among, touched, unseen_by=row.uploaded_by), robust=True)


def _check_still_true(judged: list[Judged], report: dict[str, Any]) -> None:
    """Rows may have become known or recorded meanwhile, which changes nothing; a new doubt or mistake does."""
    shown = {line["number"]: line for line in report["rows"]}
    for one in judged:
        line = shown.get(one.row.number)
        was = Outcome(line["outcome"]) if line else None
        if one.outcome == Outcome.WRONG and was != Outcome.WRONG:
            raise RegisterChanged
        if one.outcome == Outcome.UNDECIDED and was in GOOD:
            raise RegisterChanged


def make_plan(judged: list[Judged], register: Register, places: Places, decisions: dict[str, str]) -> Plan:
    """Who and what is to be written, row after row. Rows that are wrong or undecided are left, and counted."""
    plan = Plan(register, places)
    for one in judged:
        person = _person_for(one, plan, decisions)
        if person is None:
            plan.left += 1
            continue
        plan.person_of_row[one.row.number] = person
        if one.outcome != Outcome.NOTHING:
            _add_affiliation(one, person, plan)
    return plan


def _person_for(one: Judged, plan: Plan, decisions: dict[str, str]) -> Person | None:
    """The person of a row, new or known; None when the row is left aside."""
    if one.outcome == Outcome.WRONG:
        return None
    choice = one.target
    if one.outcome == Outcome.UNDECIDED:
        answer = decisions.get(str(one.row.number), "")
        if not answer:
            return None
        choice = next((choice for choice in one.choices if choice.key == answer), None)
        if choice is None and answer != NEW_PERSON:
            raise RegisterChanged
    if choice is None:
        person = prepare_person(**one.row.facts())
        person.clean_fields()
        plan.new_persons[one.row.number] = person
        return person
    return _chosen(choice, plan)


def _chosen(choice: Choice, plan: Plan) -> Person | None:
    if choice.person_id is not None:
        return plan.register.persons[choice.person_id]
    # The person of an earlier row; left aside when that row was.
    return plan.person_of_row.get(choice.row or 0)


def _add_affiliation(one: Judged, person: Person, plan: Plan) -> None:
    """The row's affiliation, unless these days are recorded at that organisation. It is the main one when the person
    has no other main one that is still open: the rule of `staff.record_arrival`."""
    row = one.row
    spans = plan.spans.setdefault(id(person), list(plan.register.spans.get(person.pk or 0, ())))
    if any(
        span.organisation_id == row.organisation_id and span.overlaps(row.first_day, row.ended_on) for span in spans
    ):
        return
    is_primary = not any(span.is_primary and span.ended_on is None for span in spans)
    spans.append(Span(row.organisation_id or 0, row.first_day, row.ended_on, is_primary))
    plan.affiliations.append(
        Affiliation(
            person=person,
            organisation=plan.places.organisations[row.organisation_id or 0],
            profession=row.profession,
            engagement=row.engagement,
            started_on=row.first_day,
            ended_on=row.ended_on,
            is_primary=is_primary,
        )
    )


def _write(plan: Plan, row: PersonImport, actor: User) -> None:
    known = {affiliation.person.pk for affiliation in plan.affiliations if affiliation.person.pk}
    list(Person.objects.select_for_update().filter(pk__in=known).order_by("pk").values_list("pk"))
    persons = list(plan.new_persons.values())
    Person.objects.bulk_create(persons, batch_size=BATCH)
    for affiliation in plan.affiliations:
        # The person of a new row has a key only now. (Setting the key alone would forget the object.)
        affiliation.person = affiliation.person
        affiliation.clean_fields(exclude={"person", "organisation"})
    Affiliation.objects.bulk_create(plan.affiliations, batch_size=BATCH)
    source = {"import": row.pk}
    audit.record_many("people.person_recorded", ((person, source) for person in persons), actor=actor)
    arrivals = (
        (one, source | {"profession": str(one.profession), "started_on": str(one.started_on)})
        for one in plan.affiliations
    )
    audit.record_many("people.arrival", arrivals, actor=actor)

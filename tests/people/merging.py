"""Two records of one person, what either may have, and the whole database as text to compare."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from attendance.enums import Capacity, MarkSource
from attendance.models import MarkEvent, Registration, Session
from certificates.enums import CertificateKind
from certificates.models import Certificate, CertificateDesign
from courses.models import CourseVersion, Lesson
from lms.people.merging import services
from lms.people.models import Duplicate, Merge, Organisation, Person, User
from tests.factories import (
    AffiliationFactory,
    CourseVersionFactory,
    LessonFactory,
    OrganisationFactory,
    PersonFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
    province,
)

DAY = datetime.date(2026, 1, 10)
MOMENT = datetime.datetime(2026, 1, 10, 9, 0, 0, 123456, tzinfo=datetime.UTC)
REASON = "Même personne, deux orthographes"
# What happened and what was merged is not taken back; the rest is put together from other tables.
TOLD = {"people_merge", "wagtailcore_modellogentry", "wagtailcore_pagelogentry", "sqlite_sequence"}


@dataclass
class Pair:
    """One human being written in Latin and in Arabic letters, who works in one unit, and an administrator."""

    administrator: User
    unit: Organisation
    kept: Person
    absorbed: Person

    def merge(self, **choices: Any) -> Merge:
        values = {"actor": self.administrator, "fields": {}, "reason": REASON} | choices
        return services.merge(self.kept, self.absorbed, **values)

    def undo(self, row: Merge, **choices: Any) -> Merge:
        return services.undo(row, **({"actor": self.administrator, "reason": "Erreur"} | choices))

    @property
    def both(self) -> tuple[Person, Person]:
        return self.kept, self.absorbed


def build_pair(code: str = "04.421") -> Pair:
    unit = OrganisationFactory(province=province(code))
    latin = PersonFactory(
        given_name="Fatima-Zahra", family_name="Bennani", given_name_ar="", family_name_ar="", phone="+212600000001"
    )
    arabic = PersonFactory(
        arabic_only=True, given_name_ar="فاطمة الزهراء", family_name_ar="بناني", email="", phone="+212600000001"
    )
    for person in (latin, arabic):
        AffiliationFactory(person=person, organisation=unit, started_on=DAY)
    return Pair(UserFactory(administrator=True), unit, latin, arabic)


def propose(pair: Pair, **columns: Any) -> Duplicate:
    """The pair in the queue."""
    values = {"score": 92, "reasons": ["same_phone", "same_name_across_scripts"]} | columns
    return Duplicate.objects.create(first=pair.kept, second=pair.absorbed, **values)


@dataclass
class Place:
    """What is there to have: two module versions with lessons and a question, and a session of two half-days each."""

    versions: list[CourseVersion]
    lessons: list[Lesson]
    sessions: list[Session]
    other_unit: Organisation
    mentor: Person
    design: CertificateDesign
    issued: int = 0


def build_place() -> Place:
    versions = CourseVersionFactory.create_batch(2, with_test=True)
    for version in versions:
        QuestionFactory(version=version)
    return Place(
        versions=versions,
        lessons=[LessonFactory(version=version) for version in versions for _ in range(2)],
        sessions=[SessionFactory(version=version) for version in versions],
        other_unit=OrganisationFactory(),
        mentor=PersonFactory(),
        design=CertificateDesign.objects.get(),
    )


def certify(place: Place, person: Person, registration: Registration, **columns: Any) -> Certificate:
    place.issued += 1
    values = {"kind": CertificateKind.COMPLETION, "issued_on": DAY, "payload": {}} | columns
    return Certificate.objects.create(
        serial=f"TK-2026-9{place.issued:04d}", code=f"{place.issued:016d}", person=person,
        version=registration.session.version, registration=registration,
        design_revision=place.design.live_revision, **values,
    )  # fmt: skip


def register(session: Session, person: Person, *marks: str, **columns: Any) -> Registration:
    """A registration with a mark, and the event that led to it, in each of the first half-days."""
    columns.setdefault("capacity", Capacity.PARTICIPANT)
    row: Registration = RegistrationFactory(session=session, person=person, **columns)
    for slot, status in zip(session.slots.all(), marks, strict=False):
        row.marks.create(slot=slot, status=status, recorded_at=MOMENT)
        MarkEvent.objects.create(slot=slot, registration=row, status=status, source=MarkSource.LIVE)
    return row


def everything() -> dict[str, list[str]]:
    """Every row of every table but the told ones, as text in a stable order. Rows of the index of references, which
    Wagtail makes anew, without their number."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - TOLD):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            first = int(table == "wagtailcore_referenceindex")
            found[table] = sorted(repr(row[first:]) for row in cursor.fetchall())
    return found


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, Any]:
    """The tables that differ, with the rows of each side that the other has not."""
    return {
        table: (sorted(set(rows) - set(after[table])), sorted(set(after[table]) - set(rows)))
        for table, rows in before.items()
        if rows != after[table]
    }


def pointing_to(person: Person) -> set[str]:
    """The relations with a row that points to the person, in every app."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.is_relation and field.related_model is Person
        if model._base_manager.filter(**{field.name: person}).exists()
    }


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def codes_of(refusal: pytest.ExceptionInfo[ValidationError]) -> list[str | None]:
    """The codes of a refusal that is about no single field."""
    return [error.code for error in refusal.value.error_list]

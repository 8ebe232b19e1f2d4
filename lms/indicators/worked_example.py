"""The worked example, entered the way the office enters the past: through the same services as everybody else."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from attendance.enums import MarkSource, MarkStatus
from attendance.models import Session
from attendance.services.closing import close_session
from attendance.services.evidence import attach_evidence
from attendance.services.marking import MarkEntry, record_marks
from attendance.services.planning import cancel_session, plan_session
from attendance.services.registration import register_person
from courses.enrolment import enrol
from courses.enums import TestKind, VersionState
from courses.models import Course, CourseVersion, Theme
from courses.testing import record_paper_result
from lms.people.models import Affiliation, Organisation, Person, Province

FACTS = Path(__file__).resolve().parent / "worked_example.toml"
LETTERS = {"P": MarkStatus.PRESENT, "H": MarkStatus.HALF, "A": MarkStatus.ABSENT, "E": MarkStatus.EXCUSED}


class NotEmpty(Exception):
    """The database already holds sessions: the example's figures would be mixed with theirs."""


@dataclass
class _Cast:
    """Who is who while the example is entered."""

    version: CourseVersion
    actor: Any
    provinces: dict[str, Province]
    organisations: dict[str, Organisation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)


@transaction.atomic
def load_worked_example(*, actor: Any = None) -> list[Session]:
    """Enter the example and return its sessions. Raises NotEmpty unless the database holds no session."""
    if Session.objects.exists():
        raise NotEmpty
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    cast = _Cast(version=_course(facts), actor=actor, provinces={row.code: row for row in Province.objects.all()})
    for row in facts["organisations"]:
        key, province = row.pop("key"), cast.provinces[row.pop("province")]
        cast.organisations[key] = Organisation.objects.create(province=province, is_demo=True, **row)
    for row in facts["persons"]:
        _enter_person(cast, row)
    return [_enter_session(cast, row) for row in facts["sessions"]]


def _course(facts: dict[str, Any]) -> CourseVersion:
    columns = dict(facts["course"])
    minutes, threshold = columns.pop("minutes"), columns.pop("attendance_threshold")
    course = Course.objects.create(theme=Theme.objects.create(**facts["theme"]), **columns)
    return CourseVersion.objects.create(
        course=course, number=1, state=VersionState.PUBLISHED, minutes=minutes, attendance_threshold=threshold
    )


def _enter_person(cast: _Cast, row: dict[str, Any]) -> None:
    key, spans = row.pop("key"), row.pop("affiliations")
    person = cast.persons[key] = Person.objects.create(is_demo=True, **row)
    for span in spans:
        organisation = cast.organisations[span.pop("organisation")]
        Affiliation.objects.create(person=person, organisation=organisation, **span)


def _enter_session(cast: _Cast, row: dict[str, Any]) -> Session:
    session = plan_session(
        version=cast.version,
        code=row["code"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        province=cast.provinces[row["province"]],
        trainers=[cast.persons[key] for key in row.get("trainers", ())],
        actor=cast.actor,
        is_demo=True,
    )
    for key in [*row.get("registered", ()), *row.get("attendance", {})]:
        register_person(session, cast.persons[key], actor=cast.actor)
    if "cancelled" in row:
        return cancel_session(session, actor=cast.actor, reason=row["cancelled"])
    _enter_marks(cast, session, row["attendance"])
    for key, (before, after) in row.get("tests", {}).items():
        _enter_tests(cast, session, cast.persons[key], before, after)
    attach_evidence(session, _sheet(session), actor=cast.actor)
    return close_session(session, actor=cast.actor)


def _enter_marks(cast: _Cast, session: Session, attendance: dict[str, str]) -> None:
    registrations = dict(session.registrations.seated().values_list("person_id", "pk"))
    slots = list(session.slots.order_by("date", "starts_at"))
    entries = [
        MarkEntry(
            slot_id=slot.pk,
            registration_id=registrations[cast.persons[key].pk],
            status=LETTERS[letter],
        )
        for key, letters in attendance.items()
        for slot, letter in zip(slots, letters, strict=True)
    ]
    record_marks(session, entries, actor=cast.actor, source=MarkSource.PAPER)


def _enter_tests(cast: _Cast, session: Session, person: Person, before: int, after: int) -> None:
    enrolment = enrol(person, cast.version, actor=cast.actor)
    for kind, points, day in (
        (TestKind.PRE, before, session.starts_on),
        (TestKind.FINAL, after, session.ends_on),
    ):
        record_paper_result(enrolment, kind, points, 100, day, actor=cast.actor)


def _sheet(session: Session) -> SimpleUploadedFile:
    """A page that stands for the signed sheet and says that it is none."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    page = Canvas(stream, pagesize=A4, invariant=True)
    page.setFont("Helvetica-Bold", 16)
    page.drawString(72, 760, f"Exemple chiffré – session {session.code}")
    page.setFont("Helvetica", 11)
    page.drawString(72, 735, "Données de démonstration. Cette page tient lieu de feuille de présence signée.")
    page.save()
    return SimpleUploadedFile(f"{session.code}-exemple.pdf", stream.getvalue(), "application/pdf")

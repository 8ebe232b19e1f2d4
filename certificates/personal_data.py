"""What this app keeps about a person, and what of it is erased.

Rule (retention table): when a person is erased, the register line of their certificate keeps its number, state and
dates. The names printed are emptied: the paper still verifies by its code, as a number without a name, and cannot
be printed again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.people.privacy.corrections import register_approval
from lms.people.privacy.own_parts import coded
from lms.people.privacy.portrait import CERTIFICATES, register_part
from lms.people.privacy.pseudonymising import register_eraser, register_free_texts
from lms.people.privacy.retention import (
    CERTIFICATE_AFTER_VALIDITY,
    CERTIFICATE_REGISTER,
    register_hold,
)
from lms.people.privacy.traces import Traces

from .models import Certificate, CertificateEvent

Lines = Iterable[tuple[Any, ...]]
# What stays of a signatory's letterhead and of the course is not about the person.
ERASED_FROM_PAYLOAD = ("name_latin", "name_arabic")


def certificates(person: Person) -> Lines:
    rows = Certificate.objects.filter(person=person).select_related("version__course")
    for row in rows:
        yield (
            row.serial, coded(row, "kind"), row.version.course.title, coded(row, "state"), row.issued_on,
            row.valid_until, row.ended_on, row.payload.get("name_latin"), row.payload.get("name_arabic"),
        )  # fmt: skip


def events(person: Person) -> Lines:
    rows = CertificateEvent.objects.filter(certificate__person=person).select_related("certificate")
    for row in rows:
        yield row.certificate.serial, coded(row, "kind"), row.happened_at, row.reason


def holds_certificate(person: Person) -> bool:
    """Names and sex are printed, or counted, on the strength of a certificate: correcting them is for the office."""
    return Certificate.objects.filter(person=person).exists()


def erase(traces: Traces) -> None:
    """Empty the names of the frozen content and the reasons of what happened."""
    for row in Certificate.objects.filter(person__in=traces.person_ids):
        row.payload = {**row.payload, **dict.fromkeys(ERASED_FROM_PAYLOAD, ""), "erased": 1}
        row.save(update_fields=["payload"])
    CertificateEvent.objects.filter(certificate__person__in=traces.person_ids).update(reason="")


def holders(today: datetime.date) -> set[int]:
    """Persons whose certificate is to stay verifiable by name: ten years, or five after its validity."""
    kept = Q(valid_until__isnull=True, issued_on__gte=CERTIFICATE_REGISTER.before(today)) | Q(
        valid_until__gte=CERTIFICATE_AFTER_VALIDITY.before(today)
    )
    return set(Certificate.objects.filter(kept).values_list("person_id", flat=True))


def register() -> None:
    """Add the parts, the eraser and the hold of this app."""
    serial = ("serial", _("serial number"))
    register_part(
        "certificates", _("Certificates"), rows=certificates, order=CERTIFICATES,
        headings=(serial, ("kind", _("kind")), ("title", _("title")), ("state", _("state")),
                  ("issued_on", _("issued on")), ("valid_until", _("valid until")),
                  ("ended_on", _("replaced or revoked on")), ("name_latin", _("name printed")),
                  ("name_arabic", _("name printed in Arabic"))),
    )  # fmt: skip
    register_part(
        "certificate_events", _("What happened to my certificates"), rows=events, order=CERTIFICATES + 10,
        headings=(serial, ("event", _("event")), ("day", _("date")), ("reason", _("reason"))),
    )  # fmt: skip
    register_eraser("certificates", erase)
    register_approval(holds_certificate)
    register_hold(CERTIFICATE_REGISTER, holders)
    register_free_texts(CertificateEvent, "reason")

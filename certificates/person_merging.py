"""What a merge of two persons does with their certificates: none is lost, one per version stays valid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.merging.facts import grouped, register_facts
from lms.people.merging.journal import Journal
from lms.people.merging.rules import Moves, register_rule
from lms.people.models import Person

from .enums import CertificateEventKind, CertificateKind, CertificateState
from .models import Certificate, CertificateEvent


def register() -> None:
    register_rule("certificates.Certificate", "person", Moves(
        one_per=("version", "state"), settle=_settle_certificates, says=_(
            "Certificates move, and every paper can still be verified. Of two valid ones for one module version, "
            "completion goes before participation and the first before the second; the other says “replaced”."
        )))  # fmt: skip
    register_facts(_("Certificates"), _held)
    register_rule("certificates.Certificate", "registration", Moves(
        says=_("A certificate rests on the registration that stays."),
    ))  # fmt: skip


def _held(persons: Sequence[Person], user: Any) -> dict[int, list[str]]:
    rows = Certificate.objects.visible_to(user).filter(person__in=persons).select_related("version__course")
    return grouped(
        (row.person_id, f"{row.serial} · {row.version.course.title} · {row.get_state_display()}") for row in rows
    )


def _settle_certificates(journal: Journal, own: Certificate, row: Certificate) -> None:
    """Certificates that ended already may be many: only two live ones need a choice."""
    if row.state != CertificateState.ISSUED:
        journal.change(row, person=own.person)
        return
    person = own.person
    other, standing = sorted((own, row), key=_worth)
    replaced_by = None if Certificate.objects.filter(replaced_by=standing).exists() else standing
    journal.change(
        other, person=person, state=CertificateState.REPLACED, ended_on=timezone.localdate(), replaced_by=replaced_by
    )
    journal.create(
        CertificateEvent(
            certificate=other, kind=CertificateEventKind.REPLACED, actor=journal.actor, reason=journal.reason[:240]
        )
    )
    journal.change(standing, person=person)


def _worth(certificate: Certificate) -> tuple[Any, ...]:
    """Valid today, then the kind, then the one issued first."""
    until = certificate.valid_until
    return (
        until is None or until >= timezone.localdate(),
        certificate.kind == CertificateKind.COMPLETION,
        -certificate.issued_on.toordinal(),
        -certificate.pk,
    )

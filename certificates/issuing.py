"""Issuing, replacing and revoking. Each certificate is one transaction, so a killed run resumes where it stopped."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.enums import CLOSED_STATUSES, SessionStatus
from lms.core.audit import record

from .codes import new_code, next_serial
from .enums import CertificateEventKind, CertificateKind, CertificateState
from .models import Certificate, CertificateDesign, CertificateEvent
from .payload import CertificatePayload
from .selectors import Eligibility, current_design, eligibilities

if TYPE_CHECKING:
    from attendance.models import Registration, Session


@dataclass(frozen=True)
class IssueCount:
    """What one run did: certificates issued now, already held, and persons who earned none."""

    issued: int = 0
    held: int = 0
    not_earned: int = 0


def check_can_issue(session: Session) -> CertificateDesign:
    """The design certificates of this session would use. Raises ValidationError saying what is missing."""
    if session.status not in CLOSED_STATUSES:
        raise ValidationError(_("Close the session first: certificates rest on its final register."), code="open")
    if session.status != SessionStatus.HELD:
        raise ValidationError(_("This session was not held: it gives no certificate."), code="not_held")
    design = current_design()
    if design is None:
        raise ValidationError(_("Publish a certificate design first, in the administration."), code="no_design")
    return design


def issue_for_session(session: Session, *, actor: Any) -> IssueCount:
    """Issue what every participant of a held session earned and does not hold yet.

    Safe to repeat and to interrupt: each certificate stands alone, and the database keeps one live certificate per
    person and version. Raises ValidationError when the session is not held or no design is published.
    """
    design = check_can_issue(session)
    issued = held = not_earned = 0
    for line in eligibilities(session):
        if line.decision.kind is None:
            not_earned += 1
        elif line.to_issue and _issue_line(line, design, actor=actor):
            issued += 1
        else:
            held += 1
    if issued:
        record("certificates.session_issued", session, actor=actor, issued=issued)
    return IssueCount(issued=issued, held=held, not_earned=not_earned)


def _issue_line(line: Eligibility, design: CertificateDesign, *, actor: Any) -> bool:
    """Whether a certificate was issued; False when another run issued it first."""
    kind = line.decision.kind
    assert kind is not None  # noqa: S101
    try:
        with transaction.atomic():
            if line.certificate is not None:
                _end(
                    line.certificate,
                    CertificateState.REPLACED,
                    actor=actor,
                    reason=str(_("Test passed since")),
                )
            certificate = _create(line.registration, kind, design, actor=actor)
            if line.certificate is not None:
                Certificate.objects.filter(pk=line.certificate.pk).update(replaced_by=certificate)
    except IntegrityError:
        if Certificate.objects.filter(
            person=line.registration.person_id,
            version=line.registration.session.version,
            state=CertificateState.ISSUED,
        ).exists():
            return False
        raise
    return True


def _create(registration: Registration, kind: CertificateKind, design: CertificateDesign, *, actor: Any) -> Certificate:
    today = timezone.localdate()
    session = registration.session
    version = session.version
    assert version is not None  # noqa: S101
    serial, code = next_serial(today.year), new_code()
    valid_until = months_later(today, version.validity_months) if version.validity_months else None
    certificate = Certificate.objects.create(
        serial=serial, code=code, kind=kind, person=registration.person, version=version, registration=registration,
        issued_on=today, valid_until=valid_until, design_revision=design.live_revision,
        payload=freeze_payload(
            registration, kind, design, serial=serial, code=code, issued_on=today, valid_until=valid_until
        ).to_json(),
    )  # fmt: skip
    CertificateEvent.objects.create(certificate=certificate, kind=CertificateEventKind.ISSUED, actor=actor)
    record("certificates.issued", certificate, actor=actor, serial=serial)
    return certificate


def freeze_payload(
    registration: Registration,
    kind: str,
    design: CertificateDesign,
    *,
    serial: str,
    code: str,
    issued_on: datetime.date,
    valid_until: datetime.date | None,
) -> CertificatePayload:
    """Everything the paper says, as it stands today."""
    session, person = registration.session, registration.person
    version = session.version
    assert version is not None  # noqa: S101
    course = version.course
    return CertificatePayload(
        serial=serial,
        code=code,
        kind=str(kind),
        name_latin=person.latin_name,
        name_arabic=person.arabic_name,
        course_code=course.code,
        course_title_fr=course.title_fr,
        course_title_ar=course.title_ar,
        started_on=session.starts_on.isoformat(),
        ended_on=session.ends_on.isoformat(),
        issued_on=issued_on.isoformat(),
        valid_until=valid_until.isoformat() if valid_until else None,
        minutes=version.minutes,
        venue_fr=session.province.name_fr,
        venue_ar=session.province.name_ar,
        issuer_fr=design.issuer_fr,
        issuer_ar=design.issuer_ar,
        signatory_name=design.signatory_name,
        signatory_title_fr=design.signatory_title_fr,
        signatory_title_ar=design.signatory_title_ar,
        co_issuer_fr=design.co_issuer_fr,
        co_issuer_ar=design.co_issuer_ar,
        demo=session.is_demo or person.is_demo,
    )


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month `months` later, or that month's last day when it is shorter."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
    last_day = (first_of_next - datetime.timedelta(days=1)).day
    return datetime.date(year, month, min(day.day, last_day))


@transaction.atomic
def replace_certificate(certificate: Certificate, *, actor: Any, reason: str) -> Certificate:
    """A new certificate for the same fact, with today's names and titles; the old one says "replaced by".

    Counts do not change: the training stands. Raises ValidationError when the certificate is no longer live or has
    expired, or no reason is given. The validity of the first certificate is kept.
    """
    certificate = _live(certificate, reason)
    if certificate.valid_until and certificate.valid_until < timezone.localdate():
        raise ValidationError(
            _("This certificate has expired: there is nothing valid left to replace."), code="expired"
        )
    design = current_design()
    if design is None:
        raise ValidationError(_("Publish a certificate design first, in the administration."), code="no_design")
    _end(certificate, CertificateState.REPLACED, actor=actor, reason=reason)
    new = _create(certificate.registration, CertificateKind(certificate.kind), design, actor=actor)
    if new.valid_until != certificate.valid_until:
        new.valid_until = certificate.valid_until
        new.payload["valid_until"] = certificate.valid_until.isoformat() if certificate.valid_until else None
        new.save(update_fields=["valid_until", "payload"])
    Certificate.objects.filter(pk=certificate.pk).update(replaced_by=new)
    return new


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, actor: Any, reason: str) -> Certificate:
    """Revoke a live certificate, for error or fraud. The public page will say "revoked" and the day, not the reason.

    Raises ValidationError when the certificate is no longer live or no reason is given.
    """
    certificate = _live(certificate, reason)
    _end(certificate, CertificateState.REVOKED, actor=actor, reason=reason)
    return certificate


def _live(certificate: Certificate, reason: str) -> Certificate:
    """The certificate, locked, if it may still be ended."""
    if not reason.strip():
        raise ValidationError(_("Say why: the reason is kept in the log."), code="reason")
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.state != CertificateState.ISSUED:
        raise ValidationError(_("This certificate is no longer valid: nothing was changed."), code="not_live")
    return locked


def _end(certificate: Certificate, state: CertificateState, *, actor: Any, reason: str) -> None:
    ended = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.ISSUED).update(
        state=state, ended_on=timezone.localdate()
    )
    if not ended:
        raise IntegrityError("the certificate was ended meanwhile")
    certificate.state, certificate.ended_on = state, timezone.localdate()
    event = CertificateEventKind.REPLACED if state == CertificateState.REPLACED else CertificateEventKind.REVOKED
    CertificateEvent.objects.create(certificate=certificate, kind=event, actor=actor, reason=reason)
    record(f"certificates.{event}", certificate, actor=actor, reason=reason, serial=certificate.serial)

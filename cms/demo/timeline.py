"""Putting the demonstration's acts on the days on which they would have happened.

The services date what they do on the day they run, and rightly so: nothing else in the portal may choose another day.
A demonstration of two past years has to, so it lets the services act and then corrects the dates here, on rows it has
made itself in the same transaction. The log of who changed what is not touched: it says when the demonstration was
loaded.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import ModelLogEntry

from attendance.models import Evidence, Mark, MarkEvent, Registration, Session, Slot
from attendance.services.registration import void_registration
from certificates.codes import next_serial
from certificates.enums import CertificateEventKind, CertificateState
from certificates.issuing import issue_for_session, months_later, replace_certificate, revoke_certificate
from certificates.models import Certificate, CertificateEvent, SerialCounter
from courses.models import Enrolment

from .planned import PlannedSession

REGISTERED_BEFORE = datetime.timedelta(days=14)


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment of a day, in the portal's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def date_session(session: Session, planned: PlannedSession) -> None:
    """When the session was entered, people registered, the register written and closed."""
    late = at(planned.entered_on, 10)
    Session.objects.filter(pk=session.pk).update(entered_at=late)
    registrations = Registration.objects.filter(session=session)
    if planned.entered_late:
        registrations.update(registered_at=late)
    else:
        registered = max(at(planned.starts_on - REGISTERED_BEFORE, 11), late)
        registrations.filter(is_walk_in=False).update(registered_at=registered)
        registrations.filter(is_walk_in=True).update(registered_at=at(planned.starts_on, 9, 10))
    for slot in Slot.objects.filter(session=session):
        end = timezone.make_aware(datetime.datetime.combine(slot.date, slot.ends_at))
        moment = late if planned.entered_late else end
        Mark.objects.filter(slot=slot).update(recorded_at=moment)
        MarkEvent.objects.filter(slot=slot).update(received_at=moment)


def date_closing(session: Session, planned: PlannedSession) -> None:
    """When the session was closed and its sheet attached: the same evening, or when it was typed in."""
    closed = at(planned.entered_on, 11) if planned.entered_late else at(planned.ends_on, 17, 30)
    Session.objects.filter(pk=session.pk).update(closed_at=closed, status_reason=planned.reason)
    Evidence.objects.filter(session=session).update(uploaded_at=closed)


def date_enrolments(enrolments: Iterable[Enrolment], day: datetime.date) -> None:
    """Enrolments made for a paper test began with the session; older ones keep their day."""
    Enrolment.objects.filter(pk__in=[row.pk for row in enrolments], enrolled_at__gt=at(day, 8)).update(
        enrolled_at=at(day, 8)
    )


def issue_as_of(session: Session, day: datetime.date, *, actor: Any) -> None:
    """Issue the certificates of a session through the real service, then date and number them as on `day`."""
    today = timezone.localdate()
    before = SerialCounter.objects.filter(year=today.year).values_list("last", flat=True).first()
    known = set(Certificate.objects.filter(registration__session=session).values_list("pk", flat=True))
    issue_for_session(session, actor=actor)
    SerialCounter.objects.filter(year=today.year).update(last=before or 0)
    certificates = Certificate.objects.filter(registration__session=session).order_by("serial")
    new = list(certificates.exclude(pk__in=known).select_related("version"))
    _redate(new, day)
    replaced = certificates.filter(pk__in=known, replaced_by__in=new)
    _date_end(replaced, day)


def revoke_as_of(certificate: Certificate, day: datetime.date, *, actor: Any, reason: str) -> None:
    """Revoke through the real service and strike out the registration it rested on, as on `day`."""
    revoke_certificate(certificate, actor=actor, reason=reason)
    void_registration(certificate.registration, actor=actor, reason=reason)
    _date_end(Certificate.objects.filter(pk=certificate.pk), day)


def replace_as_of(certificate: Certificate, day: datetime.date, *, actor: Any, reason: str) -> None:
    """Replace through the real service, as on `day`."""
    today = timezone.localdate()
    before = SerialCounter.objects.filter(year=today.year).values_list("last", flat=True).first()
    new = replace_certificate(certificate, actor=actor, reason=reason)
    SerialCounter.objects.filter(year=today.year).update(last=before or 0)
    valid_until = certificate.valid_until
    _redate([new], day)
    if valid_until != new.valid_until:
        new.valid_until = valid_until
        new.payload["valid_until"] = valid_until.isoformat() if valid_until else None
        new.save(update_fields=["valid_until", "payload"])
    _date_end(Certificate.objects.filter(pk=certificate.pk), day)


def _redate(certificates: list[Certificate], day: datetime.date) -> None:
    """Give each the day, the next serial of its year, and the validity that follows from the day."""
    for certificate in certificates:
        version = certificate.version
        certificate.serial = next_serial(day.year)
        certificate.issued_on = day
        certificate.valid_until = months_later(day, version.validity_months) if version.validity_months else None
        certificate.payload |= {
            "serial": certificate.serial,
            "issued_on": day.isoformat(),
            "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else None,
        }
        certificate.save(update_fields=["serial", "issued_on", "valid_until", "payload"])
    date_issue(certificates, day)
    _correct_log({str(row.pk): row.serial for row in certificates})


def date_issue(certificates: list[Certificate], day: datetime.date) -> None:
    """The event of issuing, on the morning of the day."""
    CertificateEvent.objects.filter(certificate__in=certificates, kind=CertificateEventKind.ISSUED).update(
        happened_at=at(day, 10)
    )


def _correct_log(serials: dict[str, str]) -> None:
    """The log names a certificate by its serial: the final one, not the one it bore for a moment."""
    entries = list(
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Certificate), object_id__in=list(serials)
        )
    )
    for entry in entries:
        entry.label = serials[entry.object_id]
        if "serial" in entry.data:
            entry.data["serial"] = entry.label
    ModelLogEntry.objects.bulk_update(entries, ["label", "data"])


def _date_end(certificates: Any, day: datetime.date) -> None:
    rows = list(certificates.exclude(state=CertificateState.ISSUED).values_list("pk", flat=True))
    Certificate.objects.filter(pk__in=rows).update(ended_on=day)
    CertificateEvent.objects.filter(certificate__in=rows).exclude(kind=CertificateEventKind.ISSUED).update(
        happened_at=at(day, 10)
    )

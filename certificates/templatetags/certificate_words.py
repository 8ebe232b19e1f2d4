"""The sentences of the verification page and of the lists of certificates."""

from __future__ import annotations

import datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lms.core.dates import date_range, long_date

from ..eligibility import AttendanceFacts, Reason
from ..models import Certificate
from ..payload import CertificatePayload
from ..verification import Verdict, Verification

register = template.Library()


@register.simple_tag
def verdict_title(answer: Verification) -> str:
    """The verdict as a headline; each names the certificate, because "cancelled" alone is ambiguous in Arabic."""
    return {
        Verdict.VALID: _("Valid certificate"),
        Verdict.EXPIRED: _("Expired certificate"),
        Verdict.REPLACED: _("Replaced certificate"),
        Verdict.REVOKED: _("Revoked certificate"),
        Verdict.NOT_FOUND: _("Certificate not found"),
    }[answer.verdict]


@register.simple_tag
def verdict_text(answer: Verification, now: datetime.datetime) -> str:
    """What the verdict means, with its date."""
    certificate = answer.certificate
    if certificate is None:
        return _("No certificate carries this code.")
    if answer.verdict == Verdict.VALID:
        return _("Verified on %(day)s at %(time)s.") % {
            "day": long_date(now.date()),
            "time": date_format(now, "H:i"),
        }
    if answer.verdict == Verdict.EXPIRED and certificate.valid_until:
        return _("It was valid until %(day)s.") % {"day": long_date(certificate.valid_until)}
    day = {"day": long_date(certificate.ended_on)} if certificate.ended_on else {"day": ""}
    if answer.verdict == Verdict.REVOKED:
        return _("It has had no value since %(day)s.") % day
    if certificate.replaced_by:
        return _("Replaced on %(day)s by certificate %(serial)s.") % {
            **day,
            "serial": certificate.replaced_by.serial,
        }
    return _("Replaced on %(day)s.") % day


@register.simple_tag
def held_on(payload: CertificatePayload) -> str:
    """The days and the hours: "14 juillet 2026 · 6 heures"."""
    days = date_range(datetime.date.fromisoformat(payload.started_on), datetime.date.fromisoformat(payload.ended_on))
    return f"{days} · {duration(payload.minutes)}"


@register.filter
def duration(minutes: int) -> str:
    """Minutes in whole hours, or hours and minutes when they are not whole."""
    hours, rest = divmod(minutes, 60)
    text = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours} if hours or not rest else ""
    if not rest:
        return text
    tail = ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    return f"{text} {tail}".strip()


@register.simple_tag
def issuer(payload: CertificatePayload) -> str:
    return payload.issuer_ar if (get_language() or "fr").startswith("ar") else payload.issuer_fr


@register.filter
def state_label(certificate: Certificate, today: datetime.date) -> str:
    """The state as its holder reads it: an issued certificate past its date is expired."""
    if certificate.state == "issued" and certificate.valid_until and certificate.valid_until < today:
        return _("Expired certificate")
    if certificate.state == "issued":
        return _("Valid certificate")
    return certificate.get_state_display()


@register.filter
def state_badge(certificate: Certificate, today: datetime.date) -> str:
    """The colour class that goes with `state_label`."""
    if certificate.state != "issued":
        return "badge--bad"
    if certificate.valid_until and certificate.valid_until < today:
        return "badge--warn"
    return "badge--ok"


@register.filter
def reason_text(reason: Reason) -> str:
    """Why a registration earned what it earned, for the office."""
    return {
        Reason.EARNED: _("Conditions met"),
        Reason.TEST_NOT_PASSED: _("Attendance reached, final test not passed"),
        Reason.NOT_A_PARTICIPANT: _("Not a confirmed participant"),
        Reason.SESSION_NOT_HELD: _("Session not held"),
        Reason.ATTENDANCE_BELOW: _("Attendance below the threshold"),
    }[reason]


@register.simple_tag
def attended_hours(facts: AttendanceFacts) -> str:
    """Attended of due, in hours: "15 / 18 h". Facts are in half-minutes."""
    return _("%(attended)s / %(due)s h") % {"attended": _in_hours(facts.attended), "due": _in_hours(facts.due)}


def _in_hours(half_minutes: int) -> str:
    hours, rest = divmod(half_minutes, 120)
    return f"{hours}" if not rest else f"{hours}:{rest // 2:02d}"

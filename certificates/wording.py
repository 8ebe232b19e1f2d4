"""The fixed words of a certificate, in both languages.

A certificate always speaks French and Arabic at once, whichever language its reader uses, so these words
belong to the document and not to the translation catalogues. Usage is that of the Moroccan administration.
"""

from __future__ import annotations

import datetime

from lms.core.dates import date_range, long_date

from .enums import CertificateKind
from .payload import CertificatePayload

KINGDOM = {"fr": "Royaume du Maroc", "ar": "المملكة المغربية"}
TITLE: dict[str, dict[str, str]] = {
    CertificateKind.COMPLETION: {"fr": "Attestation de réussite", "ar": "شهادة النجاح"},
    CertificateKind.PARTICIPATION: {"fr": "Attestation de participation", "ar": "شهادة المشاركة"},
}
AWARDED_TO = {"fr": "est délivrée à", "ar": "تسلم إلى"}
REASON: dict[str, dict[str, str]] = {
    CertificateKind.COMPLETION: {
        "fr": "pour avoir suivi et réussi le module",
        "ar": "نظير استكمال المجزوءة التكوينية بنجاح",
    },
    CertificateKind.PARTICIPATION: {
        "fr": "pour avoir participé au module",
        "ar": "نظير المشاركة في المجزوءة التكوينية",
    },
}
WITH = {"fr": "en partenariat avec {partner}", "ar": "بشراكة مع {partner}"}
DURATION = {"fr": "Durée : {duration}", "ar": "المدة: {duration}"}
SERIAL = {"fr": "Numéro de série", "ar": "الرقم التسلسلي"}
MODULE = {"fr": "Module", "ar": "المجزوءة"}
ISSUED_ON = {"fr": "Délivrée le {day}", "ar": "سلمت في {day}"}
VALID_UNTIL = {"fr": "Valable jusqu’au {day}", "ar": "صالحة إلى غاية {day}"}
VERIFY = {"fr": "Vérifiable en ligne", "ar": "قابلة للتحقق على الأنترنيت"}
DEMO = {"fr": "Données de démonstration", "ar": "معطيات تجريبية"}


def held(payload: CertificatePayload, language: str) -> str:
    """Where and when the course was held: « Fès, le 14 juillet 2026 », "فاس، يوم 14 يوليوز 2026"."""
    start, end = (datetime.date.fromisoformat(day) for day in (payload.started_on, payload.ended_on))
    days = date_range(start, end, language)
    if start == end:
        days = f"يوم {days}" if language == "ar" else f"le {days}"
    venue = payload.venue_ar if language == "ar" else payload.venue_fr
    if venue:
        return f"{venue}، {days}" if language == "ar" else f"{venue}, {days}"
    return days if language == "ar" else days[0].upper() + days[1:]


def day_in_words(day: str, language: str) -> str:
    """An ISO date in words. Raises ValueError when it is not one."""
    return long_date(datetime.date.fromisoformat(day), language)


def duration(minutes: int, language: str) -> str:
    """« 6 heures », « 1 heure 30 minutes »; "6 ساعات", "ساعة واحدة و30 دقيقة"."""
    hours, rest = divmod(minutes, 60)
    if language == "ar":
        parts = [_arabic_hours(hours)] if hours else []
        return " و".join([*parts, _arabic_minutes(rest)] if rest else parts)
    parts = [f"{hours} heure{'s' if hours > 1 else ''}"] if hours else []
    return " ".join([*parts, f"{rest} minute{'s' if rest > 1 else ''}"] if rest else parts)


def _arabic_hours(count: int) -> str:
    return _arabic_count(count, one="ساعة واحدة", two="ساعتان", few="ساعات", many="ساعة")


def _arabic_minutes(count: int) -> str:
    return _arabic_count(count, one="دقيقة واحدة", two="دقيقتان", few="دقائق", many="دقيقة")


def _arabic_count(count: int, *, one: str, two: str, few: str, many: str) -> str:
    """A counted noun: one and two are said by the noun itself, 3 to 10 take the plural, 11 and over the
    singular.

    From a hundred on the last two digits decide (103 ساعات, 111 ساعة), as in the plural rules of CLDR.
    """
    if count in (1, 2):
        return one if count == 1 else two
    return f"{count} {few if 3 <= count % 100 <= 10 else many}"

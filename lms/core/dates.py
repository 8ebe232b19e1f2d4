"""Dates in the portal's words: Moroccan months in Arabic, ranges without repetition."""

from __future__ import annotations

import datetime

from django.utils.translation import get_language

MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "ar": (
        "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
        "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
SHORT_MONTHS = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "ar": MONTHS["ar"],
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "ar": ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
RANGES = {"fr": "du {start} au {end}", "ar": "من {start} إلى {end}", "en": "{start} to {end}"}


def language_of_dates(language: str | None = None) -> str:
    """ "fr", "ar" or "en" for the given or the active language."""
    language = (language or get_language() or "fr")[:2]
    return language if language in MONTHS else "fr"


def long_date(day: datetime.date, language: str | None = None) -> str:
    """22 novembre 2026, 22 نونبر 2026; the first of a month in French is « 1er »."""
    language = language_of_dates(language)
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"


def short_month(day: datetime.date, language: str | None = None) -> str:
    """The month as it fits in a date tile."""
    return SHORT_MONTHS[language_of_dates(language)][day.month - 1]


def weekday_date(day: datetime.date, language: str | None = None) -> str:
    """lundi 23 nov., الإثنين 23 نونبر: a day among the days of one session."""
    language = language_of_dates(language)
    return f"{WEEKDAYS[language][day.weekday()]} {day.day} {SHORT_MONTHS[language][day.month - 1]}"


def date_range(start: datetime.date, end: datetime.date, language: str | None = None) -> str:
    """The days from start to end in words, naming month and year once when they are shared."""
    language = language_of_dates(language)
    if start == end:
        return long_date(start, language)
    months = MONTHS[language]
    first = "1er" if language == "fr" and start.day == 1 else str(start.day)
    if start.year != end.year:
        first = long_date(start, language)
    elif start.month != end.month:
        first = f"{first} {months[start.month - 1]}"
    return RANGES[language].format(start=first, end=long_date(end, language))

"""What a certificate says: its stored form, its dates and its counted hours, in both grammars."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from certificates import wording
from certificates.payload import CertificatePayload

from .samples import LONG, PAYLOAD

# The frozen payload


def test_a_payload_survives_being_stored() -> None:
    for payload in (PAYLOAD, LONG):
        stored = payload.to_json()
        assert {type(value) for value in stored.values()} <= {str, int, type(None)}
        assert CertificatePayload.from_json(stored) == payload


def test_a_payload_of_another_release_is_still_read() -> None:
    stored = {**PAYLOAD.to_json(), "added_later": "x"}
    for optional in ("co_issuer_fr", "co_issuer_ar", "demo"):
        del stored[optional]
    assert CertificatePayload.from_json(stored) == PAYLOAD


def test_a_payload_without_its_serial_is_refused() -> None:
    stored = PAYLOAD.to_json()
    del stored["serial"], stored["minutes"]
    with pytest.raises(ValueError, match="serial, minutes"):
        CertificatePayload.from_json(stored)


# Words


@pytest.mark.parametrize(
    ("minutes", "french", "arabic"),
    [
        (30, "30 minutes", "30 دقيقة"),
        (60, "1 heure", "ساعة واحدة"),
        (61, "1 heure 1 minute", "ساعة واحدة ودقيقة واحدة"),
        (90, "1 heure 30 minutes", "ساعة واحدة و30 دقيقة"),
        (120, "2 heures", "ساعتان"),
        (122, "2 heures 2 minutes", "ساعتان ودقيقتان"),
        (180, "3 heures", "3 ساعات"),
        (185, "3 heures 5 minutes", "3 ساعات و5 دقائق"),
        (360, "6 heures", "6 ساعات"),
        (600, "10 heures", "10 ساعات"),
        (660, "11 heures", "11 ساعة"),
        (1200, "20 heures", "20 ساعة"),
        (99 * 60, "99 heures", "99 ساعة"),
        (100 * 60, "100 heures", "100 ساعة"),
        (102 * 60, "102 heures", "102 ساعة"),
        (103 * 60, "103 heures", "103 ساعات"),
        (111 * 60, "111 heures", "111 ساعة"),
    ],
)
def test_hours_are_counted_in_both_grammars(minutes: int, french: str, arabic: str) -> None:
    assert (wording.duration(minutes, "fr"), wording.duration(minutes, "ar")) == (french, arabic)


@pytest.mark.parametrize(
    ("month", "french", "arabic"),
    [
        (1, "janvier", "يناير"),
        (2, "février", "فبراير"),
        (3, "mars", "مارس"),
        (4, "avril", "أبريل"),
        (5, "mai", "ماي"),
        (6, "juin", "يونيو"),
        (7, "juillet", "يوليوز"),
        (8, "août", "غشت"),
        (9, "septembre", "شتنبر"),
        (10, "octobre", "أكتوبر"),
        (11, "novembre", "نونبر"),
        (12, "décembre", "دجنبر"),
    ],
)
def test_months_are_those_of_morocco(month: int, french: str, arabic: str) -> None:
    day = datetime.date(2026, month, 2).isoformat()
    assert wording.day_in_words(day, "fr") == f"2 {french} 2026"
    assert wording.day_in_words(day, "ar") == f"2 {arabic} 2026"


@pytest.mark.parametrize(
    ("start", "end", "venue", "french", "arabic"),
    [
        ("2026-07-14", "2026-07-14", True, "Fès, le 14 juillet 2026", "فاس، يوم 14 يوليوز 2026"),
        ("2026-07-01", "2026-07-01", False, "Le 1er juillet 2026", "يوم 1 يوليوز 2026"),
        ("2026-07-14", "2026-07-16", True, "Fès, du 14 au 16 juillet 2026", "فاس، من 14 إلى 16 يوليوز 2026"),
        (
            "2026-06-30",
            "2026-07-01",
            False,
            "Du 30 juin au 1er juillet 2026",
            "من 30 يونيو إلى 1 يوليوز 2026",
        ),
        (
            "2026-12-31",
            "2027-01-01",
            True,
            "Fès, du 31 décembre 2026 au 1er janvier 2027",
            "فاس، من 31 دجنبر 2026 إلى 1 يناير 2027",
        ),
    ],
)
def test_place_and_days(start: str, end: str, venue: bool, french: str, arabic: str) -> None:
    payload = replace(PAYLOAD, started_on=start, ended_on=end)
    if not venue:
        payload = replace(payload, venue_fr="", venue_ar="")
    assert (wording.held(payload, "fr"), wording.held(payload, "ar")) == (french, arabic)

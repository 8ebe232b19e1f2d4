"""Where each text of a certificate stands on the sheet.

French on the left, Arabic on the right, what both readers share on the middle axis. Measures are points from
the top left corner of a landscape A4 sheet (842 × 595); the border of the background leaves 57 to 785 by 57
to 538 free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import wording
from .payload import CertificatePayload
from .typesetting import Line, Paragraph, extent, fit

MIDDLE, LEFT, RIGHT = 421.0, 78.0, 764.0
COLUMN, PROOF, SIGNATURE = 326.0, 246.0, 230.0
QR_LEFT, QR_TOP, QR_SIDE = MIDDLE - 40, 419.0, 80.0
ROW = 16.5


@dataclass(frozen=True)
class SetLine:
    """A line of text and the rectangle the engine draws it in."""

    line: Line
    align: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Place:
    """A rectangle of the sheet that paragraphs are set in."""

    left: float
    top: float
    width: float
    height: float
    align: str = "center"
    upright: str = "middle"

    def filled(self, *paragraphs: Paragraph) -> Iterator[SetLine]:
        """The lines of the paragraphs, each on its baseline. Raises TextDoesNotFit."""
        lines = fit([p for p in paragraphs if p.text], width=self.width, height=self.height)
        spare = self.height - sum(line.height for line in lines)
        top = self.top + {"top": 0.0, "middle": spare / 2, "bottom": spare}[self.upright]
        for line in lines:
            above, below = extent(line.bold)
            start = round(top + line.above - line.size * above, 2)
            # A tenth of a point more than needed: the engine rounds.
            height = round(line.size * (above + below) + 0.1, 2)
            yield SetLine(line, self.align, self.left, start, self.width, height)
            top += line.height


def sheet(payload: CertificatePayload, address: str) -> list[SetLine]:
    """Every line of the sheet in reading order. Raises TextDoesNotFit, or ValueError for what cannot be
    dated.
    """
    return [
        *_header(payload),
        *_title(payload),
        *_holder(payload),
        *_course(payload),
        *_proof(payload),
        *_signature(payload),
        *_verification(payload, address),
    ]


def _header(payload: CertificatePayload) -> Iterator[SetLine]:
    def lines(language: str, issuer: str, partner: str) -> list[Paragraph]:
        return [
            Paragraph(wording.KINGDOM[language], language, 13, bold=True, style="green"),
            Paragraph(issuer, language, 10.5),
            Paragraph(partner and wording.WITH[language].format(partner=partner), language, 9, style="soft"),
        ]

    yield from Place(LEFT, 71, 280, 60, align="left", upright="top").filled(
        *lines("fr", payload.issuer_fr, payload.co_issuer_fr)
    )
    yield from Place(RIGHT - 280, 68, 280, 66, align="right", upright="top").filled(
        *lines("ar", payload.issuer_ar, payload.co_issuer_ar)
    )


def _title(payload: CertificatePayload) -> Iterator[SetLine]:
    title = wording.TITLE[payload.kind]
    yield from Place(MIDDLE - 250, 118, 500, 46).filled(Paragraph(title["ar"], "ar", 28, True, "green"))
    yield from Place(MIDDLE - 250, 164, 500, 30).filled(Paragraph(title["fr"], "fr", 22, True, "green"))
    if payload.demo:
        fr, ar = (Paragraph(wording.DEMO[language], language, 13, True, "alert") for language in ("fr", "ar"))
        yield from Place(LEFT, 150, 160, 30, align="left").filled(fr)
        yield from Place(RIGHT - 160, 150, 160, 30, align="right").filled(ar)


def _holder(payload: CertificatePayload) -> Iterator[SetLine]:
    fr, ar = wording.AWARDED_TO["fr"], wording.AWARDED_TO["ar"]
    yield from Place(MIDDLE - 210, 212, 200, 20, align="right").filled(Paragraph(fr, "fr", 11, style="soft"))
    yield from Place(MIDDLE + 10, 212, 200, 20, align="left").filled(Paragraph(ar, "ar", 12, style="soft"))
    width = RIGHT - LEFT
    arabic = Paragraph(payload.name_arabic, "ar", 33, True)
    latin = Paragraph(payload.name_latin, "fr", 29, True)
    if arabic.text and latin.text:
        yield from Place(LEFT, 232, width, 52).filled(arabic)
        yield from Place(LEFT, 284, width, 38).filled(latin)
    else:
        yield from Place(LEFT, 232, width, 90).filled(replace(arabic, size=40), replace(latin, size=36))


def _course(payload: CertificatePayload) -> Iterator[SetLine]:
    titles = {"fr": payload.course_title_fr, "ar": payload.course_title_ar}
    for language, left in (("fr", LEFT), ("ar", RIGHT - COLUMN)):
        size = 11.5 if language == "ar" else 10.5
        reason = Paragraph(wording.REASON[payload.kind][language], language, size, style="soft")
        duration = wording.DURATION[language].format(duration=wording.duration(payload.minutes, language))
        yield from Place(left, 326, COLUMN, 18).filled(reason)
        yield from Place(left, 343, COLUMN, 44).filled(Paragraph(titles[language], language, size + 4, True, "green"))
        yield from Place(left, 387, COLUMN, ROW).filled(
            Paragraph(wording.held(payload, language), language, size - 0.5)
        )
        yield from Place(left, 387 + ROW, COLUMN, ROW).filled(Paragraph(duration, language, size - 0.5))


def _proof(payload: CertificatePayload) -> Iterator[SetLine]:
    """What the holder and a verifier compare: French label, value, Arabic label, one row each."""
    rows = [
        (wording.SERIAL, payload.serial),
        (wording.MODULE, payload.course_code),
        (_dated(wording.ISSUED_ON, payload.issued_on), ""),
        (_dated(wording.VALID_UNTIL, payload.valid_until) if payload.valid_until else {}, ""),
        (wording.VERIFY, ""),
    ]
    rows = [(labels, value) for labels, value in rows if labels]
    top = 524 - ROW * len(rows)
    for labels, value in rows:
        french, arabic = (62, 62) if value else (134, 106)
        style = "soft" if value or labels is wording.VERIFY else "ink"
        yield from Place(LEFT, top, french, ROW, "left").filled(Paragraph(labels["fr"], "fr", 9, style=style))
        yield from Place(LEFT + french, top, PROOF - french - arabic, ROW).filled(Paragraph(value, "fr", 9.5, True))
        yield from Place(LEFT + PROOF - arabic, top, arabic, ROW, "right").filled(
            Paragraph(labels["ar"], "ar", 9.5, style=style)
        )
        top += ROW


def _dated(words: dict[str, str], day: str) -> dict[str, str]:
    return {language: text.format(day=wording.day_in_words(day, language)) for language, text in words.items()}


def _signature(payload: CertificatePayload) -> Iterator[SetLine]:
    yield from Place(RIGHT - SIGNATURE, 428, SIGNATURE, 42, upright="top").filled(
        Paragraph(payload.signatory_title_ar, "ar", 11), Paragraph(payload.signatory_title_fr, "fr", 10)
    )
    yield from Place(RIGHT - SIGNATURE, 507, SIGNATURE, 19).filled(Paragraph(payload.signatory_name, "fr", 11.5, True))


def _verification(payload: CertificatePayload, address: str) -> Iterator[SetLine]:
    yield from Place(MIDDLE - 84, QR_TOP + QR_SIDE - 1, 168, 27, upright="top").filled(
        Paragraph(payload.grouped_code, "fr", 10.5, True), Paragraph(address, "fr", 8, style="soft")
    )

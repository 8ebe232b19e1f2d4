"""The PDF of a certificate: one bilingual A4 sheet drawn from a frozen payload.

A pure function: no database, no clock, no network, no file but this app's own assets. The same payload gives
the same bytes. Why this engine and these limits: docs/decisions/0010-certificate-pdf-rendering.md.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import re
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, cast

from django.template.loader import render_to_string

from . import wording
from .layout import QR_LEFT, QR_SIDE, QR_TOP, sheet
from .payload import CertificatePayload
from .qr import verification_qr_png
from .typesetting import ASSETS, GlyphMissing, TextDoesNotFit, printable

if TYPE_CHECKING:
    from pypdf import PageObject
    from pypdf.generic import DictionaryObject

__all__ = ["CertificateNotRendered", "render_certificate", "verification_qr_png"]

TEMPLATE = "certificates/pdf/certificate.html"
BACKGROUND = {False: "background.pdf", True: "background-demo.pdf"}
# Longer than any real name, title or address; what exceeds it is refused before it costs anything.
LONGEST_TEXT = 600
RENDER_SECONDS = 5
PRESENTATION_FORM = re.compile(rb"> <(F[BCDE][0-9A-F]{2})>")


class CertificateNotRendered(Exception):
    """No PDF was made. `reason` is for the operator and the log, not for the holder."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def render_certificate(payload: CertificatePayload, *, verify_url: str) -> bytes:
    """The certificate as PDF bytes, with `verify_url` in its QR code and in print.

    Raises CertificateNotRendered when a text cannot be printed whole and legibly, when a date, kind or
    duration makes no sense, or when the PDF engine complains about anything at all.
    """
    try:
        texts = _printable_payload(payload)
        lines = sheet(texts, _printed_address(verify_url))
        qr = _qr(verify_url)
    except (GlyphMissing, TextDoesNotFit, ValueError) as error:
        raise CertificateNotRendered(f"{type(error).__name__}: {error}") from error
    context = {"title": _title(texts), "background": BACKGROUND[texts.demo], "lines": lines, "qr": qr}
    html = render_to_string(TEMPLATE, context)
    return _finished(_pdf(html), texts, verify_url)


def _qr(verify_url: str) -> dict[str, object]:
    """The code and its rectangle; the frame is a little larger, or the engine would scale the image down."""
    png = base64.b64encode(verification_qr_png(verify_url)).decode("ascii")
    return {
        "left": QR_LEFT,
        "top": QR_TOP,
        "side": QR_SIDE,
        "frame": QR_SIDE + 8,
        "source": f"data:image/png;base64,{png}",
    }


def _printable_payload(payload: CertificatePayload) -> CertificatePayload:
    """The payload with every text reduced to what the fonts can draw. Raises ValueError when it makes no
    sense.
    """
    texts: dict[str, Any] = {
        field.name: _printable(field.name, value)
        for field in fields(payload)
        if isinstance(value := getattr(payload, field.name), str)
    }
    cleaned = replace(payload, **texts)
    if cleaned.kind not in wording.TITLE:
        raise ValueError("unknown kind of certificate")
    if not (cleaned.name_latin or cleaned.name_arabic):
        raise ValueError("no name to print")
    if not (cleaned.serial and cleaned.code):
        raise ValueError("no serial number or no verification code")
    if cleaned.minutes <= 0:
        raise ValueError("no duration")
    return cleaned


def _printable(name: str, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise TextDoesNotFit(f"{name} has {len(text)} characters")
    try:
        return printable(text)
    except GlyphMissing as error:
        raise GlyphMissing(f"{name}: {error}") from error


def _printed_address(url: str) -> str:
    """The address as it is typed: the scheme only lengthens it."""
    return _printable("verify_url", url).removeprefix("https://").removeprefix("http://")


def _title(payload: CertificatePayload) -> str:
    return f"{wording.TITLE[payload.kind]['fr']} {payload.serial}"


def _pdf(html: str) -> bytes:
    """The page as PDF. Raises CertificateNotRendered on the slightest complaint: the engine goes on without a
    font, a background or an overflowing line, and says so in its log only.
    """
    # Slow to import (over a second) and large: only a process that makes certificates pays for it.
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    policy = ResourceAccessPolicy.server(
        ASSETS, allow_remote=False, max_render_seconds=RENDER_SECONDS, max_document_bytes=256 * 1024
    )
    output = io.BytesIO()
    with _complaints() as complaints:
        try:
            result = pisa.CreatePDF(
                html,
                dest=output,
                path=str(ASSETS / "certificate.html"),
                encoding="utf-8",
                resource_policy=policy,
            )
        except Exception as error:  # the engine raises whatever its parsers raise
            raise CertificateNotRendered(f"{type(error).__name__}: {error}") from error
    if complaints or result.err:
        raise CertificateNotRendered("; ".join(complaints) or f"{result.err} errors")
    return output.getvalue()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collects what the engine logs in this thread at WARNING or above, whatever the settings hide."""
    messages: list[str] = []
    thread = threading.get_ident()

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                messages.append(record.getMessage())

    logger = logging.getLogger("xhtml2pdf")
    level, handler = logger.level, Collector(logging.WARNING)
    logger.addHandler(handler)
    if logger.getEffectiveLevel() > logging.WARNING:
        logger.setLevel(logging.WARNING)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _finished(pdf: bytes, payload: CertificatePayload, verify_url: str) -> bytes:
    """The PDF with its own title, author and dates, and nothing that depends on when or where it was made.

    Raises CertificateNotRendered unless it is exactly one page.
    """
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject

    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    if len(writer.pages) != 1:
        raise CertificateNotRendered("the text runs over one page")
    _write_plain_arabic(writer.pages[0])
    day = f"D:{payload.issued_on.replace('-', '')}000000Z"
    writer.metadata = {
        "/Title": _title(payload),
        "/Author": payload.issuer_fr,
        "/Subject": payload.course_title_fr,
        "/Creator": "Takwin",
        "/Producer": "Takwin",
        "/CreationDate": day,
        "/ModDate": day,
    }
    digest = hashlib.sha256(f"{sorted(payload.to_json().items())}{verify_url}".encode()).digest()[:16]
    writer._ID = ArrayObject([ByteStringObject(digest), ByteStringObject(digest)])
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _write_plain_arabic(page: PageObject) -> None:
    """Makes the Arabic of the page searchable and copied as typed, not as the joined forms it is drawn with.

    Lam-alef stays one ligature: given as two letters, some readers put them the wrong way round.
    """
    resources = cast("DictionaryObject", page["/Resources"])
    fonts = cast("DictionaryObject", resources["/Font"])
    for reference in fonts.values():
        font = reference.get_object()
        if "/ToUnicode" in font:
            stream = font["/ToUnicode"].get_object()
            stream.set_data(PRESENTATION_FORM.sub(_plain_letter, stream.get_data()))


def _plain_letter(match: re.Match[bytes]) -> bytes:
    letter = unicodedata.normalize("NFKC", chr(int(match[1], 16)))
    return b"> <%04X>" % ord(letter) if len(letter) == 1 else match[0]

"""The square code that leads from a paper certificate to its verification page."""

from __future__ import annotations

import io

import segno

# Dots per module: sharp at the printed size (about 3 cm) without weighing on the document.
DOTS = 6
# The standard asks for a quiet zone of four modules; readers fail on less when the paper is decorated.
QUIET_ZONE = 4


def verification_qr(url: str) -> segno.QRCode:
    """The code of an address. Level M survives a fold or a stamp over about 15 % of it."""
    return segno.make_qr(url, error="m", boost_error=False)


def verification_qr_png(url: str) -> bytes:
    """The code as a two-colour PNG image, black on white: a scanner needs the contrast more than the sheet
    the tint.
    """
    buffer = io.BytesIO()
    verification_qr(url).save(buffer, kind="png", scale=DOTS, border=QUIET_ZONE)
    return buffer.getvalue()

"""The square code on a card."""

from __future__ import annotations

import segno


def card_qr(link: str) -> str:
    """The code of an address as a picture's address, for an <img>. Level M survives a fold."""
    picture: str = segno.make_qr(link, error="m", boost_error=False).svg_data_uri(border=4, scale=4)
    return picture

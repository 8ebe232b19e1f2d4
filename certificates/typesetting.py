"""Making words fit a place on the sheet: which characters can be printed, where lines break, how small type
gets.

Widths are measured with the certificate's own fonts on letters joined exactly as they will be drawn, so that
what is computed here is what the PDF engine does with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lms.core.text import plain

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

ASSETS = Path(__file__).resolve().parent / "assets"
FONTS = {False: ASSETS / "fonts" / "Amiri-Regular.ttf", True: ASSETS / "fonts" / "Amiri-Bold.ttf"}
# What a line takes above and below its baseline, in ems. Arabic needs more air than Latin for its marks; the
# font's own figures would set everything as wide apart as the tallest Quranic signs.
ABOVE = {"fr": 0.94, "ar": 1.08}
BELOW = {"fr": 0.28, "ar": 0.46}
VOWEL_SIGNS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
# Points. Below this nobody reads a printed sheet, and a certificate is refused rather than made illegible.
SMALLEST = 6.5
SHRINK = 0.97
# The engine sums the widths of whole lines, this module those of words: half a point covers the rounding.
SLACK = 0.5


class TextDoesNotFit(ValueError):
    """The text cannot be printed legibly in its place."""


class GlyphMissing(ValueError):
    """A letter or digit that the certificate's font cannot draw."""


@dataclass(frozen=True)
class Paragraph:
    """A text to be set: at `size` points if it fits, smaller otherwise."""

    text: str
    language: str
    size: float
    bold: bool = False
    style: str = "ink"


@dataclass(frozen=True)
class Line:
    """A line as it will be drawn, its size in points."""

    text: str
    language: str
    size: float
    bold: bool
    style: str

    @property
    def above(self) -> float:
        """Points from the top of the line to its baseline."""
        return self.size * ABOVE[self.language]

    @property
    def height(self) -> float:
        """Points the line takes in all."""
        return self.size * (ABOVE[self.language] + BELOW[self.language])


@lru_cache(maxsize=2)
def font(bold: bool) -> TTFont:
    """One of the two faces, for measuring only: it is not registered with the PDF library."""
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont("Takwin-Bold" if bold else "Takwin-Regular", str(FONTS[bold]))


def extent(bold: bool) -> tuple[float, float]:
    """What the PDF engine reserves above and below a baseline, in ems: the font's own figures."""
    face = font(bold).face
    return face.ascent / 1000, -face.descent / 1000


@lru_cache(maxsize=1)
def drawable_characters() -> frozenset[int]:
    """The characters that both faces have: a name is set in bold, and the bold face draws fewer of them."""
    return frozenset(font(False).face.charToGlyph.keys() & font(True).face.charToGlyph.keys())


def printable(text: str) -> str:
    """The text in characters the fonts can draw.

    Direction and control characters go, as everywhere in the portal. Arabic vowel signs go too: official
    names are written without them, and the engine cannot place them on their letters. A character without a
    glyph is replaced by its plain equivalent (full-width or mathematical letters) or, when it is a mere
    symbol such as an emoji, left out. Raises GlyphMissing for a letter or a digit without equivalent: a name
    with a hole in it is nobody's name.
    """
    from xhtml2pdf.util import shape_frag_text

    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = plain("".join(_drawable(char) for char in plain(text)))
    # Without its joined forms a letter would be drawn alone in the middle of its word, and no one told.
    for char in shape_frag_text(text) or "":
        if char != " " and ord(char) not in drawable_characters():
            raise GlyphMissing(f"no glyph for the joined form U+{ord(char):04X}")
    return text


def _drawable(char: str) -> str:
    if VOWEL_SIGNS.match(char):
        return ""
    glyphs = drawable_characters()
    if char == " " or ord(char) in glyphs:
        return char
    equivalent = unicodedata.normalize("NFKC", char)
    if equivalent != char and all(ord(part) in glyphs for part in equivalent):
        return equivalent
    if unicodedata.category(char)[0] in "LN":
        raise GlyphMissing(f"no glyph for U+{ord(char):04X}")
    return ""


def fit(paragraphs: list[Paragraph], *, width: float, height: float) -> list[Line]:
    """The paragraphs broken into lines, in the largest type that keeps them inside width × height points.

    All the paragraphs of a place shrink together. Raises TextDoesNotFit when that would be illegible.
    """
    scale = 1.0
    while paragraphs:
        lines = [line for paragraph in paragraphs for line in _set(paragraph, scale, width - SLACK)]
        if sum(line.height for line in lines) <= height:
            return lines
        scale *= SHRINK
        if min(paragraph.size for paragraph in paragraphs) * scale < SMALLEST:
            raise TextDoesNotFit(f"{sum(len(paragraph.text) for paragraph in paragraphs)} characters")
    return []


def _set(paragraph: Paragraph, scale: float, width: float) -> Iterator[Line]:
    size = round(paragraph.size * scale, 2)
    for text in balanced_lines(paragraph.text, bold=paragraph.bold, width=width / size):
        yield Line(text, paragraph.language, size, paragraph.bold, paragraph.style)


def balanced_lines(text: str, *, bold: bool, width: float) -> list[str]:
    """The text in as few lines as `width` (in ems) allows, of about equal length: a title with one word left
    over on its last line looks like a mistake.
    """
    words = [(word, width_of(word, bold)) for chunk in text.split() for word in _pieces(chunk, bold, width)]
    space = width_of(" ", bold)
    lines = _greedy(words, space, width)
    narrow, wide = max((length for _, length in words), default=0.0), width
    while len(lines) > 1 and wide - narrow > 0.1:
        middle = (narrow + wide) / 2
        attempt = _greedy(words, space, middle)
        if len(attempt) == len(lines):
            lines, wide = attempt, middle
        else:
            narrow = middle
    return lines


def _greedy(words: list[tuple[str, float]], space: float, width: float) -> list[str]:
    lines: list[list[str]] = []
    used = 0.0
    for word, length in words:
        if lines and used + space + length <= width:
            lines[-1].append(word)
            used += space + length
        else:
            lines.append([word])
            used = length
    return [" ".join(line) for line in lines]


def _pieces(word: str, bold: bool, width: float) -> Iterator[str]:
    """The word, cut wherever it must be when no line can hold it whole."""
    while word and width_of(word, bold) > width:
        low, high = 1, len(word)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if width_of(word[:middle], bold) <= width else (low, middle - 1)
        yield word[:low]
        word = word[low:]
    if word:
        yield word


@lru_cache(maxsize=4096)
def width_of(text: str, bold: bool) -> float:
    """The drawn width of a text in ems."""
    from xhtml2pdf.util import shape_frag_text

    return float(font(bold).stringWidth(shape_frag_text(text) or text, 1))

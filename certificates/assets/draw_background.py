"""Draws the decorated sheets that certificates are printed on: background.pdf, background-demo.pdf.

    python certificates/assets/draw_background.py

Run it again after changing a colour or the border, and commit what it wrote. The output is the same bytes
every time (no date, no random identifier), so a difference in version control is a difference on paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from arabic_reshaper import reshape
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject
from xhtml2pdf.bidi import get_display

HERE = Path(__file__).resolve().parent
FONT = HERE / "fonts" / "Amiri-Bold.ttf"
WIDTH, HEIGHT = landscape(A4)

# The portal's palette (tokens.css).
GREEN_800, GREEN_700 = HexColor("#0d4a38"), HexColor("#11614a")
RED_100 = HexColor("#f4dfd9")
GOLD_300, GOLD_500 = HexColor("#f0c968"), HexColor("#b57f1c")
SAND_50, SAND_100, SAND_300 = HexColor("#fcfaf5"), HexColor("#f6f0e4"), HexColor("#d8c8a9")

# Nine tiles more along the long side than along the short one: the border of whole stars closes at every
# corner.
TILES_ACROSS, TILES_DOWN = 29, 20
TILE = (WIDTH - HEIGHT) / (TILES_ACROSS - TILES_DOWN)
MARGIN = (HEIGHT - TILES_DOWN * TILE) / 2

Point = tuple[float, float]


def star(x: float, y: float, radius: float) -> list[Point]:
    """The sixteen corners of the khatam: two squares of this half-diagonal, one turned by 45°."""
    inner = radius * math.sqrt(2 - math.sqrt(2))
    return [
        (
            x + (radius if corner % 2 == 0 else inner) * math.cos(corner * math.pi / 8),
            y + (radius if corner % 2 == 0 else inner) * math.sin(corner * math.pi / 8),
        )
        for corner in range(16)
    ]


def polygon(canvas: Canvas, points: list[Point], *, fill: Color | None = None, stroke: Color | None = None) -> None:
    """A closed shape in the given colours; the line width is the canvas's own."""
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    if fill is not None:
        canvas.setFillColor(fill)
    if stroke is not None:
        canvas.setStrokeColor(stroke)
    canvas.drawPath(path, fill=int(fill is not None), stroke=int(stroke is not None))


def draw_tile(canvas: Canvas) -> None:
    """One star of the border, with the crosses it shares with its neighbours, centred on the origin."""
    half = TILE / 2
    canvas.setLineWidth(0.45)
    polygon(canvas, star(0, 0, half), stroke=GOLD_300)
    corner = half / math.sqrt(2)
    for dx, dy in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        canvas.line(dx * corner, dy * corner, dx * half, dy * half)
    polygon(canvas, star(0, 0, half * 0.56), fill=SAND_100)
    polygon(canvas, star(0, 0, half * 0.27), fill=GREEN_700)


def draw_border(canvas: Canvas) -> None:
    """The band of zellige stars, on green, between gold lines."""
    inside = MARGIN + TILE
    canvas.setFillColor(GREEN_800)
    canvas.rect(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN, fill=1, stroke=0)
    canvas.setFillColor(SAND_50)
    canvas.rect(inside, inside, WIDTH - 2 * inside, HEIGHT - 2 * inside, fill=1, stroke=0)
    canvas.beginForm("tile", -TILE / 2, -TILE / 2, TILE / 2, TILE / 2)
    draw_tile(canvas)
    canvas.endForm()
    for column in range(TILES_ACROSS):
        for row in range(TILES_DOWN):
            if column in (0, TILES_ACROSS - 1) or row in (0, TILES_DOWN - 1):
                canvas.saveState()
                canvas.translate(MARGIN + (column + 0.5) * TILE, MARGIN + (row + 0.5) * TILE)
                canvas.doForm("tile")
                canvas.restoreState()
    lines = ((MARGIN - 2.4, 0.9, GOLD_500), (inside + 3.2, 1.1, GOLD_500), (inside + 6, 0.35, GREEN_700))
    for inset, width, colour in lines:
        canvas.setLineWidth(width)
        canvas.setStrokeColor(colour)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, fill=0, stroke=1)


def draw_rosette(canvas: Canvas, y: float, radius: float) -> None:
    """A large star in the middle of the sheet, pale enough to be read over."""
    polygon(canvas, star(WIDTH / 2, y, radius), fill=SAND_100)
    polygon(canvas, star(WIDTH / 2, y, radius * 0.955), fill=SAND_50)
    polygon(canvas, star(WIDTH / 2, y, radius * 0.93), fill=SAND_100)
    polygon(canvas, star(WIDTH / 2, y, radius * 0.915), fill=SAND_50)


def leaf(path: PDFPathObject, place: Callable[[float, float], Point], mirror: int) -> None:
    """One leaf of the Takwin mark, in the 40-unit grid of the site's logo."""
    stem = 20 + 0.8 * mirror

    def at(dx: float, dy: float) -> tuple[float, float]:
        return place(stem + mirror * dx, dy)

    path.moveTo(*at(0, 28.5))
    path.curveTo(*at(0.3, 22.5), *at(3.6, 18.7), *at(9, 18.3))
    path.curveTo(*at(8.8, 24.2), *at(5.4, 28.2), *at(0, 28.5))
    path.close()


def draw_mark(canvas: Canvas, x: float, y: float, size: float) -> None:
    """The Takwin mark: a star that holds a person made of two leaves."""
    unit = size / 40

    def place(left: float, top: float) -> Point:
        return x + (left - 20) * unit, y + (20 - top) * unit

    polygon(canvas, star(x, y, 19 * unit), fill=GREEN_800)
    canvas.setLineWidth(0.8)
    polygon(canvas, star(x, y, 21 * unit), stroke=GOLD_500)
    canvas.setFillColor(GOLD_300)
    canvas.circle(*place(20, 13.2), 2.9 * unit, fill=1, stroke=0)
    path = canvas.beginPath()
    leaf(path, place, -1)
    leaf(path, place, 1)
    canvas.drawPath(path, fill=1, stroke=0)


def draw_ornament(canvas: Canvas, y: float, half_width: float) -> None:
    """A star on a tapering gold line, under the title."""
    middle = WIDTH / 2
    for side in (-1, 1):
        polygon(
            canvas,
            [(middle + side * 11, y + 0.55), (middle + side * half_width, y), (middle + side * 11, y - 0.55)],
            fill=GOLD_500,
        )
    polygon(canvas, star(middle, y, 6.2), fill=GOLD_500)
    polygon(canvas, star(middle, y, 2.6), fill=SAND_50)


def draw_rules(canvas: Canvas) -> None:
    """The line between the French and the Arabic column, and the line to sign on."""
    canvas.setLineWidth(0.6)
    canvas.setStrokeColor(SAND_300)
    canvas.line(WIDTH / 2, HEIGHT - 334, WIDTH / 2, HEIGHT - 408)
    canvas.line(564, HEIGHT - 506, 734, HEIGHT - 506)


def draw_demonstration(canvas: Canvas) -> None:
    """Across the whole sheet, in both languages: made with demonstration data, worth nothing."""
    pdfmetrics.registerFont(TTFont("Amiri", str(FONT)))
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(math.degrees(math.atan2(HEIGHT, WIDTH)) - 8)
    canvas.setFillColor(RED_100)
    canvas.setFont("Amiri", 66)
    canvas.drawCentredString(0, 22, "DÉMONSTRATION")
    canvas.drawCentredString(0, -62, get_display(reshape("معطيات تجريبية"), base_dir="R"))
    canvas.restoreState()


def draw(path: Path, *, demonstration: bool) -> None:
    """Write a background sheet."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle("Takwin certificate background")
    canvas.setFillColor(white)
    canvas.rect(0, 0, WIDTH, HEIGHT, fill=1, stroke=0)
    draw_border(canvas)
    draw_rosette(canvas, HEIGHT / 2 + 2, 186)
    draw_mark(canvas, WIDTH / 2, HEIGHT - 92, 46)
    draw_ornament(canvas, HEIGHT - 205, 120)
    draw_rules(canvas)
    if demonstration:
        draw_demonstration(canvas)
    canvas.save()


if __name__ == "__main__":
    draw(HERE / "background.pdf", demonstration=False)
    draw(HERE / "background-demo.pdf", demonstration=True)

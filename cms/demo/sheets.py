"""A drawn attendance sheet, as the scan of a signed one would look. It says itself that it is invented."""

from __future__ import annotations

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.enums import MarkStatus

from .book import Book
from .planned import PlannedSession

LINE = 22
SIGNED = {MarkStatus.PRESENT, MarkStatus.HALF}


def signed_sheet(book: Book, planned: PlannedSession) -> SimpleUploadedFile:
    """One page as PDF, the same bytes for the same plan: a line per participant, a scribble per half-day attended."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    width, height = landscape(A4)
    canvas = Canvas(stream, pagesize=(width, height), invariant=1)
    rng = random.Random(f"{book.plan.seed}/sheet/{planned.code}")  # noqa: S311
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(40, height - 45, f"Feuille d'émargement  {planned.code}  {planned.module}")
    canvas.setFont("Helvetica", 10)
    days = f"{planned.starts_on:%d/%m/%Y} - {planned.ends_on:%d/%m/%Y}"
    canvas.drawString(
        40, height - 62, f"{planned.venue_fr}, {days}. DONNÉES DE DÉMONSTRATION : aucune personne réelle."
    )
    top = height - 85
    for number, seat in enumerate(planned.participants, 1):
        y = top - LINE * number
        canvas.line(40, y - 6, width - 40, y - 6)
        canvas.drawString(44, y, f"{number}. {book.persons[seat.person].latin_name or '(nom en arabe)'}")
        for column, mark in enumerate(seat.marks):
            if mark in SIGNED:
                _scribble(canvas, 270 + 85 * column, y + 2, rng)
    canvas.save()
    return SimpleUploadedFile(f"emargement-{planned.code}.pdf", stream.getvalue(), "application/pdf")


def _scribble(canvas: object, x: float, y: float, rng: random.Random) -> None:
    path = canvas.beginPath()  # type: ignore[attr-defined]
    path.moveTo(x, y)
    for _stroke in range(3):
        points = [value for _point in range(3) for value in (x + rng.uniform(0, 60), y + rng.uniform(-6, 9))]
        path.curveTo(*points)
    canvas.drawPath(path)  # type: ignore[attr-defined]

"""Scans and photographs that prove attendance: checked by content, made small, stripped of where they were taken."""

from __future__ import annotations

import hashlib
import io
from typing import Any, BinaryIO

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core import audit
from lms.core.text import plain

from ..enums import EvidenceKind, SessionStatus
from ..models import Evidence, Session

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 10 * MEGABYTE
# A picture of more dots than any phone takes of a sheet is a trap for memory, not a sheet.
MOST_PIXELS = 25_000_000
LARGEST_PICTURE = 300_000
TOO_MANY_DOTS = _("This picture has too many dots: take it at a lower size.")
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
# Longest side in dots and JPEG quality, tried in this order until the picture is small enough.
STEPS = ((2200, 80), (2000, 65), (1700, 60), (1400, 55), (1100, 50), (800, 40), (600, 30))


def attach_evidence(
    session: Session, upload: UploadedFile[Any], *, actor: Any, kind: str = EvidenceKind.SIGNED_SHEET
) -> Evidence:
    """Keep a PDF or a picture with the session; the same file sent twice is one row.

    What the file is, its first bytes say, not its name. Pictures are drawn again: smaller than 300 KB and without the
    data a phone writes into them. Raises ValidationError "empty", "size", "type", "pixels", "broken" or "cancelled".
    """
    if session.status == SessionStatus.CANCELLED:
        raise ValidationError(_("A cancelled session has nothing to prove."), code="cancelled")
    content, extension = _checked(upload)
    digest = hashlib.sha256(content).hexdigest()
    existing = Evidence.objects.filter(session=session, sha256=digest).first()
    if existing:
        return existing
    row = Evidence(
        session=session,
        kind=kind if kind in EvidenceKind.values else EvidenceKind.OTHER,
        original_name=_display_name(upload.name or "", extension),
        size=len(content),
        sha256=digest,
        uploaded_by=actor if getattr(actor, "pk", None) else None,
    )
    row.file.save(f"sheet.{extension}", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            row.save()
            audit.record("attendance.evidence_added", session, actor=actor, kind=row.kind, size=row.size)
    except IntegrityError:
        row.file.delete(save=False)
        return Evidence.objects.get(session=session, sha256=digest)
    return row


def _display_name(name: str, extension: str) -> str:
    """The sender's own name for the file, as text only: no path, no direction tricks, the true extension."""
    stem = plain(name.replace("\\", "/").rsplit("/", 1)[-1]).rsplit(".", 1)[0].strip(". ")
    return f"{stem[:150] or 'document'}.{extension}"


def _checked(upload: UploadedFile[Any]) -> tuple[bytes, str]:
    """The bytes to keep and their extension, or ValidationError."""
    if not upload.size:
        raise ValidationError(_("This file is empty."), code="empty")
    if upload.size > LARGEST_UPLOAD:
        raise ValidationError(_("The file is larger than 10 MB."), code="size")
    upload.seek(0)
    content = upload.read()
    kind = filetype.guess(content)
    mime = kind.mime if kind else ""
    if mime == "application/pdf":
        return content, "pdf"
    if mime in IMAGES:
        return small_picture(io.BytesIO(content)), "jpg"
    raise ValidationError(_("Add a PDF, or a picture in JPEG, PNG or WebP."), code="type")


def small_picture(source: BinaryIO) -> bytes:
    """The picture as a JPEG below 300 KB, upright, in its own colours, and nothing but dots.

    Raises ValidationError "pixels" above 25 million dots, "broken" when it cannot be drawn.
    """
    try:
        with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(TOO_MANY_DOTS, code="pixels")
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_MANY_DOTS, code="pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ValidationError(_("This picture cannot be read."), code="broken") from error
    for side, quality in STEPS:
        smaller = picture.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        stream = io.BytesIO()
        smaller.save(stream, "JPEG", quality=quality, optimize=True)
        if stream.tell() < LARGEST_PICTURE:
            break
    return stream.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, which JPEG does not know: what was see-through becomes paper."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(paper, picture).convert("RGB")
    return picture.convert("RGB")

from __future__ import annotations

import io
import random
import zlib

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from attendance.enums import EvidenceKind, SessionStatus
from attendance.models import Evidence
from attendance.services.evidence import LARGEST_PICTURE, attach_evidence, small_picture
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def noise(width: int = 60, height: int = 40, kind: str = "JPEG", **options: object) -> bytes:
    """A picture that compresses badly, as a photograph of a sheet does."""
    picture = Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def stored(row: Evidence) -> bytes:
    with row.file.open() as file:
        return file.read()  # type: ignore[no-any-return]


def sent(content: bytes, name: str = "feuille.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pdf_is_kept_as_it_is_in_private_storage() -> None:
    session, actor = SessionFactory(), UserFactory()
    row = attach_evidence(session, sent(PDF), actor=actor)
    assert (row.kind, row.original_name, row.size, row.uploaded_by) == (
        EvidenceKind.SIGNED_SHEET,
        "feuille.pdf",
        len(PDF),
        actor,
    )
    assert stored(row) == PDF
    assert row.file.name.startswith(f"evidence/{session.code}/")
    assert "feuille" not in row.file.name
    assert row.file.path.startswith(str(settings.PRIVATE_MEDIA_ROOT))


@pytest.mark.parametrize("content", [PDF, noise()])
def test_the_same_file_twice_is_one_row_in_one_session(content: bytes) -> None:
    session = SessionFactory()
    rows = {attach_evidence(session, sent(content), actor=None).pk for _ in range(2)}
    assert (len(rows), Evidence.objects.count()) == (1, 1)
    attach_evidence(SessionFactory(), sent(content), actor=None)
    assert Evidence.objects.count() == 2


def test_the_same_file_sent_by_two_at_once_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looked before the first had written: the constraint answers, and no file is left over."""
    session = SessionFactory()
    first = attach_evidence(session, sent(PDF), actor=None)
    nobody = type("Nobody", (), {"first": lambda self: None})
    monkeypatch.setattr(Evidence.objects.__class__, "filter", lambda *args, **kwargs: nobody())
    assert attach_evidence(session, sent(PDF), actor=None).pk == first.pk
    folder = first.file.storage.path(first.file.name).rsplit("/", 1)[0]
    assert len(first.file.storage.listdir(folder)[1]) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_becomes_a_small_jpeg(kind: str) -> None:
    content = noise(800, 600, kind)
    row = attach_evidence(SessionFactory(), sent(content, f"IMG_0001.{kind}"), actor=None)
    kept = stored(row)
    assert row.original_name == "IMG_0001.jpg"
    assert row.size == len(kept) < LARGEST_PICTURE
    assert Image.open(io.BytesIO(kept)).format == "JPEG"


def test_where_and_when_a_photograph_was_taken_is_not_kept_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    content = noise(60, 40, exif=exif)
    assert b"PhoneMaker" in content
    kept = small_picture(io.BytesIO(content))
    assert b"PhoneMaker" not in kept
    assert b"Exif" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 60)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK"])
def test_every_kind_of_picture_becomes_paper_and_ink(mode: str) -> None:
    stream = io.BytesIO()
    Image.new(mode, (20, 20)).save(stream, "JPEG" if mode == "CMYK" else "PNG")
    assert Image.open(io.BytesIO(small_picture(io.BytesIO(stream.getvalue())))).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "vide.pdf", "empty"),
        (b"<html><script>alert(1)</script>", "page.pdf", "type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image.svg", "type"),
        (b"PK\x03\x04" + b"\0" * 30, "classeur.pdf", "type"),
        (b"MZ" + b"\0" * 100, "programme.jpg", "type"),
        (b"GIF89a" + b"\0" * 40, "image.gif", "type"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "cassee.jpg", "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "cassee.png", "broken"),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 20, "cassee.webp", "broken"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "lourd.pdf", "size"),
    ],
)
def test_anything_else_is_refused_with_a_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        attach_evidence(SessionFactory(), sent(content, name), actor=None)
    assert refusal.value.code == code
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("side", [5001, 12000, 50000])
def test_a_picture_of_too_many_dots_is_refused_before_it_is_drawn(side: int) -> None:
    header = io.BytesIO()
    Image.new("1", (1, 1)).save(header, "PNG")
    content = bytearray(header.getvalue())
    content[16:24] = side.to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    with pytest.raises(ValidationError) as refusal:
        small_picture(io.BytesIO(bytes(content)))
    assert refusal.value.code == "pixels"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\scans\\feuille.exe", "feuille.pdf"),
        ("لائحة الحضور.pdf", "لائحة الحضور.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("a" * 300 + ".pdf", "a" * 150 + ".pdf"),
        (".pdf", "document.pdf"),
        ("ligne\nnouvelle.pdf", "ligne nouvelle.pdf"),
    ],
)
def test_the_shown_name_is_text_and_the_extension_is_true(name: str, shown: str) -> None:
    upload = sent(PDF)
    upload._name = name
    assert attach_evidence(SessionFactory(), upload, actor=None).original_name == shown


def test_a_scan_may_come_after_closing_but_not_for_a_cancelled_session() -> None:
    attach_evidence(SessionFactory(held=True), sent(PDF), actor=None)
    with pytest.raises(ValidationError) as refusal:
        attach_evidence(SessionFactory(status=SessionStatus.CANCELLED), sent(PDF), actor=None)
    assert refusal.value.code == "cancelled"


def test_an_unknown_kind_is_another_document() -> None:
    assert attach_evidence(SessionFactory(), sent(PDF), actor=None, kind="x" * 50).kind == EvidenceKind.OTHER

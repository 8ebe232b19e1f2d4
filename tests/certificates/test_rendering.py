"""The paper certificate: what is printed, what is refused, and that a name is never obeyed."""

from __future__ import annotations

import datetime
import io
import logging
import re
import threading
import time
import unicodedata
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import arabic_reshaper
import pypdf
import pytest
import segno
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.assets.draw_background import draw
from certificates.layout import sheet
from certificates.payload import CertificatePayload
from certificates.rendering import (
    CertificateNotRendered,
    _pdf,
    _printable_payload,
    render_certificate,
    verification_qr_png,
)
from certificates.typesetting import ASSETS, extent, font, printable, width_of

from .samples import LONG, PAYLOAD, WORST

ADDRESS = "https://takwin.example.ma/fr/verify/7K4MQ2XD9RTBH5WN/"
# A4 across, inside the border of the background; points.
PAGE_WIDTH, PAGE_HEIGHT, BORDER = 841.89, 595.28, 57
WORD = re.compile(r"\d+|[^\W\d]+")


def rendered(payload: CertificatePayload) -> bytes:
    return render_certificate(payload, verify_url=ADDRESS)


def lines_of(pdf: bytes) -> list[str]:
    """The lines of the only page; NFKC, because the ligature lam-alef is kept as one presentation form."""
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = unicodedata.normalize("NFKC", page.extract_text())
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return rendered(PAYLOAD)


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A loopback server's address, and the paths asked of it."""
    asked: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


# Fonts and background


@pytest.mark.parametrize("bold", [False, True])
def test_the_fonts_draw_every_joined_arabic_form(bold: bool) -> None:
    """The engine joins Arabic by presentation forms; with a font that lacks them it prints unjoined letters
    silently.
    """
    forms = {point for point in range(0xFE80, 0xFEFD) if unicodedata.name(chr(point), "")}
    # Letters of Moroccan names and loan words beyond the Arabic alphabet: ڭ, گ, ڤ, پ, چ.
    forms |= {*range(0xFBD3, 0xFBD7), *range(0xFB92, 0xFB96), *range(0xFB6A, 0xFB6E), *range(0xFB56, 0xFB5A)}
    latin = set(map(ord, "ABCÉÈÊËÏÎÔÙÛÇŒabcéèêëïîôùûçœ0123456789«»’–—ẓḥṭḍṣ"))
    assert forms | latin <= set(font(bold).face.charToGlyph)


def test_the_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "demonstration"), [("background.pdf", False), ("background-demo.pdf", True)])
def test_the_background_is_what_its_script_draws(name: str, demonstration: bool, tmp_path) -> None:
    draw(tmp_path / name, demonstration=demonstration)
    assert (tmp_path / name).read_bytes() == (ASSETS / name).read_bytes()


# What is printed


def test_the_sheet_says_everything_in_both_languages(pdf: bytes) -> None:
    lines = lines_of(pdf)
    assert {
        "Royaume du Maroc",
        "المملكة المغربية",
        PAYLOAD.issuer_fr,
        PAYLOAD.issuer_ar,
        "Attestation de réussite",
        "شهادة النجاح",
        PAYLOAD.name_latin,
        PAYLOAD.name_arabic,
        "Le dispositif territorial intégré",
        "et le circuit de protection",
        PAYLOAD.course_title_ar,
        "M01",
        "Fès, le 14 juillet 2026",
        "Durée : 6 heures",
        "TK-2026-00417",
        "Délivrée le 17 juillet 2026",
        "Salma Berrada",
        PAYLOAD.signatory_title_fr,
        PAYLOAD.signatory_title_ar,
        "7K4M-Q2XD-9RTB-H5WN",
        "takwin.example.ma/fr/verify/7K4MQ2XD9RTBH5WN/",
    } <= set(lines)
    # Extraction scrambles the runs of a line that mixes Arabic and figures, never the words.
    words = [sorted(WORD.findall(line)) for line in lines]
    for mixed in ("فاس، يوم 14 يوليوز 2026", "المدة: 6 ساعات", "سلمت في 17 يوليوز 2026"):
        assert sorted(WORD.findall(mixed)) in words


def test_participation_expiry_and_partner_are_said_only_when_they_are_true(pdf: bytes) -> None:
    other = lines_of(
        rendered(replace(PAYLOAD, kind="participation", valid_until="2029-09-01", co_issuer_fr="Entraide nationale"))
    )
    ours = lines_of(pdf)
    assert {
        "Attestation de participation",
        "شهادة المشاركة",
        "Valable jusqu’au 1er septembre 2029",
        "en partenariat avec Entraide nationale",
    } == set(other) - set(ours) - {
        "pour avoir participé au module",
        "نظير المشاركة في المجزوءة التكوينية",
        *(line for line in other if "شتنبر" in line),
    }
    assert not [line for line in ours if "Valable" in line or "صالحة" in line or "partenariat" in line]


def test_a_demonstration_certificate_says_so_and_a_real_one_does_not(pdf: bytes) -> None:
    warnings = {"Données de démonstration", "معطيات تجريبية", "DÉMONSTRATION"}
    assert warnings <= set(lines_of(rendered(replace(PAYLOAD, demo=True))))
    assert not warnings & set(lines_of(pdf))


@pytest.mark.parametrize("missing", ["name_latin", "name_arabic"])
def test_one_name_is_enough(missing: str) -> None:
    lines = lines_of(rendered(replace(PAYLOAD, **{missing: ""})))
    kept = {"name_latin": PAYLOAD.name_arabic, "name_arabic": PAYLOAD.name_latin}[missing]
    assert kept in lines
    assert getattr(PAYLOAD, missing) not in lines


def test_names_are_the_largest_words_of_the_sheet() -> None:
    sizes = {set_line.line.text: set_line.line.size for set_line in sheet(PAYLOAD, ADDRESS)}
    names = [sizes.pop(PAYLOAD.name_latin), sizes.pop(PAYLOAD.name_arabic)]
    assert min(names) > max(sizes.values())


@pytest.mark.parametrize("payload", [PAYLOAD, LONG, WORST], ids=["usual", "long", "worst"])
def test_one_light_page_with_its_fonts(payload: CertificatePayload) -> None:
    pdf = rendered(payload)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    (page,) = reader.pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
    assert len(pdf) <= 150 * 1024
    fonts = [reference.get_object() for reference in page["/Resources"]["/Font"].get_object().values()]
    embedded = {font["/BaseFont"].split("+")[1] for font in fonts if "/FontDescriptor" in font}
    assert embedded == {"Amiri-Regular", "Amiri-Bold"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts if "/FontDescriptor" in font)


@pytest.mark.parametrize("payload", [PAYLOAD, LONG, WORST], ids=["usual", "long", "worst"])
def test_nothing_overflows_or_overlaps(payload: CertificatePayload) -> None:
    lines = sheet(_printable_payload(payload), ADDRESS)
    boxes = []
    for place in lines:
        line = place.line
        assert line.size >= 6.4, line
        above, _ = extent(line.bold)
        baseline = place.top + line.size * above
        width = width_of(line.text, line.bold) * line.size
        assert width <= place.width, line
        left = place.left + {"left": 0, "center": (place.width - width) / 2, "right": place.width - width}[place.align]
        boxes.append((left, baseline - line.above, left + width, baseline - line.above + line.height, line.text))
    for left, top, right, bottom, text in boxes:
        assert BORDER + 10 < left < right < PAGE_WIDTH - BORDER - 10, text
        assert BORDER + 5 < top < bottom < PAGE_HEIGHT - BORDER - 5, text
    # The larger demonstration warning may touch nothing either; a tenth of a point is rounding.
    for index, (left, top, right, bottom, text) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] + 0.1 or other[3] <= top + 0.1
            assert apart, (text, other[4])


def test_the_document_names_itself_and_is_the_same_bytes_every_time(pdf: bytes) -> None:
    with translation.override("ar"):
        assert rendered(PAYLOAD) == pdf
    metadata = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert metadata.title == "Attestation de réussite TK-2026-00417"
    assert metadata.author == PAYLOAD.issuer_fr
    assert metadata.creation_date.date() == datetime.date(2026, 7, 17)
    assert rendered(replace(PAYLOAD, serial="TK-2026-00418")) != pdf


def test_arabic_can_be_searched_and_copied(pdf: bytes) -> None:
    raw = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    forms = {char for char in raw if 0xFB50 <= ord(char) <= 0xFEFC}
    assert PAYLOAD.name_arabic in raw
    assert {len(unicodedata.normalize("NFKC", char)) for char in forms} == {2}, "only lam-alef stays a ligature"


def test_every_arabic_letter_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certificates.rendering._write_plain_arabic", lambda page: None)
    drawn = pypdf.PdfReader(io.BytesIO(rendered(LONG))).pages[0].extract_text()
    arabic = [place.line.text for place in sheet(LONG, ADDRESS) if place.line.language == "ar"]
    assert len(arabic) > 12
    joined = set(arabic_reshaper.reshape(" ".join(arabic)))
    assert joined <= set(drawn)
    assert not {char for char in drawn if "\u0621" <= char <= "\u064a"}


def test_the_qr_code_is_the_address(pdf: bytes) -> None:
    (image,) = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images
    expected = [[bool(dark) for dark in row] for row in segno.make_qr(ADDRESS, error="m", boost_error=False).matrix]
    grey = image.image.convert("L")
    modules = len(expected) + 2 * 4
    dots = grey.width / modules
    assert grey.width == grey.height == modules * 6
    read = [
        [grey.getpixel((int((x + 4.5) * dots), int((y + 4.5) * dots))) < 128 for x in range(len(expected))]
        for y in range(len(expected))
    ]
    assert read == expected
    assert verification_qr_png(ADDRESS) != verification_qr_png(ADDRESS.replace("7K4M", "7K4N"))


# Names are text


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("<img src=http://127.0.0.1/x>", "<img src=http://127.0.0.1/x>"),
        ("x</p></div><pdf:nextpage/>", "x</p></div><pdf:nextpage/>"),
        ("{{7*7}} {% debug %}", "{{7*7}} {% debug %}"),
        ("\\" * 40, "\\" * 40),
        ("&amp; &#65;", "&amp; &#65;"),
        ("Ali\u202e nimdA", "Ali nimdA"),
        ("\u2067Ali\u2069\u200f", "Ali"),
        ("A\u200bli\u2060 Ba\u00addi", "Ali Badi"),
        ("Ali 😀👩‍👩‍👧 Badi", "Ali Badi"),
        ("N\0ul\x1b", "N ul"),
        ("Ali\t\n  Badi", "Ali Badi"),
        ("Ai\u0308t", "Aït"),
        ("𝓐𝓵𝓲 Ｂadi", "Ali Badi"),
        ("Ali ⁵", "Ali 5"),
        ("محمد أڭادير", "محمد أڭادير"),
        ("ﻓﺎﻃﻤﺔ", "فاطمة"),
    ],
)
def test_a_strange_name_is_printed_as_text(name: str, printed: str) -> None:
    assert printed in lines_of(rendered(replace(PAYLOAD, name_latin=name, name_arabic="")))


def test_vowel_signs_are_left_out_of_arabic() -> None:
    """The engine cannot place them on their letters, and official names are written without them."""
    name = "مُحَمَّد بْنُ الزَّهْرَاءِ"
    assert printable(name) == "محمد بن الزهراء"
    assert "محمد بن الزهراء" in lines_of(rendered(replace(PAYLOAD, name_arabic=name)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name_latin": "李明"}, "GlyphMissing: name_latin: no glyph for U+674E"),
        ({"name_latin": "ⴰⵎⵣⵉⵖ"}, "GlyphMissing: name_latin: no glyph for U+2D30"),
        ({"name_latin": "x" * 10_000}, "TextDoesNotFit: name_latin has 10000 characters"),
        ({"course_title_fr": "mot " * 150}, "TextDoesNotFit: 599 characters"),
        ({"name_latin": "", "name_arabic": "\u202e"}, "ValueError: no name to print"),
        ({"kind": "attendance"}, "ValueError: unknown kind of certificate"),
        ({"minutes": 0}, "ValueError: no duration"),
        ({"code": ""}, "ValueError: no serial number or no verification code"),
        ({"issued_on": "17/07/2026"}, "ValueError: Invalid isoformat string: '17/07/2026'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_printed_whole_is_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(CertificateNotRendered) as refusal:
        rendered(replace(PAYLOAD, **change))
    assert refusal.value.reason == reason


def test_a_very_long_name_is_whole() -> None:
    name = " ".join(["Abdelouahed"] * 27)
    assert len(name) > 300
    assert " ".join(lines_of(rendered(replace(PAYLOAD, name_latin=name)))).count("Abdelouahed") == 27


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    latin=st.text(max_size=320),
    arabic=st.text(alphabet=st.characters(min_codepoint=0x600, max_codepoint=0x6FF)),
)
def test_any_name_is_printed_or_refused_quickly(latin: str, arabic: str) -> None:
    start = time.process_time()
    try:
        outcome = lines_of(rendered(replace(PAYLOAD, name_latin=latin, name_arabic=arabic)))
    except CertificateNotRendered as refusal:
        outcome = [refusal.reason.split(":")[0]]
    assert {"TK-2026-00417", "GlyphMissing", "TextDoesNotFit", "ValueError"} & set(outcome)
    assert time.process_time() - start < 5


# The network and the engine's complaints


def test_no_name_title_or_address_is_ever_fetched(canary: tuple[str, list[str]]) -> None:
    address, asked = canary
    with urllib.request.urlopen(f"{address}/control") as response:  # noqa: S310
        assert response.status == 200
    name = f"<img src={address}/a><link rel=stylesheet href={address}/b> url({address}/c)"
    rendered(replace(PAYLOAD, name_latin=name, course_title_fr=name, venue_fr=f"{address}/d"))
    render_certificate(PAYLOAD, verify_url=f"{address}/e")
    assert asked == ["/control"]


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='{address}/a.png'>",
        "<link rel='stylesheet' href='{address}/b.css'>text",
        "<style>@import url({address}/c.css);</style>text",
        "<p style='background-image: url({address}/d.png)'>text</p>",
        "<img src='file:///etc/hostname'>",
        "<img src='../payload.py'>",
    ],
)
def test_the_engine_itself_is_kept_from_the_network_and_from_files(markup: str, canary: tuple[str, list[str]]) -> None:
    """The second lock, should a template ever let markup through."""
    address, asked = canary
    try:
        pdf = _pdf(f"<html><body>{markup.format(address=address)}</body></html>")
    except CertificateNotRendered:
        pdf = b""
    assert asked == []
    if pdf:
        assert not pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images


def quiet(logger: logging.Logger) -> None:
    logger.setLevel(logging.CRITICAL)


def loud(logger: logging.Logger) -> None:
    logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize("logging_settings", [quiet, loud])
def test_a_complaint_of_the_engine_is_a_failure(logging_settings: Callable[[logging.Logger], None]) -> None:
    logger = logging.getLogger("xhtml2pdf")
    level, handlers = logger.level, list(logger.handlers)
    try:
        logging_settings(logger)
        set_level = logger.level
        with pytest.raises(CertificateNotRendered, match=r"absent\.png"):
            _pdf("<html><body>text<img src='absent.png'></body></html>")
        assert (logger.level, logger.handlers) == (set_level, handlers)
    finally:
        logger.setLevel(level)

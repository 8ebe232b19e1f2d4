"""Pictures and files in lessons: light, described, sized."""

from __future__ import annotations

import io
import json
import random
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.pictures import LARGE, SMALL
from courses.models import CourseVersion
from tests.cms.tree import lesson_page
from tests.wording import said, words_of

# Wagtail leaves closing its temporary files to Python.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def photograph(width: int = 1600, height: int = 1200) -> ContentFile:
    """A picture as heavy as they come: noise, which compresses worse than any photograph."""
    noise = random.Random(417).randbytes(width * height * 3)
    data = io.BytesIO()
    Picture.frombytes("RGB", (width, height), noise).save(data, "PNG")
    return ContentFile(data.getvalue(), name="photo.png")


def block(kind: str, value: dict[str, Any]) -> str:
    return json.dumps([{"type": kind, "id": str(uuid.uuid4()), "value": value}])


def shown(client: Client, version: CourseVersion, kind: str, value: dict[str, Any]) -> str:
    page = lesson_page(version, 1)
    page.body = block(kind, value)
    page.save()
    return words_of(client.get(page.url))


def test_heaviest_picture_stays_light(client: Client, version: CourseVersion) -> None:
    image = get_image_model().objects.create(title="Photo", file=photograph())
    words = shown(client, version, "image", {"image": image.pk, "alternative": "Le circuit", "caption": "Figure 1"})
    small, large = (image.get_rendition(spec) for spec in (SMALL, LARGE))
    assert (small.width, large.width) == (360, 720)
    assert small.file.size <= 25_000
    assert large.file.size <= 75_000
    assert small.url.endswith(".webp")
    assert f'src="{small.url}" srcset="{small.url} 360w, {large.url} 720w"' in words
    assert 'width="360" height="270" alt="Le circuit" loading="lazy"' in words
    assert "Figure 1" in words


def test_decorative_picture_has_an_empty_alternative(client: Client, version: CourseVersion) -> None:
    image = get_image_model().objects.create(title="Zellige", file=photograph(400, 300))
    words = shown(client, version, "image", {"image": image.pk, "alternative": "", "caption": ""})
    assert 'alt="" loading' in words
    assert "Zellige" not in words


def test_picture_removed_from_the_library_leaves_the_lesson_readable(client: Client, version: CourseVersion) -> None:
    words = shown(client, version, "image", {"image": 987654, "alternative": "x", "caption": "Reste"})
    assert "Reste" in words
    assert "<img" not in words.split("<article")[1].split("</article>")[0]


def test_document_says_its_type_and_size(client: Client, version: CourseVersion) -> None:
    document = get_document_model().objects.create(
        title="Aide-mémoire", file=ContentFile(b"%PDF-1.4" + b"0" * 85_992, name="aide.pdf")
    )
    words = shown(client, version, "document", {"document": document.pk, "description": "Une page"})
    assert f'href="{document.url}"' in words
    assert "<bdi>PDF</bdi>" in words
    assert "86" in words
    assert "Une page" in words


def test_video_downloads_nothing_and_has_its_transcript(client: Client, version: CourseVersion) -> None:
    video = get_document_model().objects.create(title="Film", file=ContentFile(b"0" * 1_200_000, name="film.mp4"))
    value = {"video": video.pk, "title": "Écouter un enfant", "transcript": "<p>Voix : bonjour.</p>"}
    words = shown(client, version, "video", value)
    assert f'<video class="video" controls preload="none" src="{video.url}" aria-label="Écouter un enfant">' in words
    assert "MP4" in words
    assert "1,2" in words
    assert said("Read the transcript") in words
    assert "Voix : bonjour." in words

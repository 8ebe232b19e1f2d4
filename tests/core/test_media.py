"""Images are public, documents are asked for at Wagtail's door."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def stored() -> None:
    for folder in ("images", "documents"):
        place = Path(settings.MEDIA_ROOT) / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / "plan.png").write_bytes(b"picture")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/media/images/plan.png", 200),
        ("/media/images/absent.png", 404),
        ("/media/documents/plan.png", 404),
        ("/media/images/../documents/plan.png", 400),
    ],
)
def test_only_images_are_served_by_name(client: Client, stored: None, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    response.close()

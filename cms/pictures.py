"""Pictures light enough for a phone on a slow link: WebP, 360 px wide first, never above a weight.

The weight is kept by Wagtail's own filters: `width-360|format-webp|lighter-25000` tries qualities from good to
poor, once, when the picture is first shown.
"""

from __future__ import annotations

import io
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.images.image_operations import FilterOperation

SMALL = "width-360|format-webp|lighter-25000"
LARGE = "width-720|format-webp|lighter-75000"
RENDITIONS = (SMALL, LARGE)
QUALITIES = (75, 60, 45, 30, 20, 10)


class LighterOperation(FilterOperation):
    """`lighter-25000`: the best quality at which the picture weighs at most that many bytes."""

    def construct(self, most_bytes: str) -> None:
        self.most_bytes = int(most_bytes)

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        env["webp-quality"] = next(
            (quality for quality in QUALITIES if self._weight(willow, quality) <= self.most_bytes), QUALITIES[-1]
        )
        return willow

    def _weight(self, willow: Any, quality: int) -> int:
        trial = io.BytesIO()
        willow.save_as_webp(trial, quality=quality)
        return trial.tell()


def light_picture(image: Any, alternative: str) -> SafeString:
    """The picture as an `img`: small by default, larger for wide or dense screens, loaded when it comes near."""
    renditions = image.get_renditions(*RENDITIONS)
    small, large = renditions[SMALL], renditions[LARGE]
    return format_html(
        '<img src="{}" srcset="{} {}w, {} {}w" sizes="(min-width: 60rem) 40rem, 100vw"'
        ' width="{}" height="{}" alt="{}" loading="lazy">',
        small.url, small.url, small.width, large.url, large.width, small.width, small.height, alternative,
    )  # fmt: skip

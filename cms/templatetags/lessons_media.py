"""Pictures in lessons."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from cms.pictures import light_picture

register = template.Library()


@register.simple_tag
def light_image(image: Any, alternative: str = "") -> SafeString | str:
    """The picture of an image block; nothing when it was removed from the library."""
    return light_picture(image, alternative) if image else ""

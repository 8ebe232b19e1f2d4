from __future__ import annotations

from typing import Any

from wagtail import hooks

from .pictures import LighterOperation


@hooks.register("register_image_operations")
def register_image_operations() -> list[tuple[str, Any]]:
    return [("lighter", LighterOperation)]

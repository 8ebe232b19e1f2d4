from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .pictures import LighterOperation


@hooks.register("register_image_operations")
def register_image_operations() -> list[tuple[str, Any]]:
    return [("lighter", LighterOperation)]


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("cms.demo_loaded", _("Demonstration data loaded"), _("Demonstration data loaded"))

from __future__ import annotations

from typing import Any

from wagtail import hooks

from .admin_menu import training_menu

hooks.register("register_admin_menu_item", training_menu)


@hooks.register("construct_main_menu")
def one_place_for_records(request: Any, items: list[Any]) -> None:
    """Snippets of ours are in the training menu: a second list of some of them would only confuse."""
    items[:] = [item for item in items if item.name != "snippets"]

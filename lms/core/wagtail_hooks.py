from __future__ import annotations

from wagtail import hooks

from .admin_menu import training_menu

hooks.register("register_admin_menu_item", training_menu)

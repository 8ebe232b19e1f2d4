"""The one menu of the office work in Wagtail's admin: the records in the order of the chain.

Every app registers its own viewsets from its `wagtail_hooks.py`; this module only collects them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

MENU_ITEM_HOOK = "register_training_menu_item"
# Places in the chain, by tens: each app takes its own.
CATALOGUE, PEOPLE, SESSIONS, CERTIFICATES, INDICATORS, REFERENCE = 100, 200, 300, 400, 500, 600


def register_in_training_menu(viewset_class: type, order: int) -> Any:
    """Register a viewset (or snippet viewset) with Wagtail and show it in the menu at `order`; return it."""
    viewset = viewset_class()
    if isinstance(viewset, SnippetViewSet):
        register_snippet(viewset)
    else:
        hooks.register("register_admin_viewset", lambda: viewset)
    hooks.register(MENU_ITEM_HOOK, lambda: viewset.get_menu_item(order))
    return viewset


def register_link_in_training_menu(
    label: Any, url_name: str, *, icon: str, order: int, is_shown: Callable[[HttpRequest], bool]
) -> None:
    """Show a screen of the portal in the menu, for the requests that `is_shown` accepts."""

    class Link(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return is_shown(request)

    # The portal's addresses depend on the language of the request; menu items are made once.
    url = lazy(lambda: reverse(url_name), str)()
    hooks.register(MENU_ITEM_HOOK, lambda: Link(label, url, name=url_name, icon_name=icon, order=order))


def training_menu() -> MenuItem:
    """The menu itself, shown to whoever may see one of its items."""
    menu = Menu(register_hook_name=MENU_ITEM_HOOK, construct_hook_name="construct_training_menu")
    return SubmenuMenuItem(_("Training"), menu, name="training", icon_name="clipboard-list", order=150)

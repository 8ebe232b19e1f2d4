"""System checks of the project's own invariants."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import models


def is_our_code(module: str) -> bool:
    """Whether a module, by its dotted name, belongs to this project, not to an installed library."""
    return bool((settings.BASE_DIR / module.partition(".")[0]).is_dir())


def is_ours(model: type[models.Model]) -> bool:
    """Whether the model belongs to an app of this project."""
    return is_our_code(apps.get_app_config(model._meta.app_label).name)


@register("security")
def admin_screens_are_scoped(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E001: a viewset or chooser over a model of ours that Wagtail would open to every row.
    E002: a model without `visible_to`, and no word why. E003: such a word, on a model with `visible_to`."""
    from wagtail.admin.viewsets import viewsets

    # Wagtail collects the viewsets when its addresses are read.
    import_module(settings.ROOT_URLCONF)
    return [message for viewset in viewsets.viewsets for message in check_viewset(viewset)]


def check_viewset(viewset: Any) -> list[CheckMessage]:
    """The findings on one registered viewset."""
    from wagtail.utils.registry import resolve_model_string

    from .scoping import Scoped, is_scoped

    model = getattr(viewset, "model", None) and resolve_model_string(viewset.model)
    # Wagtail's own screens of accounts are over our model; lms.people.closed_doors shuts them.
    if model is None or not is_ours(model) or type(viewset).__module__.startswith("wagtail.users."):
        return []
    name = type(viewset).__qualname__
    if not isinstance(viewset, Scoped):
        return [
            Error(
                f"{name} shows every row of {model._meta.label} to whoever has the model's permissions.",
                hint="Derive it from the classes of lms.core.scoping.",
                id="takwin.E001",
            )
        ]
    if not is_scoped(model) and not viewset.unscoped_because:
        return [
            Error(
                f"{model._meta.label} has no visible_to().",
                hint=f"Write it, or say why not in {name}.unscoped_because.",
                id="takwin.E002",
            )
        ]
    if is_scoped(model) and viewset.unscoped_because:
        return [Error(f"{name} calls {model._meta.label} unscoped, which has visible_to().", id="takwin.E003")]
    return []

"""When roles are brought in step: after every migration, and for one user at each sign-in."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.models.signals import post_migrate


def connect() -> None:
    from lms.core.signals import row_opened

    from .privacy.access import note_opened_row
    from .privacy.notice_gate import remember_at_sign_in

    # The last app with models: by then every app has created its permissions.
    last: AppConfig = [config for config in apps.get_app_configs() if config.models_module][-1]
    post_migrate.connect(after_migration, sender=last, dispatch_uid="people.sync_roles")
    user_logged_in.connect(after_sign_in, dispatch_uid="people.refresh_groups")
    user_logged_in.connect(remember_at_sign_in, dispatch_uid="people.remember_notice")
    row_opened.connect(note_opened_row, dispatch_uid="people.note_opened_row")


def after_migration(using: str = "default", **kwargs: Any) -> None:
    """Sync roles once every table they need is there: not half-way up, nor on the way back down."""
    from .models import RoleGrant
    from .role_matrix import PAGES
    from .roles import sync_roles

    needed = {RoleGrant._meta.db_table, "wagtailcore_grouppagepermission", "wagtailcore_groupapprovaltask"}
    needed |= {apps.get_model(place)._meta.db_table for place in PAGES if place != "root"}
    if needed <= set(connections[using].introspection.table_names()):
        sync_roles()


def after_sign_in(user: Any, **kwargs: Any) -> None:
    """A grant that began or ended since the last sync acts from this sign-in on."""
    from .roles import refresh_groups

    refresh_groups(user)

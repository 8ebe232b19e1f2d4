"""When roles are brought in step (after every migration, and for one user at each sign-in), and what else a
sign-in and a second factor set in motion."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added
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
    user_logged_in.connect(after_sign_in, dispatch_uid="people.after_sign_in")
    authenticator_added.connect(after_factor_added, dispatch_uid="people.note_first_factor")
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


def after_sign_in(user: Any, request: Any = None, **kwargs: Any) -> None:
    """A session begins: its time runs, the roles of today act in it, and printed cards are told of."""
    from . import session_limits
    from .cards.announcing import announce_recovery_cards
    from .role_freshness import refresh_roles
    from .roles import refresh_groups

    if request is None or not hasattr(request, "session"):
        refresh_groups(user)
        return
    session_limits.begin(request.session)
    refresh_roles(user, request.session)
    announce_recovery_cards(request, user)


def after_factor_added(request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A first second factor was set up."""
    from .second_factor import note_first_factor

    note_first_factor(request, user, authenticator)

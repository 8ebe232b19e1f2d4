"""What the pages do when something below them happens."""

from __future__ import annotations

from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from .frame_memory import forget
from .models import PortalSettings


def connect() -> None:
    """Called once when the app is ready."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(forget, dispatch_uid="cms.forget_frame")
    for changed in (post_save, post_delete):
        changed.connect(forget, sender=PortalSettings, dispatch_uid="cms.forget_settings")

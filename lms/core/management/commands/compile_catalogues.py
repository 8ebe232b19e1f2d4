"""`manage.py compile_catalogues`: make the .mo files from the .po files that changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.core.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compile the translation catalogues that changed (no gettext needed)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogues():
            self.stdout.write(str(path))

"""`manage.py makemessages` with this project's choices built in: everybody's catalogues look alike."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages


class Command(makemessages.Command):
    help = "Bring the French and Arabic catalogues up to date with the source (needs GNU gettext)."
    # No wrapping and no line numbers: a catalogue changes only where a text changes.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-wrap", "--no-fuzzy-matching"]
    xgettext_options = [*makemessages.Command.xgettext_options, "--no-wrap"]
    msguniq_options = [*makemessages.Command.msguniq_options, "--no-wrap"]
    msgattrib_options = [*makemessages.Command.msgattrib_options, "--no-wrap"]

    def handle(self, *args: Any, **options: Any) -> None:
        options["locale"] = options["locale"] or list(settings.PORTAL_LANGUAGES)
        options["ignore_patterns"] = [*options["ignore_patterns"], ".venv", "var", "tests"]
        options["add_location"] = options["add_location"] or "file"
        options["no_obsolete"] = True
        super().handle(*args, **options)

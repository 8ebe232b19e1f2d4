"""Dispose of what the retention table says is over. Without --apply, only say how much."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from lms.people.privacy.retention import apply_retention


class Command(BaseCommand):
    help = "Dispose of personal data whose time is over. A trial run unless --apply is given; meant to run daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="really do it")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        # Read at a terminal and in the log of a scheduler, in English like every command.
        with translation.override("en"):
            for keeping, number in apply_retention(timezone.localdate(), apply=apply):
                self.stdout.write(f"{keeping.code}: {number}")
        if apply:
            call_command("clearsessions")
        else:
            self.stdout.write("Nothing was changed: run again with --apply.")

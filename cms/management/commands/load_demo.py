"""Load the demonstration and print its accounts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from cms.demo import facts
from cms.demo.loading import STEPS, DemoRefused, is_loaded, load_demo
from cms.demo.progress import Progress


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Without the notes that are meant for a server's log: a thousand of them would hide the progress."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class Command(BaseCommand):
    help = (
        "Load the demonstration: an invented network, two years of sessions, one account per role. Run again, it goes "
        "on where it stopped, and changes nothing once complete. The accounts are printed on standard output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2024, help="Another seed invents another network.")
        parser.add_argument(
            "--fast",
            action="store_true",
            help="Write past sessions table by table instead of person by person: the same rows, much sooner.",
        )
        parser.add_argument(
            "--force-demo", action="store_true", help="Also where the settings do not allow demonstration data."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEMO_DATA_ALLOWED or options["force_demo"]):
            raise CommandError(
                "Ces réglages n'admettent pas de données de démonstration : des comptes au mot de passe public y "
                "seraient ouverts. --force-demo passe outre."
            )
        if not is_loaded():
            progress = Progress(self._say, steps=STEPS, is_terminal=self.stderr.isatty())
            try:
                with translation.override("fr"), quiet_logs():
                    load_demo(seed=options["seed"], today=timezone.localdate(), progress=progress, fast=options["fast"])
            except (DemoRefused, ValueError) as refusal:
                raise CommandError(str(refusal)) from refusal
        self._print_accounts()

    def _say(self, text: str) -> None:
        """Progress goes to the error stream, so that standard output holds the accounts alone."""
        self.stderr.write(text, lambda plain: plain, ending="")
        self.stderr.flush()

    def _print_accounts(self) -> None:
        accounts = facts.document("accounts")
        write = self.stdout.write
        write("\nTakwin, données de démonstration : réseau, personnes et chiffres inventés.")
        write(f"Mot de passe de tous les comptes : {accounts['password']}\n")
        for row in accounts["accounts"]:
            name = f"{row['given']} {row['family']}"
            write(f"  {row['username']:<12} {name:<26} {row['says']}")

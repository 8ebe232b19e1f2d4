"""Enter the seven workshops of 2017–2018, declared by their head-count."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.indicators.past_workshops import load_past_workshops


class Command(BaseCommand):
    help = "Enter the seven workshops of 2017–2018 as declared activities; those already entered stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{len(load_past_workshops())} workshops entered.")

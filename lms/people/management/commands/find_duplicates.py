from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lms.people.duplicate_search import find_duplicates


class Command(BaseCommand):
    help = "Compare all persons with one another and queue the pairs that may be one human being. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        added = find_duplicates(progress=self.tell if options["verbosity"] else None)
        self.stdout.write(f"{added} new pairs wait for a decision.")

    def tell(self, compared: int) -> None:
        self.stderr.write(f"{compared:,} pairs compared")

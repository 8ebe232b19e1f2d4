"""Enter the worked example of the counting rules, so that its figures can be compared with those counted by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.indicators.worked_example import NotEmpty, load_worked_example


class Command(BaseCommand):
    help = "Enter the worked example of the counting rules into a database without sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sessions = load_worked_example()
        except NotEmpty as error:
            raise CommandError("This database already holds sessions: the example needs one without any.") from error
        self.stdout.write(f"{len(sessions)} sessions entered: {', '.join(row.code for row in sessions)}.")

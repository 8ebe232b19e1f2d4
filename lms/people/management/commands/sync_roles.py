from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.people import roles_page
from lms.people.roles import sync_roles


class Command(BaseCommand):
    help = "Bring groups, rights and members in step with the roles. Run it once a day, so that dated grants act."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write-docs", action="store_true", help="also write docs/roles.md and roles.fr.md")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = sync_roles()
        if options["write_docs"]:
            roles_page.write()
        if missing:
            raise CommandError(f"The matrix names permissions that do not exist: {', '.join(missing)}")
        self.stdout.write("Roles are in step.")

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.people.second_factor import remove_factors
from lms.people.sign_in import account_of


class Command(BaseCommand):
    help = "Take the second factors from the account of somebody who lost phone and recovery codes. Check who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="What they sign in with: user name, e-mail, phone or personal code.")

    def handle(self, *args: Any, account: str, **options: Any) -> None:
        user = account_of(account)
        if user is None:
            raise CommandError("Nobody signs in with this.")
        self.stdout.write(f"Removed: {remove_factors(user, actor=None)}. The next sign-in leads to setting one up.")

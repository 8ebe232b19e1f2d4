from __future__ import annotations

from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.people.first_administrator import open_first_account


class Command(BaseCommand):
    help = "Open the first administrator's account, on a portal that has none. Asks for the password twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The address to sign in with.")
        parser.add_argument("given_name")
        parser.add_argument("family_name")

    def handle(self, *args: Any, email: str, given_name: str, family_name: str, **options: Any) -> None:
        password = getpass("Password: ")
        if password != getpass("Password, once more: "):
            raise CommandError("The two passwords differ.")
        try:
            open_first_account(email=email, given_name=given_name, family_name=family_name, password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email} administers the portal from now on.")

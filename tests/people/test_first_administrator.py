"""The portal's first account: opened once, from the terminal, by the person who installs it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from lms.people.enums import Role
from lms.people.models import Person, RoleGrant, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

WHO = ("Amina@Ministere.example", "Amina", "Tazi")
PASSWORD = "soleil-et-montagne-7"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the two questions for the password."""
    answers = [PASSWORD, PASSWORD]
    where = "lms.people.management.commands.create_administrator.getpass"
    monkeypatch.setattr(where, lambda _question: answers.pop(0))
    return answers


def test_the_account_signs_in_and_administers(typed: list[str], client) -> None:
    call_command("create_administrator", *WHO)
    user = User.objects.get()
    assert (user.email, user.person.full_name) == ("amina@ministere.example", "Amina Tazi")
    assert [(grant.user, grant.role, grant.scope) for grant in RoleGrant.objects.all()] == [
        (user, Role.ADMINISTRATOR, "national")
    ]
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.post(reverse("privacy-notice")).status_code == 302
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_there_is_one_first_account_only(typed: list[str]) -> None:
    UserFactory(administrator=True)
    with pytest.raises(CommandError):
        call_command("create_administrator", *WHO)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "who"),
    [
        ((PASSWORD, "another-password-8"), WHO),
        (("court", "court"), WHO),
        ((PASSWORD, PASSWORD), ("not an address", "Amina", "Tazi")),
        ((PASSWORD, PASSWORD), ("amina@ministere.example", "Amina", "")),
    ],
)
def test_what_cannot_be_used_leaves_nothing(typed: list[str], answers: tuple[str, str], who: tuple[str, ...]) -> None:
    typed[:] = answers
    with pytest.raises(CommandError):
        call_command("create_administrator", *who)
    assert (User.objects.count(), Person.objects.count()) == (0, 0)

"""The retention table: each line at its day, nothing before, nothing without --apply."""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session as SignedIn
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.indicators.selectors import the_commitment
from lms.people.enums import AccessAct, ImportState, InvitationState
from lms.people.models import Invitation, Person, PersonAccess, PersonImport, SignInCard, User
from lms.people.privacy.inactivity import WARNED, inactive_since
from lms.people.privacy.retention import (
    ACCESS_LOG,
    ACCOUNTS,
    DISPOSALS,
    IMPORT_FILES,
    MENTORING_NOTES,
    TABLE,
    WAYS_IN,
    apply_retention,
    months_before,
    persons_held,
)
from tests.factories import (
    AffiliationFactory,
    FollowUpFactory,
    InvitationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

TODAY = timezone.localdate()


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def counts(**arguments: Any) -> dict[str, int]:
    return {keeping.code: number for keeping, number in apply_retention(TODAY, **arguments)}


def rewrite(row: Model, **columns: Any) -> None:
    """Columns that the database fills by itself."""
    type(row)._default_manager.filter(pk=row.pk).update(**columns)


def forgotten(**facts: Any) -> User:
    """An account nobody has used for three years, of a person at no organisation."""
    user = UserFactory(learner=True, **facts)
    rewrite(user, last_login=days_ago(1100), date_joined=days_ago(1200))
    rewrite(user.person, created_at=days_ago(1200))
    return user


def warned(user: User, days: int = 120) -> None:
    from lms.core import audit

    audit.record(WARNED, user, actor=None)
    ModelLogEntry.objects.filter(action=WARNED, object_id=str(user.pk)).update(timestamp=days_ago(days))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-11-22", 24, "2024-11-22"), ("2026-03-31", 1, "2026-02-28"), ("2024-03-31", 1, "2024-02-29"),
     ("2026-01-15", 1, "2025-12-15"), ("2026-12-31", 12, "2025-12-31"), ("2026-05-31", 0, "2026-05-31")],
)  # fmt: skip
def test_months(day: str, months: int, expected: str) -> None:
    assert months_before(datetime.date.fromisoformat(day), months) == datetime.date.fromisoformat(expected)


def test_the_table_says_what_the_command_does() -> None:
    assert {keeping.code: (keeping.months, keeping.days) for keeping in TABLE} == {
        "accounts": (24, 0), "attendance": (60, 0), "signed_sheets": (60, 0), "certificates": (120, 0),
        "mentoring_notes": (24, 0), "access_log": (12, 0), "import_files": (0, 30), "ways_in": (0, 90),
        "technical_logs": (12, 0),
    }  # fmt: skip
    assert set(DISPOSALS) == {"accounts", "mentoring_notes", "access_log", "import_files", "ways_in"}


@pytest.mark.django_db
class TestLines:
    def test_access_log(self) -> None:
        person, viewer = PersonFactory(), UserFactory()
        limit = ACCESS_LOG.before(TODAY)
        for day in (limit - datetime.timedelta(days=1), limit):
            PersonAccess.objects.create(
                person=person, viewer=viewer, role="administrator", act=AccessAct.OPENED, day=day
            )
        assert counts(apply=False)["access_log"] == 1
        assert PersonAccess.objects.count() == 2
        assert counts(apply=True)["access_log"] == 1
        assert list(PersonAccess.objects.values_list("day", flat=True)) == [limit]
        assert counts(apply=True)["access_log"] == 0

    def test_import_files(self, django_capture_on_commit_callbacks: Any) -> None:
        imports = {}
        for state, days in ((ImportState.DONE, 31), (ImportState.CHECKED, 31), (ImportState.DONE, 29)):
            row = PersonImport(original_name="x.csv", sha256="0", uploaded_by=UserFactory(), state=state)
            row.file.save("x.csv", ContentFile(b"nom"))
            rewrite(row, uploaded_at=days_ago(days))
            imports[row.pk] = row.file.name
        with django_capture_on_commit_callbacks(execute=True):
            assert counts(apply=False)["import_files"] == 2
            assert counts(apply=True)["import_files"] == 2
        storage = PersonImport._meta.get_field("file").storage  # type: ignore[union-attr]
        rows = PersonImport.objects.order_by("pk")
        assert [(bool(row.file), row.state) for row in rows] == [
            (False, ImportState.DONE), (False, ImportState.DROPPED), (True, ImportState.DONE),
        ]  # fmt: skip
        assert [storage.exists(name) for name in imports.values()] == [False, False, True]
        assert IMPORT_FILES.days == 30

    def test_unused_ways_in(self) -> None:
        old, recent, used = (
            InvitationFactory(expires_at=days_ago(91)),
            InvitationFactory(expires_at=days_ago(89)),
            InvitationFactory(expires_at=days_ago(91), state=InvitationState.ACCEPTED),
        )
        card = SignInCard.objects.create(
            person=old.person, code_digest="1", issued_by=old.invited_by, expires_at=days_ago(91)
        )
        assert counts(apply=False)["ways_in"] == 2
        assert counts(apply=True)["ways_in"] == 2
        assert counts(apply=True)["ways_in"] == 0
        found = {row.pk: (row.state, bool(row.email)) for row in Invitation.objects.all()}
        assert found == {
            old.pk: (InvitationState.WITHDRAWN, False),
            recent.pk: (InvitationState.SENT, True),
            used.pk: (InvitationState.ACCEPTED, True),
        }
        card.refresh_from_db()
        assert card.withdrawn_at == card.expires_at
        assert WAYS_IN.days == 90

    def test_mentoring_notes(self) -> None:
        limit = MENTORING_NOTES.before(TODAY)
        old = FollowUpFactory(happened_on=limit - datetime.timedelta(days=1), next_step="Rappeler")
        recent = FollowUpFactory(happened_on=limit, next_step="Rappeler")
        assert counts(apply=True)["mentoring_notes"] == 1
        for row, words in ((old, ""), (recent, "Rappeler")):
            row.refresh_from_db()
            assert (row.next_step, row.practice_rating) == (words, 2)


@pytest.mark.django_db
class TestAccounts:
    def test_who_is_inactive(self) -> None:
        gone = forgotten()
        recent, at_work, administrator = forgotten(), forgotten(), forgotten()
        rewrite(recent, last_login=days_ago(700))
        AffiliationFactory(person=at_work.person)
        from tests.factories import grant

        grant(administrator, "administrator")
        left = forgotten()
        AffiliationFactory(person=left.person, ended=True)
        without_account = PersonFactory()
        rewrite(without_account, created_at=days_ago(1000))
        assert set(inactive_since(ACCOUNTS.before(TODAY))) == {gone.person, left.person, without_account}

    def test_first_a_letter_then_three_months(self, django_capture_on_commit_callbacks: Any) -> None:
        user = forgotten()
        with django_capture_on_commit_callbacks(execute=True):
            assert counts(apply=False)["accounts"] == 0
            assert mail.outbox == []
            assert counts(apply=True)["accounts"] == 0
            assert counts(apply=True)["accounts"] == 0
        assert [letter.to for letter in mail.outbox] == [[user.email]]
        ModelLogEntry.objects.filter(action=WARNED).update(timestamp=days_ago(80))
        assert counts(apply=True)["accounts"] == 0
        ModelLogEntry.objects.filter(action=WARNED).update(timestamp=days_ago(93))
        assert counts(apply=False)["accounts"] == 1
        assert counts(apply=True)["accounts"] == 1
        assert Person.objects.get(pk=user.person_id).pseudonymised_at is not None
        assert counts(apply=True)["accounts"] == 0

    def test_whoever_came_back_is_warned_again(self, django_capture_on_commit_callbacks: Any) -> None:
        user = forgotten()
        warned(user, days=1150)  # before the last sign-in
        with django_capture_on_commit_callbacks(execute=True):
            assert counts(apply=True)["accounts"] == 0
        assert len(mail.outbox) == 1

    def test_nobody_to_write_to(self) -> None:
        person = PersonFactory(email="")
        user = forgotten(person=person, email="")
        assert counts(apply=True)["accounts"] == 1
        user.refresh_from_db()
        assert (user.is_active, user.username) == (False, f"deleted-{user.pk}")

    def test_a_longer_rule_keeps_the_name_and_closes_the_account(self) -> None:
        user = forgotten()
        name = user.person.latin_name
        session = SessionFactory(starts_on=TODAY - datetime.timedelta(days=1000), held=True)
        RegistrationFactory(session=session, person=user.person)
        warned(user)
        assert counts(apply=True)["accounts"] == 1
        user.refresh_from_db()
        assert (user.is_active, user.email) == (False, "")
        person = Person.objects.get(pk=user.person_id)
        assert (person.latin_name, person.pseudonymised_at) == (name, None)
        assert counts(apply=True)["accounts"] == 0
        assert ModelLogEntry.objects.filter(action="people.account_closed").count() == 1

    def test_attendance_is_held_until_five_years_after_the_plan(self) -> None:
        registration = RegistrationFactory()
        end = the_commitment().ends_on
        last_day = end.replace(year=end.year + 5)
        assert registration.person_id in persons_held(last_day)
        assert persons_held(last_day + datetime.timedelta(days=1)) == set()


@pytest.mark.django_db
def test_the_command_tries_first() -> None:
    user = forgotten()
    warned(user)
    SignedIn.objects.create(session_key="old", session_data="", expire_date=days_ago(1))
    output = StringIO()
    call_command("apply_retention", stdout=output)
    assert output.getvalue().splitlines() == [
        "accounts: 1", "mentoring_notes: 0", "access_log: 0", "import_files: 0", "ways_in: 0",
        "Nothing was changed: run again with --apply.",
    ]  # fmt: skip
    assert Person.objects.get(pk=user.person_id).pseudonymised_at is None
    assert SignedIn.objects.count() == 1
    call_command("apply_retention", apply=True, stdout=StringIO())
    assert Person.objects.get(pk=user.person_id).pseudonymised_at is not None
    assert SignedIn.objects.count() == 0

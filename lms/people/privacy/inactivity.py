"""Accounts and records nobody uses any more: announced, then closed, then without a name. And the other disposals
of the people app."""

from __future__ import annotations

import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.core import audit

from ..enums import InvitationState, Role
from ..imports.services import forget_file
from ..models import Affiliation, Invitation, Person, PersonAccess, PersonImport, RoleGrant, SignInCard, User
from .erasers import empty_account
from .letters import send_inactivity_warning
from .pseudonymising import pseudonymise
from .retention import (
    ACCESS_LOG,
    ACCOUNTS,
    IMPORT_FILES,
    WARNING_MONTHS,
    WAYS_IN,
    months_before,
    persons_held,
    register_disposal,
)
from .traces import traces_of

WARNED = "people.inactivity_announced"


def inactive_since(day: datetime.date) -> QuerySet[Person]:
    """Persons without any activity from `day` on: no sign-in, no place in an organisation, no new record.

    Administrators hand over before they go: they are never among them.
    """
    administrators = RoleGrant.objects.filter(role=Role.ADMINISTRATOR).active_on(timezone.localdate())
    at_work = Affiliation.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    signed_in = User.objects.filter(Q(last_login__date__gte=day) | Q(date_joined__date__gte=day) | Q(is_superuser=True))
    return (
        Person.objects.current()
        .filter(pseudonymised_at__isnull=True, created_at__date__lt=day)
        .exclude(pk__in=at_work.values("person"))
        .exclude(pk__in=signed_in.filter(person__isnull=False).values("person"))
        .exclude(pk__in=administrators.filter(user__person__isnull=False).values("user__person"))
    )


def dispose_of_accounts(before: datetime.date, *, apply: bool) -> int:
    """Warn those who are nearly there, close the accounts of those who were warned, and take the names of those
    whom nothing keeps. Returns how many accounts are closed and records emptied."""
    today = timezone.localdate()
    if apply:
        warn_inactive(months_before(today, ACCOUNTS.months - WARNING_MONTHS))
    held = persons_held(today)
    done = 0
    for person in inactive_since(before).select_related("user"):
        user = getattr(person, "user", None)
        if user is not None and user.is_active and address_of(user) and not was_warned(user, today):
            continue
        if person.pk not in held:
            done += 1
            if apply:
                pseudonymise(person, actor=None, reason=ACCOUNTS.code)
        elif user is not None and user.is_active:
            done += 1
            if apply:
                _close(person, user)
    return done


def _close(person: Person, user: User) -> None:
    """The account goes, the record stays for the register it is held by."""
    with transaction.atomic():
        empty_account(traces_of([person]))
        audit.record("people.account_closed", user, actor=None, reason=ACCOUNTS.code)


def address_of(user: User) -> str:
    return user.email or (user.person.email if user.person else "")


def _warnings(user: User) -> QuerySet[ModelLogEntry]:
    """The warnings since the last sign-in: one of an earlier absence counts no more."""
    rows = ModelLogEntry.objects.filter(
        action=WARNED, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    return rows.filter(timestamp__gt=user.last_login) if user.last_login else rows


def was_warned(user: User, today: datetime.date) -> bool:
    """Whether the person had their months to come back."""
    return _warnings(user).filter(timestamp__date__lte=months_before(today, WARNING_MONTHS)).exists()


def warn_inactive(since: datetime.date) -> int:
    """Write once to whoever has had no activity since that day and has an address."""
    sent = 0
    for person in inactive_since(since).filter(user__is_active=True).select_related("user"):
        if address_of(person.user) and not _warnings(person.user).exists():
            with transaction.atomic():
                audit.record(WARNED, person.user, actor=None)
                transaction.on_commit(lambda pk=person.user.pk: send_inactivity_warning.enqueue(pk))  # type: ignore[misc]
            sent += 1
    return sent


def dispose_of_accesses(before: datetime.date, *, apply: bool) -> int:
    rows = PersonAccess.objects.filter(day__lt=before)
    return rows.delete()[0] if apply else rows.count()


def dispose_of_import_files(before: datetime.date, *, apply: bool) -> int:
    """Remove the source files; what they brought and the counts stay."""
    rows = PersonImport.objects.filter(uploaded_at__date__lt=before).exclude(file="")
    number = rows.count()
    if apply:
        for row in rows:
            forget_file(row)
    return number


def dispose_of_ways_in(before: datetime.date, *, apply: bool) -> int:
    """Unused invitations lose their address, unused cards can never be used."""
    invitations = Invitation.objects.filter(expires_at__date__lt=before).exclude(state=InvitationState.ACCEPTED)
    invitations = invitations.exclude(state=InvitationState.WITHDRAWN, email="")
    cards = SignInCard.objects.filter(
        expires_at__date__lt=before, used_at__isnull=True, withdrawn_at__isnull=True
    )  # fmt: skip
    if not apply:
        return invitations.count() + cards.count()
    number = cards.update(withdrawn_at=F("expires_at"))
    return number + invitations.update(state=InvitationState.WITHDRAWN, email="")


def register() -> None:
    """Add the disposals of this app."""
    register_disposal(ACCOUNTS, dispose_of_accounts)
    register_disposal(ACCESS_LOG, dispose_of_accesses)
    register_disposal(IMPORT_FILES, dispose_of_import_files)
    register_disposal(WAYS_IN, dispose_of_ways_in)

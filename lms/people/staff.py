"""Arrivals and departures: who joins an organisation, as what, and until when."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from lms.core import audit
from lms.core.text import plain
from lms.core.validators import canonical_phone

from .duplicate_search import note_duplicates_of
from .enums import Engagement
from .models import Affiliation, Organisation, Person, User
from .permissions import can_manage_people_of

NAMES = ("given_name", "family_name", "given_name_ar", "family_name_ar")


def create_person(*, actor: User | None, compared: bool = True, **facts: Any) -> Person:
    """Record a person from their names (Latin, Arabic or both), sex, phone, e-mail and language.

    Once all of the caller's transaction is kept, the record is compared with those that resemble it; whoever records
    very many at once says `compared=False` and searches the whole register afterwards.
    Raises ValidationError when no alphabet has a full name, or a value breaks a rule of the record.
    """
    for name in NAMES:
        facts[name] = plain(facts.get(name, ""))
    facts["phone"] = canonical_phone(facts.get("phone", ""))
    facts["email"] = facts.get("email", "").strip().lower()
    person = Person(**facts)
    person.full_clean()
    with transaction.atomic():
        person.save()
        audit.record("people.person_recorded", person, actor=actor)
        if compared:
            transaction.on_commit(partial(note_duplicates_of, person), robust=True)
    return person


def record_arrival(
    person: Person,
    organisation: Organisation,
    *,
    actor: User | None,
    profession: str,
    started_on: datetime.date | None = None,
    engagement: str = Engagement.PAID,
    ended_on: datetime.date | None = None,
    is_primary: bool | None = None,
) -> Affiliation:
    """Record that `person` works at `organisation` from a day on (today by default).

    A person who is already there on that day is not recorded twice: the affiliation that covers it is returned. The
    new one is the main one unless the person has another main organisation (or `is_primary` says otherwise).
    `actor` is None for the portal's own acts. Raises PermissionDenied outside the actor's organisations.
    """
    if actor is not None and not can_manage_people_of(actor, organisation):
        raise PermissionDenied
    started_on = started_on or timezone.localdate()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        there = person.affiliations.filter(organisation=organisation)
        if (existing := there.active_on(started_on).first()) is not None:
            return existing
        if is_primary is None:
            is_primary = not person.affiliations.filter(is_primary=True, ended_on__isnull=True).exists()
        affiliation = Affiliation(
            person=person, organisation=organisation, profession=profession, engagement=engagement,
            started_on=started_on, ended_on=ended_on, is_primary=is_primary,
        )  # fmt: skip
        affiliation.full_clean()
        affiliation.save()
        audit.record("people.arrival", affiliation, actor=actor, profession=str(profession), started_on=str(started_on))
    return affiliation


def record_departure(
    affiliation: Affiliation, *, actor: User | None, last_day: datetime.date | None = None, reason: str = ""
) -> Affiliation:
    """Record the last day (today by default) of a person at an organisation; the same departure twice is one.

    Raises PermissionDenied outside the actor's organisations; ValidationError when the last day is before the first.
    """
    if actor is not None and not can_manage_people_of(actor, affiliation.organisation):
        raise PermissionDenied
    last_day = last_day or timezone.localdate()
    with transaction.atomic():
        affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
        if affiliation.ended_on == last_day:
            return affiliation
        affiliation.ended_on = last_day
        affiliation.full_clean()
        affiliation.save(update_fields=["ended_on"])
        audit.record("people.departure", affiliation, actor=actor, reason=reason, last_day=str(last_day))
    return affiliation

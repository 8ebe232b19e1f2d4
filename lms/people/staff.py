"""Arrivals, departures and moves: who joins an organisation, as what, and until when.

A fact about a past day is never rewritten: what changes on a day ends the affiliation the day before and begins
another. Each act locks the person first, so that two acts on one person follow one another. Where somebody works
tells who they may be: each act has the record compared with the register again.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.text import plain
from lms.core.validators import canonical_phone

from .duplicate_search import compare_once_kept
from .enums import Engagement
from .models import Affiliation, Organisation, Person, User
from .permissions import can_manage_people_of

DAY = datetime.timedelta(days=1)
NAMES = ("given_name", "family_name", "given_name_ar", "family_name_ar")


def prepare_person(**facts: Any) -> Person:
    """An unsaved person with every value in its one form. Raises ValidationError when a phone is none."""
    for name in NAMES:
        facts[name] = plain(facts.get(name, ""))
    facts["phone"] = canonical_phone(facts.get("phone", ""))
    facts["email"] = facts.get("email", "").strip().lower()
    return Person(**facts)


def create_person(*, actor: User | None, **facts: Any) -> Person:
    """Record a person from their names (Latin, Arabic or both), sex, phone, e-mail and language.

    Raises ValidationError when no alphabet has a full name, or a value breaks a rule of the record.
    """
    person = prepare_person(**facts)
    person.full_clean()
    with transaction.atomic():
        person.save()
        audit.record("people.person_recorded", person, actor=actor)
        compare_once_kept(person.pk)
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
    reason: str = "",
) -> Affiliation:
    """Record that `person` works, or works again, at `organisation` from a day on (today by default).

    A person who is already there on that day is not recorded twice: the affiliation that covers it is returned. The
    new one is the main one unless the person has another main organisation (or `is_primary` says otherwise); it ends
    with the organisation, and before a later stay that is already recorded. `actor` is None for the portal's own
    acts. Raises PermissionDenied outside the actor's organisations; ValidationError when the organisation is closed
    on that day.
    """
    _allow(actor, organisation)
    started_on = started_on or timezone.localdate()
    with transaction.atomic():
        organisation = _kept_open(organisation)
        Person.objects.select_for_update().get(pk=person.pk)
        there = person.affiliations.filter(organisation=organisation)
        if (existing := there.active_on(started_on).first()) is not None:
            return existing
        if is_primary is None:
            main = person.affiliations.filter(is_primary=True)
            is_primary = all(row.ended_on is not None and row.ended_on < started_on for row in main)
        affiliation = _begin(
            Affiliation(
                person=person, organisation=organisation, profession=profession, engagement=engagement,
                started_on=started_on, ended_on=ended_on, is_primary=is_primary,
            ),
            day_field="started_on",
        )  # fmt: skip
        audit.record(
            "people.arrival", affiliation, actor=actor, reason=reason, profession=str(profession),
            started_on=str(started_on),
        )  # fmt: skip
        compare_once_kept(person.pk)
    return affiliation


def record_departure(
    affiliation: Affiliation, *, actor: User | None, last_day: datetime.date | None = None, reason: str = ""
) -> Affiliation:
    """Record the last day (today by default) of a person at an organisation; the same departure twice is one.

    Raises PermissionDenied outside the actor's organisations; ValidationError when the last day is before the first,
    after the organisation's own, or in a later stay at the same organisation.
    """
    _allow(actor, affiliation.organisation)
    last_day = last_day or timezone.localdate()
    with transaction.atomic():
        affiliation = _locked(affiliation)
        if affiliation.ended_on == last_day:
            return affiliation
        limit = _last_possible_day(affiliation)
        if limit is not None and last_day > limit:
            raise ValidationError(
                {"last_day": _("The organisation is closed, or the person is back, before that day.")}
            )
        if last_day < affiliation.started_on:
            raise ValidationError({"last_day": _("The last day is before the first day.")})
        affiliation.ended_on = last_day
        affiliation.full_clean()
        affiliation.save(update_fields=["ended_on"])
        audit.record("people.departure", affiliation, actor=actor, reason=reason, last_day=str(last_day))
        compare_once_kept(affiliation.person_id)
    return affiliation


def transfer(
    affiliation: Affiliation,
    organisation: Organisation,
    *,
    actor: User | None,
    on: datetime.date,
    profession: str = "",
    reason: str = "",
) -> Affiliation:
    """Move a person to another organisation on the day `on`: the stay at the first ends the day before, the one at
    the second begins, and the main organisation moves with it. Both happen or neither; sent twice, it is one.

    The profession stays unless another is named. Raises PermissionDenied unless both organisations are the actor's;
    ValidationError when the person is not at the first one the day before, or the second one is closed.
    """
    _allow(actor, affiliation.organisation, organisation)
    with transaction.atomic():
        organisation = _kept_open(organisation)
        affiliation = _locked(affiliation)
        if organisation.pk == affiliation.organisation_id:
            raise ValidationError({"organisation": _("The person is at this organisation already.")}, code="same")
        there = Affiliation.objects.select_for_update().filter(
            person=affiliation.person_id, organisation=organisation
        ).active_on(on).first()  # fmt: skip
        if there is not None and affiliation.ended_on == on - DAY:
            return there
        _require_cover(affiliation, on - DAY)
        affiliation.ended_on = on - DAY
        affiliation.save(update_fields=["ended_on"])
        moved = _arrive(affiliation, organisation, there, on, profession)
        audit.record(
            "people.transfer", moved, actor=actor, reason=reason, on=str(on), from_affiliation=affiliation.pk,
        )  # fmt: skip
        compare_once_kept(moved.person_id)
    return moved


def _arrive(
    left: Affiliation, organisation: Organisation, there: Affiliation | None, on: datetime.date, profession: str
) -> Affiliation:
    """The other half of a transfer. Somebody who was at both organisations goes on at the second one."""
    if there is None:
        return _begin(
            Affiliation(
                person_id=left.person_id, organisation=organisation, profession=profession or left.profession,
                engagement=left.engagement, started_on=on, is_primary=left.is_primary,
            ),
            day_field="on",
        )  # fmt: skip
    changes: dict[str, Any] = {"profession": profession} if profession else {}
    if left.is_primary and not there.is_primary:
        changes["is_primary"] = True
    return split_affiliation(there, on, **changes) if changes else there


def change_profession(
    affiliation: Affiliation,
    *,
    actor: User | None,
    profession: str,
    on: datetime.date,
    engagement: str = "",
    reason: str = "",
) -> Affiliation:
    """From the day `on` the person works at the same organisation as something else. The same change twice is one.

    Raises PermissionDenied outside the actor's organisations; ValidationError when the affiliation does not cover
    that day.
    """
    _allow(actor, affiliation.organisation)
    with transaction.atomic():
        affiliation = _locked(affiliation)
        changes = {"profession": profession, "engagement": engagement or affiliation.engagement}
        row = _standing(affiliation, on)
        if (row.profession, row.engagement) == (changes["profession"], changes["engagement"]):
            return row
        changed = split_affiliation(row, on, **changes)
        audit.record(
            "people.profession_changed", changed, actor=actor, reason=reason, on=str(on), profession=str(profession)
        )
        compare_once_kept(changed.person_id)
    return changed


def make_main(affiliation: Affiliation, *, actor: User | None, on: datetime.date, reason: str = "") -> Affiliation:
    """From the day `on` this organisation is the person's main one, and no other is. Days before keep theirs.

    Raises PermissionDenied unless this organisation and those that were the main one are the actor's;
    ValidationError when the affiliation does not cover that day.
    """
    _allow(actor, affiliation.organisation)
    with transaction.atomic():
        affiliation = _locked(affiliation)
        row = _standing(affiliation, on)
        if row.is_primary:
            return row
        rows = Affiliation.objects.select_for_update(of=("self",)).filter(person=row.person_id, is_primary=True)
        others = [
            other for other in rows.select_related("organisation") if other.ended_on is None or other.ended_on >= on
        ]
        _allow(actor, *(other.organisation for other in others))
        for other in others:
            split_affiliation(other, max(on, other.started_on), is_primary=False)
        main = split_affiliation(row, on, is_primary=True)
        audit.record("people.main_changed", main, actor=actor, reason=reason, on=str(on))
    return main


# What `correct_affiliation` sets. Whose affiliation it is, and where, is no slip: that one ends and another begins.
CORRECTED = ("profession", "engagement", "started_on", "ended_on", "is_primary")


def correct_affiliation(affiliation: Affiliation, *, actor: User | None, reason: str, **facts: Any) -> Affiliation:
    """Mend what was recorded wrongly (some of CORRECTED): the one act that changes a past day, because it never was so.
    What is so already is not logged.

    Raises PermissionDenied outside the actor's organisations; ValidationError without a reason, when the days overlap
    another stay of the person there or go beyond the organisation's last one, or when another main organisation holds
    in these days.
    """
    _allow(actor, affiliation.organisation)
    if unknown := facts.keys() - set(CORRECTED):
        raise TypeError(f"No fact to correct: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        row = _locked(affiliation)
        before = {name: getattr(row, name) for name, value in facts.items() if getattr(row, name) != value}
        if not before:
            return row
        if not reason.strip():
            raise ValidationError({"reason": _("Give the reason.")}, code="reason")
        for name in before:
            setattr(row, name, facts[name])
        row.full_clean()
        _check_corrected(row, before)
        row.save(update_fields=list(before))
        audit.record(
            "people.affiliation_corrected", row, actor=actor, reason=reason.strip(),
            **{f"{name}_before": str(value) for name, value in before.items() if value is not None},
            changed=" ".join(sorted(before)),
        )  # fmt: skip
        compare_once_kept(row.person_id)
    return row


def _check_corrected(row: Affiliation, before: dict[str, Any]) -> None:
    """The rules that `_begin` keeps for a new affiliation, asked of one whose facts were changed."""
    others = Affiliation.objects.filter(person=row.person_id).exclude(pk=row.pk)
    at_once = others.active_during(row.started_on, row.ended_on)
    closed_on = row.organisation.closed_on
    if before.keys() & {"started_on", "ended_on"}:
        if closed_on is not None and (row.ended_on is None or row.ended_on > closed_on):
            raise ValidationError({"ended_on": _("The organisation is closed on that day.")}, code="closed")
        if at_once.filter(organisation=row.organisation_id).exists():
            raise ValidationError(
                {"started_on": _("The person has another stay at this organisation in these days.")}, code="overlap"
            )
    if row.is_primary and at_once.filter(is_primary=True).exists():
        raise ValidationError(
            {"is_primary": _("Another organisation is the main one in these days: end that first.")}, code="main"
        )


def split_affiliation(affiliation: Affiliation, on: datetime.date, **changes: Any) -> Affiliation:
    """The affiliation as it goes on from `on`, with `changes`; before that day it stays as it was.

    One that begins on that very day is changed itself. Callers have asked who may, and hold the person's lock.
    """
    if affiliation.started_on == on:
        for name, value in changes.items():
            setattr(affiliation, name, value)
        affiliation.full_clean()
        affiliation.save(update_fields=list(changes))
        return affiliation
    rest = Affiliation(
        person_id=affiliation.person_id, organisation_id=affiliation.organisation_id, started_on=on,
        ended_on=affiliation.ended_on,
        **{name: getattr(affiliation, name) for name in ("profession", "engagement", "is_primary")} | changes,
    )  # fmt: skip
    affiliation.ended_on = on - DAY
    affiliation.full_clean()
    affiliation.save(update_fields=["ended_on"])
    rest.full_clean()
    rest.save()
    return rest


def _allow(actor: User | None, *organisations: Organisation) -> None:
    if actor is not None and not all(can_manage_people_of(actor, organisation) for organisation in organisations):
        raise PermissionDenied


def _kept_open(organisation: Organisation) -> Organisation:
    """The organisation as the database has it, which nobody closes before this act is over. It is held before the
    person, as whoever closes it does."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _locked(affiliation: Affiliation) -> Affiliation:
    """The affiliation as the database has it, with its person kept from other acts until the end of this one."""
    Person.objects.select_for_update().get(pk=affiliation.person_id)
    return Affiliation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=affiliation.pk)


def _standing(affiliation: Affiliation, on: datetime.date) -> Affiliation:
    """The affiliation itself, or the one it was split into, that covers `on`."""
    row = (
        Affiliation.objects.select_for_update()
        .filter(person=affiliation.person_id, organisation=affiliation.organisation_id)
        .active_on(on)
        .first()
    )
    if row is None:
        _require_cover(affiliation, on)
    return row or affiliation


def _require_cover(affiliation: Affiliation, day: datetime.date) -> None:
    if day < affiliation.started_on or (affiliation.ended_on is not None and day > affiliation.ended_on):
        raise ValidationError({"on": _("The person is not at this organisation on that day.")}, code="day")


def _last_possible_day(affiliation: Affiliation) -> datetime.date | None:
    """The last day a stay may have: the organisation's, or the one before the next stay there. None without limit."""
    later = Affiliation.objects.filter(
        person=affiliation.person_id, organisation=affiliation.organisation_id, started_on__gt=affiliation.started_on
    )
    next_start = later.order_by("started_on").values_list("started_on", flat=True).first()
    limits = [affiliation.organisation.closed_on, next_start and next_start - DAY]
    return min((limit for limit in limits if limit), default=None)


def _begin(affiliation: Affiliation, *, day_field: str) -> Affiliation:
    """Save a new affiliation, ended where it must end. `day_field` is what the form calls its first day."""
    limit = _last_possible_day(affiliation)
    if limit is not None:
        if affiliation.started_on > limit:
            raise ValidationError({day_field: _("The organisation is closed on that day.")}, code="closed")
        affiliation.ended_on = affiliation.ended_on or limit
        if affiliation.ended_on > limit:
            raise ValidationError(
                {"ended_on": _("The organisation is closed, or the person is back, before that day.")}
            )
    affiliation.full_clean()
    affiliation.save()
    return affiliation

"""Opening, changing and closing organisations, and the association that runs one.

Source of the dating rule: the counting rules of the indicators. When a unit closes or its association changes, past
counts stay, and the affiliations of its staff are split at the day of the change.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.text import plain

from ..enums import OrganisationKind
from ..models import Affiliation, Management, Organisation, Person, User
from ..permissions import can_change_organisations
from ..staff import DAY, split_affiliation

# What `change_organisation` sets. Closing is an act of its own, since the staff leaves with it.
FACTS = (
    "kind", "name_fr", "name_ar", "province", "arrondissement_prefecture", "opened_on", "agreement_from",
    "agreement_to",
)  # fmt: skip


def create_organisation(*, actor: User | None, reason: str = "", **facts: Any) -> Organisation:
    """Record an organisation from its FACTS. `actor` is None for the portal's own acts.

    Raises PermissionDenied unless the actor administers organisations; ValidationError when a fact breaks a rule of
    the record.
    """
    _allow(actor)
    organisation = Organisation(**_written(facts))
    organisation.full_clean()
    with transaction.atomic():
        organisation.save()
        audit.record(
            "people.organisation_created", organisation, actor=actor, reason=reason, kind=str(organisation.kind)
        )
    return organisation


def change_organisation(
    organisation: Organisation, *, actor: User | None, reason: str = "", **facts: Any
) -> Organisation:
    """Set some of the FACTS of an organisation. What is so already is not logged.

    Raises PermissionDenied unless the actor administers organisations; ValidationError when a fact breaks a rule.
    """
    _allow(actor)
    with transaction.atomic():
        organisation = _locked(organisation)
        written = _written(facts)
        changed = [name for name, value in written.items() if getattr(organisation, name) != value]
        if not changed:
            return organisation
        for name in changed:
            setattr(organisation, name, written[name])
        organisation.full_clean()
        organisation.save()
        audit.record(
            "people.organisation_changed", organisation, actor=actor, reason=reason, changed=" ".join(sorted(changed))
        )
    return organisation


def close_organisation(
    organisation: Organisation, *, actor: User | None, last_day: datetime.date, reason: str = ""
) -> Organisation:
    """Close an organisation: `last_day` is its last open one. Its staff and its association leave on that day; what
    ended before stays as it was. The same closing twice is one; another day moves those who left with it.

    Raises PermissionDenied unless the actor administers organisations; ValidationError when the organisation opened,
    or somebody arrived, after that day.
    """
    _allow(actor)
    with transaction.atomic():
        organisation = _locked(organisation)
        before = organisation.closed_on
        if before == last_day:
            return organisation
        organisation.closed_on = last_day
        organisation.full_clean()
        leaving = _lasting_beyond(Affiliation.objects.filter(organisation=organisation), last_day, before)
        _lock_persons(leaving)
        if organisation.affiliations.filter(started_on__gt=last_day).exists():
            raise ValidationError(
                {"closed_on": _("Somebody arrived after this day: correct that first.")}, code="staff"
            )
        if organisation.managements.filter(started_on__gt=last_day).exists():
            raise ValidationError({"closed_on": _("An association took it over after this day.")}, code="management")
        organisation.save(update_fields=["closed_on"])
        staff = leaving.update(ended_on=last_day)
        managements = Management.objects.filter(organisation=organisation)
        _lasting_beyond(managements, last_day, before).update(ended_on=last_day)
        audit.record(
            "people.organisation_closed", organisation, actor=actor, reason=reason, last_day=str(last_day), staff=staff
        )
    return organisation


def reopen_organisation(organisation: Organisation, *, actor: User | None, reason: str = "") -> Organisation:
    """Take back a closing that did not happen: the staff and the association that left with it are back.

    Raises PermissionDenied unless the actor administers organisations.
    """
    _allow(actor)
    with transaction.atomic():
        organisation = _locked(organisation)
        last_day = organisation.closed_on
        if last_day is None:
            return organisation
        left = Affiliation.objects.filter(organisation=organisation, ended_on=last_day)
        _lock_persons(left)
        organisation.closed_on = None
        organisation.save(update_fields=["closed_on"])
        staff = 0
        for affiliation in left:
            staff += _goes_on(affiliation)
        Management.objects.filter(organisation=organisation, ended_on=last_day).update(ended_on=None)
        audit.record("people.organisation_reopened", organisation, actor=actor, reason=reason, staff=staff)
    return organisation


def _goes_on(affiliation: Affiliation) -> bool:
    """Reopen the stay of somebody who left with the organisation, unless they have worked elsewhere since."""
    assert affiliation.ended_on is not None  # noqa: S101  (it ended with the organisation)
    if Affiliation.objects.filter(person=affiliation.person_id, started_on__gt=affiliation.ended_on).exists():
        return False
    affiliation.ended_on = None
    affiliation.full_clean()
    affiliation.save(update_fields=["ended_on"])
    return True


def change_management(
    organisation: Organisation,
    association: Organisation | None,
    *,
    actor: User | None,
    on: datetime.date | None = None,
    reason: str = "",
) -> Management | None:
    """From the day `on`, `association` runs the organisation, and whichever ran it until then no more.

    The affiliations that cover that day are split there, so that each belongs to one association. The first
    association known of an organisation splits nothing; `on` may then be unknown. None as `association` ends the
    management without a successor. The same change twice is one. Raises PermissionDenied unless the actor
    administers organisations; ValidationError when the day, or the association, does not fit.
    """
    _allow(actor)
    with transaction.atomic():
        organisation = _locked(organisation)
        current = Management.objects.select_for_update().filter(organisation=organisation, ended_on=None).first()
        if (current and current.association_id) == (association and association.pk):
            return current
        _check_change(organisation, association, current, on)
        staff = 0
        if current is not None and on is not None:
            current.ended_on = on - DAY
            current.full_clean()
            current.save(update_fields=["ended_on"])
            staff = _split_staff(organisation, on)
        management = None
        if association is not None:
            management = Management(organisation=organisation, association=association, started_on=on)
            management.full_clean()
            management.save()
        audit.record(
            "people.management_changed", organisation, actor=actor, reason=reason, on=str(on or ""),
            association=association and association.pk, staff=staff,
        )  # fmt: skip
    return management


def association_of(organisation: Organisation) -> Organisation | None:
    """The association that runs the organisation, or ran it until it closed."""
    running = organisation.managements.select_related("association").filter(
        Q(ended_on__isnull=True) | Q(ended_on=organisation.closed_on)
    )
    last = running.order_by("-started_on", "-pk").first()
    return last.association if last else None


def write_organisation(
    organisation: Organisation | None,
    *,
    actor: User,
    facts: dict[str, Any],
    closed_on: datetime.date | None,
    association: Organisation | None,
    managed_from: datetime.date | None = None,
    reason: str = "",
) -> Organisation:
    """Bring an organisation (a new one when None) to what a form says, each change by its own act, or none of them.

    `managed_from` is the day the association named took over; the first known one may have begun with the
    organisation. Raises what the acts raise.
    """
    with transaction.atomic():
        if organisation is None:
            written = create_organisation(actor=actor, reason=reason, **facts)
        else:
            written = _locked(organisation)
            if written.closed_on is not None and closed_on is None:
                written = reopen_organisation(written, actor=actor, reason=reason)
            written = change_organisation(written, actor=actor, reason=reason, **facts)
        if association_of(written) != association:
            is_first = not written.managements.exists()
            day = managed_from or (written.opened_on if is_first else None)
            change_management(written, association, actor=actor, on=day, reason=reason)
        if closed_on is not None:
            written = close_organisation(written, actor=actor, last_day=closed_on, reason=reason)
    return written


def _check_change(
    organisation: Organisation, association: Organisation | None, current: Management | None, on: datetime.date | None
) -> None:
    earlier = Management.objects.filter(organisation=organisation)
    if on is None:
        if earlier.exists():
            raise ValidationError({"managed_from": _("Say from which day.")}, code="required")
    elif earlier.filter(Q(started_on__gte=on) | Q(ended_on__gte=on)).exists():
        raise ValidationError({"managed_from": _("Another association ran the organisation on that day, or later.")})
    elif (organisation.opened_on and on < organisation.opened_on) or (
        organisation.closed_on and on > organisation.closed_on
    ):
        raise ValidationError({"managed_from": _("The organisation is not open on that day.")}, code="closed")
    if association is None:
        return
    if association.kind != OrganisationKind.ASSOCIATION:
        raise ValidationError({"managing_association": _("Choose an association.")}, code="kind")
    if on and not Organisation.objects.active_on(on).filter(pk=association.pk).exists():
        raise ValidationError({"managing_association": _("This association is not open on that day.")}, code="closed")


def _split_staff(organisation: Organisation, on: datetime.date) -> int:
    """Split the affiliations of those at work before and after the change; how many there were."""
    rows = Affiliation.objects.filter(organisation=organisation, started_on__lt=on).active_on(on)
    _lock_persons(rows)
    split = list(rows)
    for affiliation in split:
        split_affiliation(affiliation, on)
    return len(split)


def _lasting_beyond(rows: Any, last_day: datetime.date, before: datetime.date | None) -> Any:
    """The rows that last beyond `last_day`, or that an earlier closing ended."""
    condition = Q(ended_on__isnull=True) | Q(ended_on__gt=last_day)
    return rows.filter(condition | Q(ended_on=before) if before else condition)


def _lock_persons(affiliations: Any) -> None:
    """Keep the persons of these affiliations from other acts, in one order for everybody."""
    persons = list(affiliations.order_by("person_id").values_list("person_id", flat=True).distinct())
    list(Person.objects.select_for_update().filter(pk__in=persons).order_by("pk").values_list("pk"))


def _locked(organisation: Organisation) -> Organisation:
    """The organisation as the database has it, held before any of its staff. Its key stays free: an act on one of
    the staff needs it to be kept, and would wait for this act while it waits for them."""
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)


def _allow(actor: User | None) -> None:
    if actor is not None and not can_change_organisations(actor):
        raise PermissionDenied


def _written(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = facts.keys() - set(FACTS)
    if unknown:
        raise TypeError(f"No fact of an organisation: {', '.join(sorted(unknown))}.")
    return {name: plain(value) if name in {"name_fr", "name_ar"} else value for name, value in facts.items()}

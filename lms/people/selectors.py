"""Reads over several records of people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .blocking import sharing_keys
from .enums import InvitationState
from .matching import Identity, Match, Place, lookalikes
from .models import Affiliation, Invitation, Organisation, Person, User
from .register import RegisterRow, matched_persons, register_rows, resembling


@dataclass(frozen=True)
class Colleague:
    """One line of a team: a person with their affiliation and the state of their account."""

    person: Person
    affiliation: Affiliation
    user: User | None
    invitation: Invitation | None

    @property
    def is_invited(self) -> bool:
        """Whether an invitation waits for an answer."""
        return self.user is None and self.invitation is not None and self.invitation.expires_at > timezone.now()

    @property
    def invitation_expired(self) -> bool:
        return self.user is None and self.invitation is not None and not self.is_invited


@dataclass(frozen=True)
class Team:
    """An organisation and its staff of a day."""

    organisation: Organisation
    colleagues: list[Colleague] = field(default_factory=list)


def teams_of(organisations: list[Organisation], day: datetime.date) -> list[Team]:
    """The staff of each organisation on `day`, sorted by name. A constant number of queries."""
    sent = Invitation.objects.filter(state=InvitationState.SENT)
    affiliations = (
        Affiliation.objects.filter(organisation__in=organisations)
        .active_on(day)
        .select_related("person", "person__user")
        .prefetch_related(Prefetch("person__invitations", queryset=sent, to_attr="sent_invitations"))
        .order_by("person__family_name", "person__given_name", "person__pk")
    )
    teams = {organisation.pk: Team(organisation) for organisation in organisations}
    for affiliation in affiliations:
        teams[affiliation.organisation_id].colleagues.append(_colleague(affiliation))
    return list(teams.values())


def _colleague(affiliation: Affiliation) -> Colleague:
    person = affiliation.person
    sent = person.sent_invitations  # type: ignore[attr-defined]
    return Colleague(person, affiliation, getattr(person, "user", None), sent[0] if sent else None)


@dataclass(frozen=True)
class Lookalikes:
    """Who a newcomer may be: the persons that may be named, most certain first, and whether there are others."""

    persons: list[tuple[Person, Match]] = field(default_factory=list)
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.persons) or self.elsewhere


def lookalikes_of(candidate: Identity, *, shown: Any, organisation: Organisation | None = None) -> Lookalikes:
    """The records that may be the candidate, who is said to work at `organisation`.

    Those among `shown` (a queryset of persons) are named; of a likely one outside it only the existence is told.
    Four queries, however large the register.
    """
    places = (Place(organisation.pk, organisation.province_id),) if organisation else ()
    own = getattr(candidate, "pk", None) or 0
    row = RegisterRow(
        own, candidate.given_name, candidate.family_name, candidate.given_name_ar, candidate.family_name_ar,
        candidate.phone, candidate.email, getattr(candidate, "sex", ""), places,
    )  # fmt: skip
    found = {known.pk: match for known, match in lookalikes(row, register_rows(resembling(row).exclude(pk=own)))}
    persons = {person.pk: person for person in shown.filter(pk__in=found).select_related("user").distinct()}
    return Lookalikes(
        [(persons[pk], match) for pk, match in found.items() if pk in persons],
        any(match.is_likely for pk, match in found.items() if pk not in persons),
    )


def likely_duplicates(candidates: list[Identity], *, user: Any) -> list[list[tuple[Person, Match]]]:
    """For each candidate the persons of the user's scope that may be the same, the most certain first.

    Reads the scope once: a constant number of queries, however many candidates.
    """
    rows = register_rows(matched_persons().filter(pk__in=Person.objects.visible_to(user).order_by().values("pk")))
    near = sharing_keys(candidates, rows)
    found = [lookalikes(candidate, persons) for candidate, persons in zip(candidates, near, strict=True)]
    wanted = {row.pk for pairs in found for row, _match in pairs}
    known = Person.objects.select_related("user").in_bulk(wanted)
    return [[(known[row.pk], match) for row, match in pairs if row.pk in known] for pairs in found]


REASONS = {
    "same_name": _("same name"),
    "same_name_across_scripts": _("same name in the other alphabet"),
    "near_name": _("similar name"),
    "same_email": _("same e-mail address"),
    "same_phone": _("same phone number"),
    "same_organisation": _("same organisation"),
}


def reasons_in_words(match: Match) -> list[str]:
    """Why two records look alike, as a reader says it."""
    return [str(REASONS[code]) for code in match.reasons]

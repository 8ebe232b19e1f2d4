"""Reads over several records of people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import InvitationState
from .matching import Identity, Match, lookalikes
from .models import Affiliation, Invitation, Organisation, Person, User
from .structures.agreements import Alert
from .structures.movements import Stay, arrivals, departures, stays
from .structures.selectors import alert_of
from .structures.trainings import Trainings, trainings_of


@dataclass(frozen=True)
class Colleague:
    """One line of a team: a person with their affiliation and the state of their account."""

    person: Person
    affiliation: Affiliation
    user: User | None
    invitation: Invitation | None
    trainings: list[str] = field(default_factory=list)

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
    alert: Alert | None = None
    arrivals: list[Stay] = field(default_factory=list)
    departures: list[Stay] = field(default_factory=list)

    @property
    def expired_invitations(self) -> int:
        return sum(colleague.invitation_expired for colleague in self.colleagues)

    @property
    def trained(self) -> int:
        return sum(bool(colleague.trainings) for colleague in self.colleagues)


def teams_of(organisations: list[Organisation], day: datetime.date) -> list[Team]:
    """The staff of each organisation on `day`, sorted by name, with the year's arrivals and departures and what asks
    for attention. A constant number of queries."""
    sent = Invitation.objects.filter(state=InvitationState.SENT)
    affiliations = (
        Affiliation.objects.filter(organisation__in=organisations)
        .at_work_on(day)
        .select_related("person", "person__user")
        .prefetch_related(Prefetch("person__invitations", queryset=sent, to_attr="sent_invitations"))
        .order_by("person__family_name", "person__given_name", "person__pk")
    )
    trainings = trainings_of({affiliation.person_id for affiliation in affiliations}, day)
    found: dict[int, list[Stay]] = {organisation.pk: [] for organisation in organisations}
    for stay in stays(Affiliation.objects.filter(organisation__in=organisations).select_related("person")):
        found[stay.last.organisation_id].append(stay)
    teams = {
        row.pk: Team(row, [], alert_of(row, day), arrivals(found[row.pk], day), departures(found[row.pk], day))
        for row in organisations
    }
    for affiliation in affiliations:
        teams[affiliation.organisation_id].colleagues.append(_colleague(affiliation, trainings))
    return list(teams.values())


def _colleague(affiliation: Affiliation, trainings: Trainings) -> Colleague:
    person = affiliation.person
    sent = person.sent_invitations  # type: ignore[attr-defined]
    user, invitation = getattr(person, "user", None), sent[0] if sent else None
    return Colleague(person, affiliation, user, invitation, trainings[person.pk])


def lookalikes_in(organisation: Organisation, candidate: Identity) -> list[tuple[Person, Match]]:
    """Persons of the organisation, past and present, that may be the candidate, the most certain first."""
    persons = Person.objects.filter(affiliations__organisation=organisation).select_related("user").distinct()
    return lookalikes(candidate, persons)


def likely_duplicates(candidates: list[Identity], *, user: Any) -> list[list[tuple[Person, Match]]]:
    """For each candidate the persons of the user's scope that may be the same, the most certain first.

    A constant number of queries, however many candidates.
    """
    persons = list(Person.objects.visible_to(user).select_related("user"))
    return [lookalikes(candidate, persons) for candidate in candidates]


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

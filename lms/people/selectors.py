"""Reads over several records of people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from .blocking import sharing_keys
from .enums import DuplicateState, InvitationState
from .matching import Identity, Match, Place, lookalikes
from .models import Affiliation, Duplicate, Invitation, Organisation, Person, User
from .register import RegisterRow, matched_persons, register_rows, resembling
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


@dataclass(frozen=True)
class Lookalikes:
    """Who a newcomer may be: the persons that may be named, most certain first, and whether there are others."""

    persons: list[tuple[Person, Match]] = field(default_factory=list)
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.persons) or self.elsewhere


def lookalikes_of(candidate: Identity, *, shown: Any, organisation: Organisation | None = None) -> Lookalikes:
    """The records that may be the candidate, who is in no record yet and is said to work at `organisation`.

    Those among `shown` (a queryset of persons) are named; of a likely one outside it only the existence is told.
    Four queries, however large the register.
    """
    places = (Place(organisation.pk, organisation.province_id),) if organisation else ()
    row = RegisterRow(
        0, candidate.given_name, candidate.family_name, candidate.given_name_ar, candidate.family_name_ar,
        candidate.phone, candidate.email, getattr(candidate, "sex", ""), places,
    )  # fmt: skip
    return _lookalikes(row, register_rows(resembling(row)), shown)


def other_records_of(person: Person, *, shown: Any) -> Lookalikes:
    """The records that may be `person` a second time, told as `lookalikes_of` tells them; without those of which a
    human said that they are somebody else. A constant number of queries."""
    own = register_rows(matched_persons().filter(pk=person.pk))
    if not own:
        return Lookalikes()
    told_apart = Duplicate.objects.filter(state=DuplicateState.DIFFERENT).filter(Q(first=person) | Q(second=person))
    somebody_else = {pk for pair in told_apart.values_list("first", "second") for pk in pair}
    return _lookalikes(own[0], register_rows(resembling(own[0]).exclude(pk__in={person.pk, *somebody_else})), shown)


def _lookalikes(row: RegisterRow, near: list[RegisterRow], shown: Any) -> Lookalikes:
    found = {known.pk: match for known, match in lookalikes(row, near)}
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

"""Reads over several records of people."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import InvitationState
from .matching import Identity, Reasons, lookalikes
from .models import Affiliation, Invitation, Organisation, Person, User


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
        .at_work_on(day)
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


def lookalikes_in(organisation: Organisation, candidate: Identity) -> list[tuple[Person, Reasons]]:
    """Persons of the organisation, past and present, that may be the candidate."""
    persons = Person.objects.filter(affiliations__organisation=organisation).select_related("user").distinct()
    return lookalikes(candidate, persons)  # type: ignore[return-value]


def reasons_in_words(reasons: Reasons) -> list[str]:
    """Why two records look alike, as a reader says it."""
    words = (
        (reasons.same_name, _("same name")),
        (reasons.same_email, _("same e-mail address")),
        (reasons.same_phone, _("same phone number")),
    )
    return [str(text) for holds, text in words if holds]

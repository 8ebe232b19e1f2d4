"""Who may print a card for whom, as sentences.

A coordinator: for the learners of his own organisations, which is what he may invite. An administrator: for
everybody. Nobody for themselves: whoever is signed in changes their password.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..enums import Role
from ..models import Organisation, Person, User
from ..permissions import administers, can_manage_people_of

# The highest role whose holders a coordinator may help back in: the one he may invite.
COORDINATORS_CEILING = frozenset({Role.LEARNER})


def issuing_organisation(user: Any, person: Person) -> Organisation | None:
    """The organisation in whose name `user` prints a card: one where the person works today and the user manages
    people, the person's main one first."""
    there = person.affiliations.active_on(timezone.localdate()).select_related("organisation").order_by("-is_primary")
    return next((row.organisation for row in there if can_manage_people_of(user, row.organisation)), None)


def can_see_cards_of(user: Any, person: Person) -> bool:
    """Whether the page of a person's cards exists for `user`; it says so when somebody else has to print them."""
    return administers(user) or issuing_organisation(user, person) is not None


def can_issue_card(user: Any, person: Person, organisation: Organisation | None) -> bool:
    """Whether `user` may print the first card of a person of this organisation."""
    if administers(user):
        return True
    here = Q(organisation=organisation)
    return (
        organisation is not None
        and can_manage_people_of(user, organisation)
        and person.affiliations.active_on(timezone.localdate()).filter(here).exists()
    )


def can_issue_recovery_card(user: Any, account: User) -> bool:
    """Whether `user` may print a card that sets a new password for `account`."""
    if account.pk == user.pk or account.person is None:
        return False
    if account.is_superuser and not user.is_superuser:
        return False
    if administers(user):
        return True
    return (
        issuing_organisation(user, account.person) is not None and roles_now_or_later(account) <= COORDINATORS_CEILING
    )


def roles_now_or_later(account: User) -> frozenset[str]:
    """The roles an account holds or will hold: a password set today is still there when a role begins."""
    grants = account.role_grants.exclude(ends_on__lt=timezone.localdate())
    return frozenset(grants.values_list("role", flat=True))

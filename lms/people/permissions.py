"""Who may do what with people and accounts, as sentences."""

from __future__ import annotations

from typing import Any

from .enums import Role
from .models import Organisation
from .scopes import reach_of


def coordinated_organisations(user: Any) -> Any:
    """The organisations whose team the user looks after, by name."""
    reach = reach_of(user)
    if not reach.has_role(Role.UPE_COORDINATOR):
        return Organisation.objects.none()
    return Organisation.objects.filter(pk__in=reach.organisation_ids).select_related("province").order_by("name_fr")


def can_manage_team(user: Any) -> bool:
    """Whether the user has a team page."""
    reach = reach_of(user)
    return reach.has_role(Role.UPE_COORDINATOR) and bool(reach.organisation_ids)


def can_manage_people_of(user: Any, organisation: Organisation) -> bool:
    """Whether the user may record arrivals and departures and invite into this organisation."""
    reach = reach_of(user)
    if reach.has_role(Role.ADMINISTRATOR) and reach.national:
        return True
    return reach.has_role(Role.UPE_COORDINATOR) and organisation.pk in reach.organisation_ids


def can_invite(user: Any, *, role: str, organisation: Organisation | None) -> bool:
    """A coordinator invites learners into his own organisations; an administrator invites anybody."""
    reach = reach_of(user)
    if reach.has_role(Role.ADMINISTRATOR) and reach.national:
        return True
    return role == Role.LEARNER and organisation is not None and can_manage_people_of(user, organisation)


def can_search_duplicates(user: Any) -> bool:
    """The search reads the whole register: the administrators' business."""
    reach = reach_of(user)
    return reach.has_role(Role.ADMINISTRATOR) and reach.national


def can_grant_roles(user: Any) -> bool:
    """Role grants are the administrators' business alone."""
    reach = reach_of(user)
    return reach.has_role(Role.ADMINISTRATOR) and reach.national


def reads_site_history(user: Any) -> bool:
    """The journal of the whole portal names rows of every region: national readers only."""
    return reach_of(user).national

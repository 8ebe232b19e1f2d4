"""Who may do what with people and accounts, as sentences."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

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


def managed_organisations(user: Any) -> Any:
    """The organisations whose staff the user looks after: a coordinator's own, those of a territorial coordinator's
    provinces and regions, every one for the national administrators."""
    reach = reach_of(user)
    if administers(user):
        return Organisation.objects.all()
    condition = Q(pk__in=[])
    if reach.has_role(Role.UPE_COORDINATOR):
        condition |= Q(pk__in=reach.organisation_ids)
    if reach.has_role(Role.TERRITORIAL_COORDINATOR):
        condition |= Q(province__in=reach.province_ids) | Q(province__region__in=reach.region_ids)
    return Organisation.objects.filter(condition)


def can_manage_people_of(user: Any, organisation: Organisation) -> bool:
    """Whether the user may record arrivals, departures and moves, and invite, in this organisation."""
    return bool(managed_organisations(user).filter(pk=organisation.pk).exists())


def can_change_organisations(user: Any) -> bool:
    """Whether the user may open, change and close organisations: the national administrators."""
    return administers(user)


def can_read_organisations(user: Any) -> bool:
    """Whether some organisation is in the user's scope, and so its page and its place in the list."""
    return can_read_territory(user) or bool(reach_of(user).organisation_ids)


def can_read_territory(user: Any) -> bool:
    """Whether the user oversees whole provinces: to say that one has no UPE, one must see all of it."""
    reach = reach_of(user)
    return reach.national or bool(reach.province_ids or reach.region_ids)


def can_invite(user: Any, *, role: str, organisation: Organisation | None) -> bool:
    """A coordinator invites learners into his own organisations; an administrator invites anybody."""
    reach = reach_of(user)
    if reach.has_role(Role.ADMINISTRATOR) and reach.national:
        return True
    return role == Role.LEARNER and organisation is not None and can_manage_people_of(user, organisation)


def administers(user: Any) -> bool:
    """Whether the user administers the whole portal."""
    reach = reach_of(user)
    return reach.has_role(Role.ADMINISTRATOR) and reach.national


def reads_site_history(user: Any) -> bool:
    """The journal of the whole portal names rows of every region: national readers only."""
    return reach_of(user).national


def can_answer_data_requests(user: Any) -> bool:
    """Requests about personal data are answered by the national administrators, never by the person who asks."""
    return administers(user)


def can_search_duplicates(user: Any) -> bool:
    """The search reads the whole register: the administrators' business."""
    return administers(user)

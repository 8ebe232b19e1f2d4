"""Where a user's roles reach: the one answer behind every `visible_to`.

A role without a scope reaches nothing; several grants add up. The answer is read once per request, because a
request loads its own user: a grant withdrawn acts on the next request.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from .enums import Role, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

NATIONAL_READERS = frozenset({Role.ADMINISTRATOR, Role.MINISTRY_OFFICER, Role.AUDITOR})


@dataclass(frozen=True)
class Reach:
    """The rows a user reaches, by the roles that give them."""

    person_id: int | None = None
    roles: frozenset[str] = frozenset()
    national: bool = False
    region_ids: frozenset[int] = field(default_factory=frozenset)
    province_ids: frozenset[int] = field(default_factory=frozenset)
    organisation_ids: frozenset[int] = field(default_factory=frozenset)

    def has_role(self, *roles: str) -> bool:
        """Whether one of `roles` is held, over whatever scope."""
        return not self.roles.isdisjoint(roles)

    def organisations(self, path: str = "") -> Q | None:
        """The condition on the organisation at `path` (such as "affiliations__organisation"), empty for an
        organisation itself. None when the whole country is reached."""
        if self.national:
            return None
        to_field = f"{path}__" if path else ""
        return (
            Q(**{f"{to_field}pk__in": self.organisation_ids})
            | Q(**{f"{to_field}province__in": self.province_ids})
            | Q(**{f"{to_field}province__region__in": self.region_ids})
        )


def reach_of(user: Any) -> Reach:
    """The reach of a user's grants that are active today. An anonymous user reaches nothing."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Reach()
    cached: Reach | None = getattr(user, "_reach", None)
    if cached is None:
        cached = reach_from_grants(user.person_id, user.role_grants.active_on(timezone.localdate()))
        if user.is_superuser:
            cached = replace(cached, national=True, roles=cached.roles | {Role.ADMINISTRATOR})
        user._reach = cached
    return cached


def reach_from_grants(person_id: int | None, grants: Iterable[Any]) -> Reach:
    """The sum of `grants`, each a row with role, scope and the ids of its target."""
    grants = list(grants)
    return Reach(
        person_id=person_id,
        roles=frozenset(grant.role for grant in grants),
        national=any(grant.scope == Scope.NATIONAL and grant.role in NATIONAL_READERS for grant in grants),
        region_ids=frozenset(grant.region_id for grant in grants if grant.region_id),
        province_ids=frozenset(grant.province_id for grant in grants if grant.province_id),
        organisation_ids=frozenset(grant.organisation_id for grant in grants if grant.organisation_id),
    )

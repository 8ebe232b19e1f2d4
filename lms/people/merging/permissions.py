"""Who reviews likely duplicates and who may merge, as sentences."""

from __future__ import annotations

from typing import Any

from ..enums import Role
from ..models import Merge, Person, RoleGrant, User
from ..scopes import Reach, reach_of

# The accounts a territorial coordinator may close or move with a merge: those of the roles below their own.
ROLES_BELOW = frozenset({Role.LEARNER, Role.UPE_COORDINATOR, Role.TRAINER})


def can_merge_duplicates(user: Any) -> bool:
    """Administrators everywhere, territorial coordinators in their territory."""
    reach = reach_of(user)
    return _is_administrator(reach) or reach.has_role(Role.TERRITORIAL_COORDINATOR)


def can_review_duplicates(user: Any) -> bool:
    """Those who merge, and the auditors, who read. The ministry's officers see persons through figures only."""
    reach = reach_of(user)
    return can_merge_duplicates(user) or (reach.national and reach.has_role(Role.AUDITOR))


def can_merge(user: Any, one: Person, other: Person) -> bool:
    """Both records are in the user's scope, and a territorial coordinator touches no account of a higher role."""
    if not can_merge_duplicates(user):
        return False
    if Person.objects.visible_to(user).filter(pk__in=[one.pk, other.pk]).count() != 2:
        return False
    if _is_administrator(reach_of(user)):
        return True
    accounts = User.objects.filter(person__in=[one.pk, other.pk])
    grants = RoleGrant.objects.filter(user__in=accounts.values("pk"))
    return not (accounts.filter(is_superuser=True).exists() or grants.exclude(role__in=ROLES_BELOW).exists())


def visible_merges(user: Any) -> Any:
    """The merges a user may read: all for national readers, one's own in one's territory otherwise."""
    if not can_review_duplicates(user):
        return Merge.objects.none()
    rows = Merge.objects.visible_to(user)
    reach = reach_of(user)
    return rows if reach.national else rows.filter(merged_by=user)


def can_undo(user: Any, merge: Merge) -> bool:
    """Whoever may merge undoes: administrators any merge, territorial coordinators those they made."""
    return can_merge_duplicates(user) and visible_merges(user).filter(pk=merge.pk).exists()


def _is_administrator(reach: Reach) -> bool:
    return reach.national and reach.has_role(Role.ADMINISTRATOR)

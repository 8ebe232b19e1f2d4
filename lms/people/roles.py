"""Roles in step with Django's groups: one group per role, its rights from the matrix, its members from the grants."""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page

from lms.core import audit

from . import role_matrix
from .accounts.permissions import can_end, can_grant
from .enums import Role, Scope
from .models import Organisation, Province, Region, RoleGrant, User

WAGTAIL_GROUPS = ("Moderators", "Editors")


def grant_role(
    user: User,
    role: str,
    *,
    actor: User | None,
    scope: str = "",
    organisation: Organisation | None = None,
    province: Province | None = None,
    region: Region | None = None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    granted_by: User | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give `role` to `user` and put them into its group. The same grant twice is one grant.

    `scope` defaults to the usual one of the role, `starts_on` to today. `actor` is None for the portal's own acts:
    an accepted invitation (`granted_by` is who sent it), the loading of data. Raises PermissionDenied when the role
    is above the actor's ceiling, the place outside their territory, or the account their own; ValidationError when the
    scope does not fit the role or its target.
    """
    if actor is not None and not can_grant(actor, role, to=user, organisation=organisation):
        raise PermissionDenied
    scope = scope or role_matrix.SCOPES[Role(role)][0]
    if scope not in role_matrix.SCOPES[Role(role)]:
        raise ValidationError({"scope": _("This role is not given over this scope.")}, code="scope")
    today = timezone.localdate()
    target = {"organisation": organisation, "province": province, "region": region}
    with transaction.atomic():
        # Two grants to one account at the same moment wait for each other: no constraint can tell them apart.
        User.objects.select_for_update().get(pk=user.pk)
        same = RoleGrant.objects.filter(user=user, role=role, scope=scope, **target).active_on(starts_on or today)
        if (existing := same.first()) is not None:
            return existing
        grant = RoleGrant(
            user=user,
            role=role,
            scope=scope,
            **target,
            starts_on=starts_on or today,
            ends_on=ends_on,
            granted_by=actor or granted_by,
        )
        grant.full_clean()
        grant.save()
        audit.record("people.role_granted", grant, actor=actor, reason=reason, role=role, scope=scope)
        refresh_groups(user)
    return grant


def end_role_grant(
    grant: RoleGrant, *, actor: User, last_day: datetime.date | None = None, reason: str = ""
) -> RoleGrant:
    """End a grant: with no last day named it acts no more from the next request on. Ending it again changes nothing.

    A grant that began today (or begins later) and is ended at once is kept as one day in the past, so that it
    stays on record and gives nothing. Raises PermissionDenied when the actor could not have given it; ValidationError
    when the last day is before the first, or too few administrators would remain.
    """
    with transaction.atomic():
        lock_administrators()
        grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if not can_end(actor, grant):
            raise PermissionDenied
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        if last_day is None and grant.ends_on is not None and grant.ends_on <= yesterday:
            return grant
        first_day = grant.starts_on
        if last_day is None:
            grant.starts_on = min(first_day, yesterday)
        grant.ends_on = last_day or yesterday
        grant.full_clean()
        keep_enough_administrators(RoleGrant.objects.filter(pk=grant.pk), after=grant.ends_on)
        grant.save(update_fields=["starts_on", "ends_on"])
        audit.record(
            "people.role_ended", grant, actor=actor, reason=reason, role=grant.role,
            first_day=str(first_day), last_day=str(grant.ends_on),
        )  # fmt: skip
        refresh_groups(grant.user)
    return grant


def lock_administrators() -> None:
    """Let ends and closures wait for each other: two administrators who end each other at one moment would otherwise
    both be told that the other remains. To be called inside a transaction, before anything else is locked."""
    list(RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk").values_list("pk"))


def keep_enough_administrators(lost: Any, *, after: datetime.date) -> None:
    """Raise ValidationError when, without the grants `lost` after that day, fewer than two national administrators
    with an open account remain on a day on which they would have counted.

    A portal that has one administrator may get a second one; it may not go from two to one, nor from one to none.
    """
    grants = list(
        RoleGrant.objects.filter(role=Role.ADMINISTRATOR, scope=Scope.NATIONAL, user__is_active=True).exclude(
            ends_on__lte=after
        )
    )
    lost_ids = set(lost.values_list("pk", flat=True))
    kept = [grant for grant in grants if grant.pk not in lost_ids]
    first_day = after + datetime.timedelta(days=1)
    # Who administers changes only where a grant begins or has ended.
    edges = {grant.starts_on for grant in grants} | {
        grant.ends_on + datetime.timedelta(days=1) for grant in grants if grant.ends_on
    }
    for day in {first_day} | {edge for edge in edges if edge > first_day}:
        remaining = _acting_on(day, kept)
        if len(remaining) < role_matrix.LEAST_ADMINISTRATORS and remaining != _acting_on(day, grants):
            raise ValidationError(
                _("The portal keeps at least two administrators: give this role to somebody else first."),
                code="too_few_administrators",
            )


def _acting_on(day: datetime.date, grants: list[RoleGrant]) -> set[int]:
    """The accounts that one of `grants` makes administrator on that day."""
    return {
        grant.user_id for grant in grants if grant.starts_on <= day and (grant.ends_on is None or grant.ends_on >= day)
    }


def refresh_groups(user: User) -> None:
    """Put the user into exactly the groups of the roles granted today."""
    roles = set(RoleGrant.objects.filter(user=user).active_on(timezone.localdate()).values_list("role", flat=True))
    if set(user.groups.values_list("name", flat=True)) != roles:
        user.groups.set([_group(role) for role in sorted(roles)])
    # What Django and scopes.reach_of remember of this very object is out of date now.
    for remembered in ("_reach", "_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        user.__dict__.pop(remembered, None)


def _group(role: str) -> Group:
    return Group.objects.get_or_create(name=role)[0]


@transaction.atomic
def sync_roles() -> list[str]:
    """Bring groups, their rights and their members in step with the matrix and the grants of today.

    Safe to repeat; run by every `migrate`, and once a day so that grants start and end. Returns the permissions that
    the matrix names and the database does not have (none, once every app is migrated).
    """
    missing: list[str] = []
    groups = {role: _group(role.value) for role in Role}
    for role, group in groups.items():
        wanted = role_matrix.permissions_of(role)
        found = _permissions(wanted)
        missing += sorted(wanted - found.keys())
        group.permissions.set(found.values())
    missing += _sync_pages(groups) + _sync_collections(groups)
    for task in GroupApprovalTask.objects.all():
        task.groups.set([groups[role] for role in role_matrix.MODERATORS])
    # The groups of a fresh Wagtail would be a second, undeclared matrix.
    for undeclared in Group.objects.filter(name__in=WAGTAIL_GROUPS):
        undeclared.delete()
    _sync_members(groups)
    return missing


def _permissions(names: Any) -> dict[str, Permission]:
    """Permissions by their name "app.codename"."""
    condition = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        condition |= Q(content_type__app_label=app, codename=codename)
    found = Permission.objects.filter(condition).select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}": row for row in found}


def _sync_pages(groups: dict[Role, Group]) -> list[str]:
    names = {f"wagtailcore.{name}" for rights in role_matrix.PAGES.values() for row in rights.values() for name in row}
    permissions = _permissions(names)
    wanted = set()
    for place, rights in role_matrix.PAGES.items():
        for page_id in _pages_at(place):
            for role, codenames in rights.items():
                for codename in codenames:
                    if permission := permissions.get(f"wagtailcore.{codename}"):
                        wanted.add((groups[role].pk, page_id, permission.pk))
    held = {
        (row.group_id, row.page_id, row.permission_id): row.pk
        for row in GroupPagePermission.objects.filter(group__in=groups.values())
    }
    GroupPagePermission.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group_id=group, page_id=page, permission_id=permission)
        for group, page, permission in sorted(wanted - held.keys())
    )
    return sorted(names - permissions.keys())


def _pages_at(place: str) -> list[int]:
    if place == "root":
        return list(Page.objects.filter(depth=1).values_list("pk", flat=True))
    return list(apps.get_model(place).objects.values_list("pk", flat=True))


def _sync_collections(groups: dict[Role, Group]) -> list[str]:
    permissions = _permissions(role_matrix.COLLECTIONS)
    roots = list(Collection.objects.filter(depth=1).values_list("pk", flat=True))
    wanted = {
        (root, groups[role].pk, permission.pk)
        for root in roots
        for name, permission in permissions.items()
        for role in role_matrix.COLLECTIONS[name]
    }
    held = {
        (row.collection_id, row.group_id, row.permission_id): row.pk
        for row in GroupCollectionPermission.objects.filter(group__in=groups.values())
    }
    GroupCollectionPermission.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(collection_id=root, group_id=group, permission_id=permission)
        for root, group, permission in sorted(wanted - held.keys())
    )
    return sorted(role_matrix.COLLECTIONS.keys() - permissions.keys())


def _sync_members(groups: dict[Role, Group]) -> None:
    membership = User.groups.through
    active = RoleGrant.objects.active_on(timezone.localdate()).values_list("user_id", "role")
    wanted = {(user_id, groups[Role(role)].pk) for user_id, role in active}
    held = {(row.user_id, row.group_id): row.pk for row in membership.objects.all()}
    membership.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    membership.objects.bulk_create(
        membership(user_id=user_id, group_id=group_id) for user_id, group_id in sorted(wanted - held.keys())
    )

"""Who brings people in by file, and where to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from ..enums import Role
from ..models import Organisation, PersonImport
from ..scopes import reach_of


def importable_organisations(user: Any) -> QuerySet[Organisation]:
    """All of them for a national administrator; a territorial coordinator's territory; a unit coordinator's units."""
    reach = reach_of(user)
    rows = Organisation.objects.all()
    if reach.has_role(Role.ADMINISTRATOR) and reach.national:
        return rows
    condition = Q(pk__in=[])
    if reach.has_role(Role.TERRITORIAL_COORDINATOR):
        condition |= Q(province__in=reach.province_ids) | Q(province__region__in=reach.region_ids)
    if reach.has_role(Role.UPE_COORDINATOR):
        condition |= Q(pk__in=reach.organisation_ids)
    return rows.filter(condition)


def can_import(user: Any) -> bool:
    """Whether the user may bring in files at all."""
    reach = reach_of(user)
    return (
        (reach.has_role(Role.ADMINISTRATOR) and reach.national)
        or (reach.has_role(Role.TERRITORIAL_COORDINATOR) and bool(reach.province_ids or reach.region_ids))
        or (reach.has_role(Role.UPE_COORDINATOR) and bool(reach.organisation_ids))
    )


def can_read_imports(user: Any) -> bool:
    """Whether the user has a list of imports: those who import, and the auditors."""
    reach = reach_of(user)
    return can_import(user) or (reach.has_role(Role.AUDITOR) and reach.national)


def can_carry_on(user: Any, row: PersonImport) -> bool:
    """Whether the user may decide, record or drop this import: its uploader, or a national administrator."""
    reach = reach_of(user)
    if reach.has_role(Role.ADMINISTRATOR) and reach.national:
        return True
    return can_import(user) and row.uploaded_by_id == user.pk

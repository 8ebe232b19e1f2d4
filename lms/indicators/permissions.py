"""Who reads figures, over which part of the country, and who may take names away."""

from __future__ import annotations

from typing import Any

from lms.people.enums import Role
from lms.people.scopes import reach_of

from .rows import Territory

NATIONAL_ROLES = (Role.MINISTRY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
READING_ROLES = (*NATIONAL_ROLES, Role.TERRITORIAL_COORDINATOR)
EXPORTING_ROLES = (Role.MINISTRY_OFFICER, Role.ADMINISTRATOR)


def can_read_figures(user: Any) -> bool:
    """The ministry, administrators and auditors; territorial coordinators within their territory."""
    reach = reach_of(user)
    return reach.has_role(*READING_ROLES) and (reach.national or bool(reach.region_ids or reach.province_ids))


def can_export_names(user: Any) -> bool:
    """The lists behind the figures leave the portal only with the ministry or an administrator."""
    return can_read_figures(user) and reach_of(user).has_role(*EXPORTING_ROLES)


def territory_of(user: Any) -> Territory | None:
    """The regions and provinces whose structures the user's figures count; None: the whole country."""
    reach = reach_of(user)
    if reach.national:
        return None
    return Territory(region_ids=reach.region_ids, province_ids=reach.province_ids)

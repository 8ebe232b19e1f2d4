"""Who may look up accounts, give and end roles, and close accounts, as sentences.

Nobody gives more than they hold: the ceilings are declared in `role_matrix`, the territories are those of the grants.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..enums import Role
from ..models import Affiliation, Organisation, RoleGrant, User
from ..permissions import administers
from ..role_matrix import CEILINGS
from ..scopes import reach_of


def grantable_roles(user: Any) -> tuple[Role, ...]:
    """The roles that the user may give and end, by the ceiling of what they hold themselves, in the usual order."""
    if administers(user):
        return tuple(role for role in Role if role in CEILINGS[Role.ADMINISTRATOR])
    if _territory(user):
        return tuple(role for role in Role if role in CEILINGS[Role.TERRITORIAL_COORDINATOR])
    return ()


def _territory(user: Any, path: str = "") -> Q | None:
    """The condition on an organisation at `path` to lie in the province or region that the user coordinates. The
    organisation that somebody coordinates besides is no territory. None without a territory."""
    reach = reach_of(user)
    if not reach.has_role(Role.TERRITORIAL_COORDINATOR) or not (reach.province_ids or reach.region_ids):
        return None
    to_province = f"{path}__province" if path else "province"
    return Q(**{f"{to_province}__in": reach.province_ids}) | Q(**{f"{to_province}__region__in": reach.region_ids})


def grantable_organisations(user: Any) -> Any:
    """The organisations whose coordinator the user may name, by name."""
    rows = Organisation.objects.select_related("province").order_by("name_fr", "pk")
    if administers(user):
        return rows
    territory = _territory(user)
    return rows.none() if territory is None else rows.filter(territory)


def visible_accounts(user: Any) -> Any:
    """The accounts that the user may look up: all of them for administrators and auditors; for a territorial
    coordinator, those of the people at work in the territory today."""
    rows = User.objects.all()
    if administers(user) or reads_accounts_only(user):
        return rows
    territory = _territory(user, "organisation")
    if territory is None:
        return rows.none()
    at_work = Affiliation.objects.active_on(timezone.localdate()).filter(territory)
    return rows.filter(person__in=at_work.values("person"))


def reads_accounts_only(user: Any) -> bool:
    """Whether the user reads every account and changes none."""
    reach = reach_of(user)
    return reach.national and reach.has_role(Role.AUDITOR) and not reach.has_role(Role.ADMINISTRATOR)


def can_grant(user: Any, role: str, *, to: User, organisation: Organisation | None = None) -> bool:
    """Whether the user may give (or end) `role` to the account `to`, over `organisation` when the role has one.

    Never to oneself, never above the ceiling, never outside one's territory: a role over an organisation asks for
    that organisation, and every role for the person to work in the territory today.
    """
    if user.pk == to.pk or role not in grantable_roles(user):
        return False
    if administers(user):
        return True
    if organisation is not None and not grantable_organisations(user).filter(pk=organisation.pk).exists():
        return False
    return visible_accounts(user).filter(pk=to.pk).exists()


def can_end(user: Any, grant: RoleGrant) -> bool:
    """Whether the user may end this grant: the one who may give it may take it back. The coordinator of an
    organisation of the territory may also work elsewhere today."""
    if user.pk == grant.user_id or grant.role not in grantable_roles(user):
        return False
    if grant.organisation_id is None:
        return can_grant(user, grant.role, to=grant.user)
    return grantable_organisations(user).filter(pk=grant.organisation_id).exists()


def can_close_accounts(user: Any) -> bool:
    """Accounts are closed and opened again by the administrators alone."""
    return administers(user)


def opens_accounts(user: Any) -> bool:
    """Whether the user has a list of accounts at all."""
    return bool(grantable_roles(user)) or reads_accounts_only(user)

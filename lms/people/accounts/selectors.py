"""Reads over accounts."""

from __future__ import annotations

import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from lms.core.text import fold

from ..models import RoleGrant, User
from .permissions import can_end, visible_accounts

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def accounts_for(viewer: Any) -> Any:
    """The accounts that `viewer` may look up, by name, each with `has_second_factor` and today's `acting_grants`."""
    grants = RoleGrant.objects.active_on(timezone.localdate()).select_related("organisation", "province", "region")
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return (
        visible_accounts(viewer)
        .select_related("person")
        .annotate(has_second_factor=Exists(factors))
        .prefetch_related(Prefetch("role_grants", queryset=grants.order_by("role", "pk"), to_attr="acting_grants"))
        .order_by("person__family_name", "person__given_name", "person__family_name_ar", "pk")
    )


def matching(accounts: Any, *, q: str = "", role: str = "", state: str = "", factor: str = "") -> Any:
    """The accounts with every word of `q` in their names (or all of it in user name or address), and the facts asked.

    `state` is "open", "closed" or "never" (open, and never signed in); `factor` is "yes" or "no"; empty asks nothing.
    """
    if q:
        words = Q()
        for word in fold(q).split():
            words &= Q(person__search_text__contains=word)
        accounts = accounts.filter(words | Q(username__icontains=q) | Q(email__icontains=q))
    if role:
        held = RoleGrant.objects.filter(role=role).active_on(timezone.localdate())
        accounts = accounts.filter(pk__in=held.values("user"))
    if state:
        accounts = accounts.filter(is_active=state != "closed")
    if state == "never":
        accounts = accounts.filter(last_login__isnull=True)
    if factor:
        accounts = accounts.filter(has_second_factor=factor == "yes")
    return accounts


def grants_of(account: User, viewer: Any) -> list[tuple[RoleGrant, bool]]:
    """The grants that act today or later, then the past ones, each with whether `viewer` may end it."""
    today = timezone.localdate()
    rows = account.role_grants.select_related(
        "user__person", "organisation", "province", "region", "granted_by__person"
    )
    ordered = sorted(rows, key=lambda row: (_is_past(row, today), -row.starts_on.toordinal(), row.pk))
    return [(row, not _is_past(row, today) and can_end(viewer, row)) for row in ordered]


def _is_past(grant: RoleGrant, today: datetime.date) -> bool:
    return grant.ends_on is not None and grant.ends_on < today

"""What each app tells about two records that are compared: lines to read, within the reader's scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.dates import date_range, long_date

from ..models import Affiliation, Person, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# The lines of each person, by the person's number. A constant number of queries whatever the persons have.
Reader = Callable[[Sequence[Person], Any], Mapping[int, list[str]]]


@dataclass(frozen=True)
class Subject:
    label: str | _StrPromise
    read: Reader


_subjects: list[Subject] = []


def register_facts(label: str | _StrPromise, read: Reader) -> None:
    """Show what `read(persons, user)` finds under `label` when two records are compared."""
    _subjects.append(Subject(label, read))


def subjects() -> list[Subject]:
    """What people itself knows first, then the other apps."""
    return [*OWN, *_subjects]


def grouped(lines: Any) -> dict[int, list[str]]:
    """(person number, line) pairs as lists by person."""
    found: dict[int, list[str]] = {}
    for person_id, line in lines:
        found.setdefault(person_id, []).append(line)
    return found


def _affiliations(persons: Sequence[Person], user: Any) -> dict[int, list[str]]:
    rows = Affiliation.objects.visible_to(user).filter(person__in=persons).select_related("organisation__province")
    return grouped((row.person_id, _affiliation(row)) for row in rows)


def _affiliation(row: Affiliation) -> str:
    place = f"{row.organisation} ({row.organisation.province})"
    if row.ended_on:
        days = date_range(row.started_on, row.ended_on)
    else:
        days = _("since %(day)s") % {"day": long_date(row.started_on)}
    return f"{place} · {row.get_profession_display()} · {days}"


def _account(persons: Sequence[Person], user: Any) -> dict[int, list[str]]:
    accounts = User.objects.filter(person__in=persons).prefetch_related("role_grants")
    return grouped((account.person_id, line) for account in accounts for line in _account_lines(account))


def _account_lines(account: User) -> list[str]:
    lines = [_("Account open") if account.is_active else _("Account closed")]
    if account.last_login:
        lines.append(_("Last sign-in: %(day)s") % {"day": long_date(account.last_login.date())})
    # Roles that ended are history; the rule about accounts asks for those of today and to come.
    roles = {grant.get_role_display() for grant in account.role_grants.all() if grant.ends_on is None}
    return lines + sorted(capfirst(role) for role in roles)


OWN = (Subject(gettext_lazy("Organisations"), _affiliations), Subject(gettext_lazy("Account"), _account))

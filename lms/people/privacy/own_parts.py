"""What the people app itself keeps about a person, told part by part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from ..enums import AccessAct, Role
from ..models import NoticeAcceptance, Person, RoleGrant, User
from .access import accesses_by_month
from .portrait import ACCOUNT, IDENTITY, Coded, register_part

Lines = Iterable[tuple[Any, ...]]


def coded(row: Any, field: str) -> Coded:
    """A choice of a record as code and words."""
    return Coded(getattr(row, field), getattr(row, f"get_{field}_display")())


def identity(person: Person) -> Lines:
    """The record, and those that were merged into it."""
    for row in (person, *person.absorbed.all()):
        yield (
            row.given_name, row.family_name, row.given_name_ar, row.family_name_ar, coded(row, "sex"), row.phone,
            row.email, coded(row, "language"), row.personal_code, row.created_at,
        )  # fmt: skip


def affiliations(person: Person) -> Lines:
    for row in person.affiliations.select_related("organisation"):
        yield (
            row.organisation.name, coded(row, "profession"), coded(row, "engagement"), row.started_on, row.ended_on,
            row.is_primary,
        )  # fmt: skip


def account(person: Person) -> Lines:
    """How the person signs in. Second factors are counted; their secrets leave in no export."""
    for user in User.objects.filter(person=person):
        addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
        factors = Authenticator.objects.filter(user=user).count()
        yield (
            user.username, ", ".join(sorted({user.email, *addresses} - {""})), user.sign_in_phone, user.is_active,
            user.date_joined, user.last_login, factors,
        )  # fmt: skip


def roles(person: Person) -> Lines:
    rows = RoleGrant.objects.filter(user__person=person).select_related("organisation", "province", "region")
    for row in rows:
        place = row.organisation or row.province or row.region
        yield coded(row, "role"), coded(row, "scope"), place.name if place else None, row.starts_on, row.ends_on


def invitations(person: Person) -> Lines:
    for row in person.invitations.all():
        yield row.email, coded(row, "role"), coded(row, "state"), row.invited_at, row.expires_at, row.accepted_at


def cards(person: Person) -> Lines:
    for row in person.sign_in_cards.all():
        yield row.issued_at, row.expires_at, row.used_at, row.withdrawn_at


def notices(person: Person) -> Lines:
    for row in NoticeAcceptance.objects.filter(user__person=person):
        yield row.version, coded(row, "language"), row.accepted_at


def requests(person: Person) -> Lines:
    for row in person.data_requests.order_by("-asked_at"):
        yield coded(row, "kind"), coded(row, "state"), row.asked_at, row.due_on, row.message, row.answer


def accesses(person: Person) -> Lines:
    """Counts by role, act and month: who precisely is not told, so that nobody is watched in turn."""
    for row in accesses_by_month(person):
        yield (
            f"{row['month']:%Y-%m}", Coded(row["role"], Role(row["role"]).label),
            Coded(row["act"], AccessAct(row["act"]).label), row["total"],
        )  # fmt: skip


def register() -> None:
    """Add the parts of this app to the portrait."""
    names = (("given_name", _("given name")), ("family_name", _("family name")))
    arabic = (("given_name_ar", _("given name in Arabic")), ("family_name_ar", _("family name in Arabic")))
    reach = (("phone", _("phone")), ("email", _("e-mail")), ("language", _("language")))
    dates = (("from", _("from")), ("until", _("until")))
    register_part(
        "identity", _("Identity"), rows=identity, order=IDENTITY,
        headings=(*names, *arabic, ("sex", _("sex")), *reach, ("personal_code", _("personal code")),
                  ("created_at", _("created at"))),
    )  # fmt: skip
    register_part(
        "affiliations", _("Organisations"), rows=affiliations, order=IDENTITY + 10,
        headings=(("organisation", _("organisation")), ("profession", _("profession")),
                  ("engagement", _("engagement")), *dates, ("main", _("main organisation"))),
    )  # fmt: skip
    register_part(
        "account", _("Account"), rows=account, order=ACCOUNT,
        headings=(("user_name", _("user name")), ("emails", _("e-mail")),
                  ("sign_in_phone", _("phone for signing in")), ("active", _("active")),
                  ("opened_at", _("opened at")), ("last_sign_in", _("last sign-in")),
                  ("second_factors", _("second factors"))),
    )  # fmt: skip
    register_part(
        "roles", _("Roles"), rows=roles, order=ACCOUNT + 10,
        headings=(("role", _("role")), ("scope", _("scope")), ("where", _("where")), *dates),
    )  # fmt: skip
    register_part(
        "invitations", _("Invitations"), rows=invitations, order=ACCOUNT + 20,
        headings=(("email", _("e-mail")), ("role", _("role")), ("state", _("state")), ("sent_at", _("invited at")),
                  ("expires_at", _("expires at")), ("accepted_at", _("accepted at"))),
    )  # fmt: skip
    register_part(
        "cards", _("Sign-in cards"), rows=cards, order=ACCOUNT + 30,
        headings=(("issued_at", _("issued at")), ("expires_at", _("expires at")), ("used_at", _("used at")),
                  ("withdrawn_at", _("withdrawn at"))),
    )  # fmt: skip
    register_part(
        "notices", _("Information notices read"), rows=notices, order=ACCOUNT + 40,
        headings=(("version", _("version")), ("language", _("language")), ("accepted_at", _("accepted at"))),
    )  # fmt: skip
    register_part(
        "requests", _("My requests"), rows=requests, order=ACCOUNT + 50,
        headings=(("kind", _("kind")), ("state", _("state")), ("asked_at", _("asked at")),
                  ("due_on", _("answer due on")), ("message", _("message")), ("answer", _("answer"))),
    )  # fmt: skip
    register_part(
        "accesses", _("Who looked at my record"), rows=accesses, order=ACCOUNT + 60,
        headings=(("month", _("month")), ("role", _("role")), ("act", _("act")), ("times", _("times"))),
    )  # fmt: skip

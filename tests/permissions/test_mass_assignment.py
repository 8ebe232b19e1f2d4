"""Every form of the portal and of the administration, posted with fields it does not have: they change nothing.

Each form that a role is shown is sent back filled in, with the columns of our records that it does not offer pointing
to a villain. Afterwards no row anywhere refers to the villain, and nobody has become more than they were.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from django.utils import timezone

from lms.core.checks import is_ours
from lms.people.enums import Role
from lms.people.models import Person, RoleGrant, User
from tests.factories import UserFactory
from tests.permissions import matrix
from tests.permissions.matrix import ROLES
from tests.permissions.resolver import fill, routes
from tests.permissions.visitors import Visitors, address_of

MARK = "00000000-dead-4bad-8bad-000000000bad"
# Columns that say what somebody is or who did something, and what a forger would write there.
# What a form with a role of its own changes.
ROLES_GIVEN = {"administrators", "national"}
FLAGS = ("is_staff", "is_superuser", "is_demo")

# Some of the forms that accept what `filled_in` sends, on both sides of the house.
WRITTEN = {
    "administrator /admin/affiliation/new/",
    "administrator /admin/organisation/new/",
    "administrator /admin/person/edit/*/",
    "administrator /admin/person/new/",
    "administrator /admin/rolegrant/edit/*/",
    "administrator /fr/sessions/*/postpone/",
    "administrator /fr/team/accounts/*/close/",
    "coordinator /fr/sessions/registrations/*/withdraw/",
    "coordinator /fr/team/invite/",
    "learner /fr/account/email/",
    "territorial /fr/team/accounts/roles/*/end/",
}


def forms_in(response: Any) -> Iterator[forms.BaseForm]:
    """The forms that a drawn page was given, each with its rows."""
    seen: set[int] = set()
    for layer in response.context or ():
        for values in getattr(layer, "dicts", [layer]):
            for value in values.values():
                if isinstance(value, forms.BaseForm) and not value.prefix and id(value) not in seen:
                    seen.add(id(value))
                    yield value


def filled_in(form: forms.BaseForm) -> dict[str, Any]:
    """What a reader would send: what the form shows, and something plausible where it asks for more."""
    sent = {}
    for bound in form:
        value, field = bound.value(), bound.field
        if isinstance(field, forms.FileField) or (isinstance(value, bool) and not value):
            continue
        if value in (None, "") and (field.required or bound.name.startswith(("given_name", "family_name", "email"))):
            value = plausible(field)
        if isinstance(value, datetime.date):
            value = value.isoformat()
        if isinstance(value, (str, int, list)) and value is not None:
            sent[bound.html_name] = value
    # The lessons of a version, the answers of a question: rows of their own, sent with the form they belong to.
    for rows in getattr(form, "formsets", {}).values():
        for row in (rows.management_form, *rows.forms):
            sent |= filled_in(row)
    return sent


def plausible(field: forms.Field) -> Any:
    if isinstance(field, forms.ModelChoiceField):
        return getattr(field.queryset.first(), "pk", "") if field.queryset is not None else ""
    if isinstance(field, forms.ChoiceField):
        return next((key for key, _ in field.choices if key), "")
    if isinstance(field, forms.EmailField):
        return "nouvelle@example.org"
    if isinstance(field, (forms.DateField, forms.DateTimeField)):
        return timezone.localdate().isoformat()
    if isinstance(field, forms.IntegerField):
        return "1"
    return "Essai"


def forged(villain: User, offered: set[str]) -> dict[str, Any]:
    """Every column of our records that a form does not offer, as a forger would fill it."""
    sent: dict[str, Any] = {"role": Role.ADMINISTRATOR, "scope": "national", "user_permissions": "1", "groups": "1"}
    sent |= dict.fromkeys(FLAGS, "on") | {"personal_code": "FORGED", "pseudonymised_at": "2001-01-01", "uuid": MARK}
    for model in filter(is_ours, apps.get_models()):
        for column in model._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model in (User, Person):
                key = villain.pk if column.related_model is User else villain.person_id
                sent |= {column.name: key, column.attname: key}
    return {name: value for name, value in sent.items() if name not in offered}


def harm(villain: User, before: dict[str, int]) -> list[str]:
    """What a forged field has changed, if anything."""
    found = []
    for model in filter(is_ours, apps.get_models()):
        for column in model._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model in (User, Person):
                key = villain.pk if column.related_model is User else villain.person_id
                rows = model._default_manager.filter(**{column.attname: key})
                if model is RoleGrant or model is User:
                    rows = rows.exclude(pk__in=villain.role_grants.values("pk") if model is RoleGrant else [villain.pk])
                if rows.exists():
                    found.append(f"{model._meta.label}.{column.name}")
            if column.name == "uuid" and model._default_manager.filter(uuid=MARK).exists():
                found.append(f"{model._meta.label}.uuid")
    return found + [name for name, number in standing().items() if number != before[name]]


def standing() -> dict[str, int]:
    """How many are what a forger would like to be."""
    return {
        "is_superuser": User.objects.filter(is_superuser=True).count(),
        "is_staff": User.objects.filter(is_staff=True).count(),
        "administrators": RoleGrant.objects.filter(role=Role.ADMINISTRATOR).count(),
        "national": RoleGrant.objects.filter(scope="national").count(),
        "demonstration": Person.objects.filter(is_demo=True).count(),
        "codes": Person.objects.filter(personal_code="FORGED").count(),
        "pseudonymised": Person.objects.filter(pseudonymised_at__isnull=False).count(),
        "rights": User.user_permissions.through.objects.count(),
    }


def posted_addresses(visitors: Visitors) -> Iterator[tuple[str, str]]:
    """Who is shown which form: the cells of the table that take a posted form, and the office's."""
    for row in matrix.TABLE:
        for role, get, post in zip(ROLES, row.get, row.post, strict=True):
            if get == "." and post in ".!>" and row.scope in {"", "own"} and "logout" not in row.route:
                yield role, address_of(visitors.world, row)
    known = set(routes())
    for office in matrix.OFFICE:
        for suffix in ("new/", "add/", "edit/<int:pk>/"):
            if (route := office.prefix + suffix) in known:
                yield "administrator", fill(route, {"pk": visitors.world.record(office.record, "own").pk})


def without_numbers(address: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "*", address)


def test_no_form_takes_more_than_it_offers(readers: Visitors) -> None:
    villain = UserFactory(auditor=True)
    before, harmful, written = standing(), [], set()
    already = set(harm(villain, before))
    for role, address in sorted(set(posted_addresses(readers))):
        for form in forms_in(readers.request(role, "get", address)):
            offered = {bound.html_name for bound in form} | {bound.name for bound in form}

            def look(response: Any, place: str = f"{role} {address}", offered: set[str] = offered) -> None:
                if response.status_code >= 500:
                    harmful.append(f"{place} [{response.status_code}]")
                    return
                # A form that gives roles gives them: what it offers is its own business.
                expected = already | (ROLES_GIVEN if "role" in offered else set())
                harm_done = [name for name in harm(villain, before) if name not in expected]
                if harm_done:
                    harmful.append(f"{place} {harm_done}")
                if readers.written:
                    written.add(without_numbers(place))

            readers.request(role, "post", address, filled_in(form) | forged(villain, offered), then=look)
    assert harmful == []
    # Forms that refused everything would have protected nothing: these took what they offer.
    assert written >= WRITTEN

"""Correcting one's own record: contact at once, names and sex at once or after approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.core import audit
from lms.core.text import plain
from lms.core.validators import canonical_phone

from ..duplicate_search import compare_once_kept
from ..models import Person, User
from ..staff import NAMES

CONTACT = ("email", "phone", "language")
IDENTITY = (*NAMES, "sex")
# Why a correction of names and sex may need the office's approval: something was issued under the old name.
APPROVALS: list[Callable[[Person], bool]] = []


def register_approval(asked_for: Callable[[Person], bool]) -> None:
    """Add a reason for which names and sex of a person are corrected by the office only."""
    APPROVALS.append(asked_for)


def needs_approval(person: Person) -> bool:
    return any(asked_for(person) for asked_for in APPROVALS)


def differences(person: Person, values: Mapping[str, Any]) -> dict[str, str]:
    """The values that differ from the record, tidied as they would be kept."""
    tidy = {name: plain(str(values[name])) if name in NAMES else str(values[name]) for name in IDENTITY}
    return {name: value for name, value in tidy.items() if value != getattr(person, name)}


def correct_contact(person: Person, *, actor: User, email: str, phone: str, language: str) -> Person:
    """Change one's own address, phone and language, at once. The same values again change nothing.

    Raises PermissionDenied for the record of somebody else, ValidationError for a value that breaks a rule.
    """
    if actor.person_id != person.pk:
        raise PermissionDenied
    values = {"email": email.strip().lower(), "phone": canonical_phone(phone), "language": language}
    return _write(person, values, actor=actor)


def correct_identity(person: Person, *, actor: User, values: Mapping[str, Any]) -> Person:
    """Change one's own names and sex at once. Raises PermissionDenied for somebody else's record and when the change
    needs approval; ValidationError for values that break a rule."""
    if actor.person_id != person.pk or needs_approval(person):
        raise PermissionDenied
    return _write(person, differences(person, values), actor=actor)


def apply_correction(person: Person, *, actor: User, changes: Mapping[str, Any]) -> Person:
    """Write the names and sex of an approved request; who may was asked by `data_requests.carry_out`."""
    return _write(person, {name: changes[name] for name in IDENTITY if name in changes}, actor=actor)


def _write(person: Person, values: Mapping[str, Any], *, actor: User) -> Person:
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        changed = sorted(name for name, value in values.items() if getattr(person, name) != value)
        if not changed:
            return person
        for name in changed:
            setattr(person, name, values[name])
        person.full_clean()
        person.save()
        audit.record("people.data_corrected", person, actor=actor, fields=", ".join(changed))
        compare_once_kept(person.pk)
    return person

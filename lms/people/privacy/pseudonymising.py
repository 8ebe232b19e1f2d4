"""Erasing a person: what names them goes, what counts stays.

Source: the counting rules, "erasure request: person pseudonymised, counts preserved as anonymous facts". The record
keeps its number, its sex and its history without a name, so that no figure changes. Each app erases its own part in
its `personal_data` module. Nothing here can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit

from ..enums import Role
from ..models import Person, RoleGrant, User
from ..permissions import can_answer_data_requests
from .traces import PSEUDONYM_AR, PSEUDONYM_FR, Traces, traces_of

Eraser = Callable[[Traces], None]
ERASERS: dict[str, Eraser] = {}
# Free texts that may name somebody, in records that are not about them: (model, field) by name.
FREE_TEXTS: dict[tuple[str, str], type[models.Model]] = {}
BATCH = 500


def register_eraser(code: str, eraser: Eraser) -> None:
    """Add what one app erases. It runs inside the transaction, after the record itself was emptied, and must be
    safe to repeat."""
    ERASERS[code] = eraser


def register_free_texts(model: type[models.Model], *fields: str) -> None:
    """Declare text or JSON columns in which somebody may have typed a name."""
    for name in fields:
        FREE_TEXTS[model._meta.label, name] = model


def pseudonymise(person: Person, *, actor: User | None, reason: str) -> Person:
    """Erase what names `person` and the records merged into it. A second time changes nothing.

    `reason` is a code ("request", "retention"); `actor` is None for the retention command. Raises PermissionDenied
    when the actor may not answer data requests or is the person; ValidationError for an administrator, who must hand
    over first.
    """
    if actor is not None and (not can_answer_data_requests(actor) or actor.person_id == person.pk):
        raise PermissionDenied
    with transaction.atomic():
        person = _locked_root(person)
        if person.pseudonymised_at is not None:
            return person
        _refuse_administrator(person)
        rows = [person, *_absorbed(person)]
        traces = traces_of(rows)
        for row in rows:
            _empty(row, traces.number)
        for eraser in ERASERS.values():
            eraser(traces)
        clean_free_texts(traces)
        person.refresh_from_db()
        audit.record("people.pseudonymised", person, actor=actor, reason=reason)
    return person


def _locked_root(person: Person) -> Person:
    """The record itself, or the one it was merged into."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    while person.merged_into_id is not None:
        person = Person.objects.select_for_update().get(pk=person.merged_into_id)
    return person


def _absorbed(person: Person) -> list[Person]:
    found: list[Person] = []
    for row in Person.objects.select_for_update().filter(merged_into=person):
        found += [row, *_absorbed(row)]
    return found


def _refuse_administrator(person: Person) -> None:
    grants = RoleGrant.objects.filter(user__person=person, role=Role.ADMINISTRATOR).active_on(timezone.localdate())
    if grants.exists() or User.objects.filter(person=person, is_superuser=True).exists():
        raise ValidationError(
            _("This person is an administrator: another administrator ends that role first."), code="administrator"
        )


def _empty(row: Person, number: int) -> None:
    """Names become the pseudonym in both alphabets; the search text follows by itself."""
    row.given_name, row.family_name = PSEUDONYM_FR, f"#{number}"
    row.given_name_ar, row.family_name_ar = PSEUDONYM_AR, f"#{number}"
    row.phone, row.email, row.personal_code = "", "", None
    row.pseudonymised_at = timezone.now()
    row.save()


def clean_free_texts(traces: Traces) -> None:
    """Replace what names the person in every declared free text, whatever record it stands in."""
    for (_label, name), model in FREE_TEXTS.items():
        clean_column(model._default_manager.all(), name, traces)


def clean_column(rows: models.QuerySet[Any], name: str, traces: Traces, *, closely: bool = False) -> None:
    """Replace what names the person in one column of `rows`. Read in Python: a phone number has many spellings."""
    model = rows.model
    is_json = isinstance(model._meta.get_field(name), models.JSONField)
    empty: list[Any] = [None, {}, []] if is_json else [""]
    found = rows.order_by()
    for value in empty:
        found = found.exclude(**{name: value}) if value is not None else found.exclude(**{f"{name}__isnull": True})
    changed = []
    for row in found.only("pk", name).iterator(chunk_size=BATCH):
        before = getattr(row, name)
        after = traces.cleaned_data(before) if is_json else traces.cleaned(before, closely=closely)
        if after != before:
            setattr(row, name, after)
            changed.append(row)
    model._default_manager.bulk_update(changed, [name], batch_size=BATCH)

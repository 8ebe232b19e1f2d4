"""Deciding about a pair of records: merged, not the same person, later; and undoing a merge."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit

from ..duplicate_search import compare_once_kept
from ..enums import DuplicateState, Role
from ..models import Duplicate, Merge, Person, RoleGrant, User
from ..signals import persons_merged
from .journal import ChangedSince, Journal, take_back
from .permissions import can_merge, can_merge_duplicates, can_undo
from .rules import carry_over

KEPT, ABSORBED = "kept", "absorbed"
# What a person says of themselves, chosen one by one from either record.
FIELDS = (
    "given_name", "family_name", "given_name_ar", "family_name_ar", "sex", "phone", "email", "language",
)  # fmt: skip


def merge(kept: Person, absorbed: Person, *, actor: User, fields: Mapping[str, str], reason: str) -> Merge:
    """Make one record of two: `absorbed` goes into `kept`, and everything it has passes over by the declared rules.

    `fields` says for each of FIELDS which record's value is kept; what is not named stays as the kept record has it.
    Source of the rule: the counting rules of the indicators, "duplicate person": a human confirms, both numbers go on
    leading to the person.

    Raises PermissionDenied when the actor may not merge these two, ValidationError when they are one record, one of
    them was merged or erased already, is the actor's own, or their accounts forbid it.
    """
    reason = _reason(reason)
    _check_choices(fields)
    try:
        with transaction.atomic():
            kept, absorbed = _locked(kept, absorbed)
            if can_merge_duplicates(actor) and (kept.merged_into_id or absorbed.merged_into_id):
                # Somebody was faster: the record is out of everybody's sight, and that is no question of rights.
                raise ValidationError(_("This record has been merged already."), code="merged")
            if not can_merge(actor, kept, absorbed):
                raise PermissionDenied
            _check_pair(kept, absorbed, actor)
            row = _merge(kept, absorbed, actor=actor, fields=fields, reason=reason)
            persons_merged.send(sender=Merge, merge=row, actor=actor, undone=False)
            compare_once_kept(kept.pk)
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody else changed these records at the same moment. Look at them again."), code="race"
        ) from error
    return row


def _merge(kept: Person, absorbed: Person, *, actor: User, fields: Mapping[str, str], reason: str) -> Merge:
    # First the row that only one merge of a record can have, then the work.
    row = Merge.objects.create(kept=kept, absorbed=absorbed, merged_by=actor, reason=reason)
    journal = Journal(actor=actor, reason=reason)
    carry_over(journal, kept, absorbed)
    _decide_pair(journal, kept, absorbed)
    chosen = {name: getattr(absorbed, name) for name in FIELDS if fields.get(name) == ABSORBED}
    if chosen:
        _check_values(kept, chosen)
        journal.change(kept, lives_on=True, **chosen)
    journal.change(absorbed, lives_on=True, merged_into=kept)
    row.journal = journal.entries
    row.save(update_fields=["journal"])
    audit.record(
        "people.merged", kept, actor=actor, reason=reason, absorbed=absorbed.pk, merge=row.pk,
        fields=sorted(chosen), rows=len(journal.entries),
    )  # fmt: skip
    return row


def _decide_pair(journal: Journal, kept: Person, absorbed: Person) -> None:
    first, second = sorted((kept.pk, absorbed.pk))
    pair = Duplicate.objects.filter(first=first, second=second).first()
    if pair is not None:
        journal.change(
            pair, state=DuplicateState.MERGED, decided_by=journal.actor, decided_at=timezone.now(),
            reason=journal.reason,
        )  # fmt: skip


def undo(merge: Merge, *, actor: User, reason: str) -> Merge:
    """Put every row back as it was before the merge. Undoing twice changes nothing.

    Raises PermissionDenied when the actor may not undo it; ValidationError when the kept record was absorbed itself
    since, or a row concerned has changed since, which it names.
    """
    reason = _reason(reason)
    try:
        with transaction.atomic():
            row = Merge.objects.select_for_update().get(pk=merge.pk)
            kept, absorbed = _locked(row.kept, row.absorbed)
            if row.undone_at is not None:
                return row
            if kept.pseudonymised_at or absorbed.pseudonymised_at:
                raise ValidationError(_("One of these records has been erased: it stays as it is."), code="erased")
            if kept.merged_into_id is not None:
                raise ValidationError(
                    _("The record kept was merged into another one since: undo that merge first."), code="merged_since"
                )
            if not can_undo(actor, row):
                raise PermissionDenied
            take_back(row.journal)
            row.undone_by, row.undone_at = actor, timezone.now()
            row.save(update_fields=["undone_by", "undone_at"])
            audit.record(
                "people.merge_undone", kept, actor=actor, reason=reason, absorbed=row.absorbed_id, merge=row.pk
            )
            persons_merged.send(sender=Merge, merge=row, actor=actor, undone=True)
            compare_once_kept(kept.pk)
            compare_once_kept(absorbed.pk)
    except ChangedSince as changed:
        raise changed.as_refusal() from changed
    except IntegrityError as error:
        # Includes what is protected because something new points to it.
        raise ValidationError(
            _("Something recorded since the merge stands in the way. Nothing was undone."), code="changed_since"
        ) from error
    return row


def not_the_same(pair: Duplicate, *, actor: User, reason: str = "") -> Duplicate:
    """Decide that the two are different persons: the pair is not proposed again. Raises as `later` does."""
    return _decide(pair, DuplicateState.DIFFERENT, "people.duplicate_different", actor=actor, reason=reason)


def later(pair: Duplicate, *, actor: User, reason: str = "") -> Duplicate:
    """Set the pair aside; it can be taken up again. Deciding the same twice changes nothing.

    Raises PermissionDenied when the actor may not merge in this scope, ValidationError when the pair is merged.
    """
    return _decide(pair, DuplicateState.LATER, "people.duplicate_later", actor=actor, reason=reason)


@transaction.atomic
def _decide(pair: Duplicate, state: str, action: str, *, actor: User, reason: str) -> Duplicate:
    if not can_merge_duplicates(actor) or not Duplicate.objects.visible_to(actor).filter(pk=pair.pk).exists():
        raise PermissionDenied
    pair = Duplicate.objects.select_for_update().get(pk=pair.pk)
    if pair.state == DuplicateState.MERGED:
        raise ValidationError(_("These records have been merged: undo the merge first."), code="merged")
    if pair.state != state:
        pair.state, pair.decided_by, pair.decided_at = state, actor, timezone.now()
        pair.reason = reason.strip()[:300]
        pair.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        audit.record(action, pair, actor=actor, reason=pair.reason, first=pair.first_id, second=pair.second_id)
    return pair


def _reason(reason: str) -> str:
    reason = reason.strip()[:300]
    if not reason:
        raise ValidationError({"reason": _("Give the reason.")}, code="reason")
    return reason


def _check_choices(fields: Mapping[str, str]) -> None:
    if not set(fields) <= set(FIELDS) or not set(fields.values()) <= {KEPT, ABSORBED}:
        raise ValidationError(_("Choose one of the two records for each field."), code="fields")


def _check_values(kept: Person, chosen: Mapping[str, object]) -> None:
    """The chosen values together make a person: a whole name in at least one alphabet."""
    made = copy(kept)
    for name, value in chosen.items():
        setattr(made, name, value)
    made.clean_fields(exclude=[field.name for field in Person._meta.fields if field.name not in chosen])
    made.validate_constraints(exclude=["personal_code"])


def _locked(kept: Person, absorbed: Person) -> tuple[Person, Person]:
    """Both as they stand, held until the end; always locked in the same order, so that two merges cannot block each
    other for ever."""
    found = Person.objects.select_for_update().filter(pk__in=[kept.pk, absorbed.pk]).order_by("pk")
    rows = {row.pk: row for row in found}
    return rows[kept.pk], rows[absorbed.pk]


def _check_pair(kept: Person, absorbed: Person, actor: User) -> None:
    if kept.pk == absorbed.pk:
        raise ValidationError(_("These are one and the same record."), code="same")
    if kept.pseudonymised_at or absorbed.pseudonymised_at:
        raise ValidationError(_("One of these records has been erased: there is nothing to compare."), code="erased")
    if actor.person_id in {kept.pk, absorbed.pk}:
        raise ValidationError(_("One of these records is your own: ask another administrator."), code="own")
    _check_accounts(kept, absorbed)


def _check_accounts(kept: Person, absorbed: Person) -> None:
    accounts = {user.person_id: user for user in User.objects.filter(person__in=[kept, absorbed])}
    if len(accounts) < 2:
        return
    closing = accounts[absorbed.pk]
    if closing.is_active and not accounts[kept.pk].is_active:
        raise ValidationError(
            _("The account of the record you keep is closed and the other one is open: keep the other record."),
            code="account",
        )
    active = RoleGrant.objects.filter(user=closing, role=Role.ADMINISTRATOR).active_on(timezone.localdate())
    if closing.is_superuser or active.exists():
        raise ValidationError(
            _("The account that would be closed is an administrator's: keep that record, or end the role first."),
            code="administrator",
        )

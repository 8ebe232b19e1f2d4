"""What a merge of two persons does with the records of this app."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import DataRequestState, DuplicateState, InvitationState, Profession
from .merging.journal import Journal
from .merging.rules import Does, Moves, Stays, register_rule
from .models import Affiliation, DataRequest, Duplicate, Invitation, Person, PersonAccess, RoleGrant, SignInCard, User

# Of two pairs with the same third person, the decision that says more stands.
WEIGHT = [DuplicateState.MERGED, DuplicateState.LATER, DuplicateState.WAITING, DuplicateState.DIFFERENT]


def register() -> None:
    """The account first: invitations and cards depend on whether the kept person has one then."""
    register_rule("people.User", "person", Does(act=_account, says=_(
        "The account of the kept record stays. If only the other record has an account, it moves; if both have one, "
        "the other account is closed, its roles end and its phone for signing in is free again."
    )))  # fmt: skip
    register_rule("people.Invitation", "person", Does(act=_invitations, says=_(
        "Invitations move. Those of the other record that wait for an answer are withdrawn."
    )))  # fmt: skip
    register_rule("people.SignInCard", "person", Does(act=_cards, says=_(
        "Sign-in cards move. Those of the other record that were not used are withdrawn."
    )))  # fmt: skip
    register_rule("people.Affiliation", "person", Does(act=_affiliations, says=_(
        "Affiliations move. Spans that overlap at the same organisation in the same profession become one; the main "
        "organisation of the kept record stays the main one."
    )))  # fmt: skip
    register_rule("people.DataRequest", "person", Moves(
        one_per=("kind", "state"), settle=_settle_requests, says=_(
        "Data requests move. Of two open requests of one kind, the one with the earlier due date stays open and takes "
        "up what the other asks for."
    )))  # fmt: skip
    register_rule("people.PersonAccess", "person", Moves(
        one_per=("viewer", "role", "act", "day"), settle=_add_accesses,
        says=_("Accesses to the record move; those of one viewer and day are added up."),
    ))  # fmt: skip
    pairs = _(
        "Pairs with a third record move. A decision that they are not the same person stands; those that wait are "
        "compared anew."
    )
    register_rule("people.Duplicate", "first", Does(act=_pairs, says=pairs))
    register_rule("people.Duplicate", "second", Does(act=_pairs, says=pairs))
    register_rule("people.Person", "merged_into", Moves(says=_("Records absorbed earlier lead to the kept record.")))
    history = _("Earlier merges stay in the list of merges as they happened.")
    register_rule("people.Merge", "kept", Stays(says=history))
    register_rule("people.Merge", "absorbed", Stays(says=history))


def _account(journal: Journal, kept: Person, absorbed: Person) -> None:
    """A person has one account: two of them would split what they did and may do."""
    theirs = User.objects.filter(person=absorbed).first()
    if theirs is None:
        return
    if not User.objects.filter(person=kept).exists():
        journal.change(theirs, lives_on=True, person=kept)
        # A card printed for this account says this code.
        if absorbed.personal_code:
            journal.change(absorbed, lives_on=True, personal_code=None)
            journal.change(kept, lives_on=True, personal_code=absorbed.personal_code)
        return
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for grant in RoleGrant.objects.filter(user=theirs).order_by("pk"):
        if grant.ends_on is None or grant.ends_on > yesterday:
            journal.change(grant, starts_on=min(grant.starts_on, yesterday), ends_on=yesterday)
    for membership in User.groups.through.objects.filter(user=theirs).order_by("pk"):
        journal.remove(membership)
    journal.change(theirs, lives_on=True, person=None, is_active=False, sign_in_phone="")


def _invitations(journal: Journal, kept: Person, absorbed: Person) -> None:
    for invitation in Invitation.objects.filter(person=absorbed).order_by("pk"):
        journal.change(invitation, person=kept, state=_withdrawn(invitation))
    if User.objects.filter(person=kept).exists():
        # The account that came over answers them already.
        for invitation in Invitation.objects.filter(person=kept, state=InvitationState.SENT):
            journal.change(invitation, state=InvitationState.WITHDRAWN)


def _withdrawn(invitation: Invitation) -> str:
    return InvitationState.WITHDRAWN if invitation.state == InvitationState.SENT else invitation.state


def _cards(journal: Journal, kept: Person, absorbed: Person) -> None:
    for card in SignInCard.objects.filter(person=absorbed).order_by("pk"):
        is_open = card.used_at is None and card.withdrawn_at is None
        journal.change(card, person=kept, withdrawn_at=timezone.now() if is_open else card.withdrawn_at)
    if User.objects.filter(person=kept).exists():
        unused = SignInCard.objects.filter(person=kept, used_at=None, withdrawn_at=None)
        for card in unused.filter(invitation__state=InvitationState.WITHDRAWN):
            journal.change(card, withdrawn_at=timezone.now())


def _affiliations(journal: Journal, kept: Person, absorbed: Person) -> None:
    for row in Affiliation.objects.filter(person=absorbed).order_by("started_on", "pk"):
        own = list(Affiliation.objects.filter(person=kept).order_by("started_on", "pk"))
        if (same := next((other for other in own if _is_same_post(other, row)), None)) is None:
            journal.change(row, person=kept, is_primary=_may_stay_primary(own, row, row.ended_on))
        else:
            _join(journal, own, same, row)


def _is_same_post(own: Affiliation, row: Affiliation) -> bool:
    """The same organisation from the same day, or overlapping days there in the same profession."""
    if own.organisation_id != row.organisation_id:
        return False
    if own.started_on == row.started_on:
        return True
    overlaps = (own.ended_on is None or own.ended_on >= row.started_on) and (
        row.ended_on is None or row.ended_on >= own.started_on
    )
    return overlaps and (own.profession, own.engagement) == (row.profession, row.engagement)


def _may_stay_primary(own: list[Affiliation], row: Affiliation, ended_on: datetime.date | None) -> bool:
    taken = any(other.is_primary and other.ended_on is None for other in own if other.pk != row.pk)
    return row.is_primary and not (ended_on is None and taken)


def _join(journal: Journal, own: list[Affiliation], same: Affiliation, row: Affiliation) -> None:
    """The kept record's affiliation covers the days of both; a profession known on one side only is not lost."""
    journal.remove(row)
    ended_on = None if same.ended_on is None or row.ended_on is None else max(same.ended_on, row.ended_on)
    same.is_primary = same.is_primary or row.is_primary
    journal.change(
        same,
        started_on=min(same.started_on, row.started_on),
        ended_on=ended_on,
        is_primary=_may_stay_primary(own, same, ended_on),
        profession=row.profession if same.profession == Profession.OTHER else same.profession,
    )


def _settle_requests(journal: Journal, own: DataRequest, row: DataRequest) -> None:
    """Closed requests may be many; only two open ones of a kind become one."""
    if row.state != DataRequestState.WAITING:
        journal.change(row, person=own.person)
        return
    first, second = sorted((own, row), key=lambda request: (request.due_on, request.pk))
    asked = {**first.changes, **second.changes}
    journal.change(second, person=own.person, state=DataRequestState.WITHDRAWN, decided_at=timezone.now())
    journal.change(first, person=own.person, changes=asked)


def _add_accesses(journal: Journal, own: PersonAccess, row: PersonAccess) -> None:
    journal.remove(row)
    journal.change(own, times=own.times + row.times)


def _pairs(journal: Journal, kept: Person, absorbed: Person) -> None:
    """Pairs of the absorbed record with a third one; the pair of these two says what was decided about it.

    A pair that waits goes: the kept record is compared anew. The search weighs and withdraws such rows whenever it
    likes, and what it does must not stand in the way of undoing.
    """
    for pair in (Duplicate.objects.filter(first=absorbed) | Duplicate.objects.filter(second=absorbed)).order_by("pk"):
        other = pair.second_id if pair.first_id == absorbed.pk else pair.first_id
        if other == kept.pk:
            continue
        first, second = sorted((kept.pk, other))
        same = Duplicate.objects.filter(first=first, second=second).first()
        if pair.state != DuplicateState.WAITING and same is None:
            journal.change(pair, first_id=first, second_id=second)
            continue
        journal.remove(pair)
        if pair.state != DuplicateState.WAITING and same is not None and _weight(pair) > _weight(same):
            said: dict[str, Any] = {
                name: getattr(pair, name) for name in ("state", "decided_by", "decided_at", "reason")
            }
            journal.change(same, **said)


def _weight(pair: Duplicate) -> int:
    return WEIGHT.index(DuplicateState(pair.state))

"""Printing a card: a first one for somebody without e-mail, or a new one for somebody who forgot the password."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.core import audit
from lms.core.sms import send_sms

from ..invitations import LIFETIME, invite_on_paper
from ..models import Invitation, Organisation, Person, SignInCard, User
from ..personal_codes import give_personal_code
from .codes import digest_of, new_code
from .permissions import can_issue_card, can_issue_recovery_card

RECOVERY_LIFETIME = datetime.timedelta(days=3)


@dataclass(frozen=True)
class IssuedCard:
    """A card with its code, which exists here and on the paper only."""

    card: SignInCard
    code: str

    @property
    def link(self) -> str:
        """The absolute address in the square code. It comes from the settings: a request's host can be forged."""
        with translation.override(self.card.person.language):
            return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("card-open", args=[self.code])

    @property
    def page(self) -> str:
        """The absolute address where the code is typed by hand, in the active language."""
        return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("card")


@transaction.atomic
def issue_card(person: Person, *, actor: User, organisation: Organisation | None) -> IssuedCard:
    """Print the card that opens an account as learner, good for 14 days and one use. An older card is withdrawn.

    Raises PermissionDenied when the actor may not invite this person into this organisation, ValidationError when
    the person has an account or is no current record.
    """
    if not can_issue_card(actor, person, organisation):
        raise PermissionDenied
    invitation = invite_on_paper(_held(person), actor=actor, organisation=organisation)
    issued = _issue(person, actor, LIFETIME, invitation)
    audit.record("people.card_issued", issued.card, actor=actor)
    return issued


@transaction.atomic
def issue_recovery_card(person: Person, *, actor: User) -> IssuedCard:
    """Print the card that sets a new password, good for 3 days and one use. An older card is withdrawn.

    The holder is told at the next sign-in, and by SMS when a phone signs in to the account. Raises PermissionDenied
    when the actor may not, ValidationError when the person has no open account.
    """
    person = _held(person)
    account = User.objects.filter(person=person).first()
    if account is None:
        raise ValidationError(_("This person has no account yet: print a first card."), code="no_account")
    if not can_issue_recovery_card(actor, account):
        raise PermissionDenied
    if not account.is_active:
        raise ValidationError(_("This account is closed."), code="closed")
    issued = _issue(person, actor, RECOVERY_LIFETIME, None)
    audit.record("people.recovery_card_issued", issued.card, actor=actor)
    if account.sign_in_phone:
        transaction.on_commit(partial(send_sms.enqueue, account.sign_in_phone, _warning(person)))
    return issued


def _held(person: Person) -> Person:
    """The record of `person`, held until the transaction ends. Absorbed and pseudonymised records get no card."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.merged_into_id or person.pseudonymised_at:
        raise ValidationError(_("This record is no longer in use."), code="not_current")
    return person


def _issue(person: Person, actor: User, lifetime: datetime.timedelta, invitation: Invitation | None) -> IssuedCard:
    now = timezone.now()
    SignInCard.objects.filter(person=person, used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=now)
    give_personal_code(person)
    code = new_code()
    card = SignInCard.objects.create(
        person=person, invitation=invitation, code_digest=digest_of(code), issued_by=actor, expires_at=now + lifetime
    )
    return IssuedCard(card, code)


def _warning(person: Person) -> str:
    with translation.override(person.language):
        return gettext("Takwin: a card to choose a new password was printed for you. Not your request? Tell your unit.")

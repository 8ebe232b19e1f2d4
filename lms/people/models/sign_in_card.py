"""Printed cards: a way in for people without e-mail, and a way back for whoever forgot the password."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import SignInCardQuerySet
from .person import Person
from .user import Invitation, User


class SignInCard(models.Model):
    """A one-time code on paper. With an invitation it opens the account; without, it sets a new password.

    The code itself is on the paper only: the row keeps a keyed digest.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_in_cards", verbose_name=_("person"))
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="card", verbose_name=_("invitation")
    )
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # When the holder was told, at a sign-in, that somebody issued a recovery card for them.
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)

    objects = SignInCardQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("sign-in card")
        verbose_name_plural = _("sign-in cards")
        constraints = [
            models.UniqueConstraint(
                name="sign_in_card_one_open_per_person",
                fields=["person"],
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True),
                violation_error_message=_("This person already has a card that was not used."),
            ),
            models.CheckConstraint(
                name="sign_in_card_used_or_withdrawn",
                condition=models.Q(used_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

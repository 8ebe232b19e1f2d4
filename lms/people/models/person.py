"""One record per human being, apart from the account they may sign in with.

Takwin keeps neither national identity number nor birth date, and no data about children.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.core.text import FoldedField
from lms.core.validators import refuse_national_id, validate_phone

from ..enums import Language, Sex
from ..querysets import PersonQuerySet

HAS_LATIN_NAME = ~models.Q(given_name="") & ~models.Q(family_name="")
HAS_ARABIC_NAME = ~models.Q(given_name_ar="") & ~models.Q(family_name_ar="")


class Person(models.Model):
    """A person met by the training system: staff, trainer, partner. Names in Latin and Arabic letters are two
    separate facts, never transliterated from one another on a certificate."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(_("given name"), max_length=80, blank=True, validators=[refuse_national_id])
    family_name = models.CharField(_("family name"), max_length=80, blank=True, validators=[refuse_national_id])
    given_name_ar = models.CharField(_("given name in Arabic"), max_length=80, blank=True)
    family_name_ar = models.CharField(_("family name in Arabic"), max_length=80, blank=True)
    sex = models.CharField(_("sex"), max_length=12, choices=Sex, default=Sex.NOT_STATED)
    phone = models.CharField(_("phone"), max_length=16, blank=True, validators=[validate_phone])
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FRENCH)
    # Printed on the card of a person without e-mail and typed at sign-in; given with the first card.
    personal_code = models.CharField(
        _("personal code"), max_length=12, unique=True, null=True, blank=True, editable=False
    )  # fmt: skip
    # A record absorbed by another stays as a pointer, so that its addresses still lead somewhere.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed",
        verbose_name=_("merged into"),
    )  # fmt: skip
    pseudonymised_at = models.DateTimeField(_("pseudonymised at"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    search_text = FoldedField(sources=("given_name", "family_name", "given_name_ar", "family_name_ar"))

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.CheckConstraint(name="person_sex_is_listed", condition=models.Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="person_has_a_full_name",
                condition=HAS_LATIN_NAME | HAS_ARABIC_NAME,
                violation_error_message=_("Give the given name and the family name in at least one alphabet."),
            ),
            models.CheckConstraint(
                name="person_not_merged_into_itself", condition=~models.Q(merged_into=models.F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def latin_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def arabic_name(self) -> str:
        return f"{self.given_name_ar} {self.family_name_ar}".strip()

    @property
    def full_name(self) -> str:
        """The name in the letters of the active language, in the other letters when that is all there is."""
        if (get_language() or "fr").startswith("ar"):
            return self.arabic_name or self.latin_name
        return self.latin_name or self.arabic_name

    @property
    def greeting_name(self) -> str:
        """The given name alone, for addressing the person."""
        if (get_language() or "fr").startswith("ar"):
            return self.given_name_ar or self.given_name
        return self.given_name or self.given_name_ar

    @property
    def initials(self) -> str:
        letters = [
            part[0] for part in (self.given_name or self.given_name_ar, self.family_name or self.family_name_ar) if part
        ]
        return "".join(letters).upper()

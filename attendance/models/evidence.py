"""What proves a session and tells its quality: signed sheets, the observer's grid, the follow-up afterwards."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.validators import refuse_national_id
from lms.people.models import Person

from ..enums import EvidenceKind, FollowUpMode
from ..querysets import EvidenceQuerySet, FollowUpQuerySet
from .register import Registration
from .session import Session


def private_storage() -> Storage:
    """Files about people live apart from the public media and are served by scoped views only."""
    return storages["private"]


def evidence_path(instance: Evidence, filename: str) -> str:
    """A name that tells nothing and cannot collide; the original name is kept in the row."""
    extension = filename.rsplit(".", 1)[-1].lower()[:5]
    return f"evidence/{instance.session.code}/{uuid.uuid4().hex}.{extension}"


class Evidence(models.Model):
    """A scan or photo that proves attendance at a session."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("session"))
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind, default=EvidenceKind.SIGNED_SHEET)
    file = models.FileField(_("file"), storage=private_storage, upload_to=evidence_path, max_length=200)
    original_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("added at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("pieces of evidence")
        constraints = [
            models.UniqueConstraint(
                name="evidence_same_file_once_per_session",
                fields=["session", "sha256"],
                violation_error_message=_("This file is already attached to the session."),
            ),
            models.CheckConstraint(name="evidence_kind_is_listed", condition=models.Q(kind__in=EvidenceKind.values)),
        ]

    def __str__(self) -> str:
        return self.original_name


def _within(field: str, low: int, high: int, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__gte": low, f"{field}__lte": high}))


class Evaluation(models.Model):
    """The quality observer's grid for one session. Shares in percent 0–100, ratings 1–5."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, related_name="evaluation", verbose_name=_("session")
    )
    practice_share = models.PositiveSmallIntegerField(_("share of practice observed (%)"))
    case_study_used = models.BooleanField(_("a case study was used"), default=False)
    materials_rating = models.PositiveSmallIntegerField(_("materials (1–5)"))
    facilitation_rating = models.PositiveSmallIntegerField(_("facilitation (1–5)"))
    remarks = models.TextField(_("remarks"), blank=True, validators=[refuse_national_id])
    observer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("observer"))
    observed_on = models.DateField(_("observed on"))

    class Meta:
        ordering = ["-observed_on"]
        verbose_name = _("quality check")
        verbose_name_plural = _("quality checks")
        constraints = [
            _within("practice_share", 0, 100, "evaluation_practice_share_0_100"),
            _within("materials_rating", 1, 5, "evaluation_materials_1_5"),
            _within("facilitation_rating", 1, 5, "evaluation_facilitation_1_5"),
        ]

    def __str__(self) -> str:
        return str(self.session)


class FollowUp(models.Model):
    """A mentor's contact with a trained person after the session. No data about a child, ever."""

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("registration")
    )
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("mentor"))
    happened_on = models.DateField(_("date"))
    mode = models.CharField(_("mode"), max_length=8, choices=FollowUpMode, default=FollowUpMode.VISIT)
    practice_rating = models.PositiveSmallIntegerField(_("practice observed (0–3)"))
    next_step = models.CharField(
        _("next step"), max_length=240, blank=True, validators=[refuse_national_id],
        help_text=_("No data about a child: neither name, nor story, nor place."),
    )  # fmt: skip

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "pk"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(name="follow_up_once_a_day", fields=["registration", "mentor", "happened_on"]),
            models.CheckConstraint(name="follow_up_mode_is_listed", condition=models.Q(mode__in=FollowUpMode.values)),
            _within("practice_rating", 0, 3, "follow_up_practice_0_3"),
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.happened_on:%d/%m/%Y}"

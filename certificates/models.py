"""Certificates are issued, replaced or revoked, never deleted. What the paper says is frozen in `payload`."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, RevisionMixin

from attendance.models import Registration
from courses.models import CourseVersion
from lms.core.localised import Localised
from lms.people.models import Person

from .enums import CertificateEventKind, CertificateKind, CertificateState
from .querysets import CertificateQuerySet


class CertificateDesign(DraftStateMixin, RevisionMixin, models.Model):
    """The words that change from one signatory to the next. A certificate keeps the revision it was issued with."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    issuer_fr = models.CharField(_("issuer in French"), max_length=160)
    issuer_ar = models.CharField(_("issuer in Arabic"), max_length=160)
    co_issuer_fr = models.CharField(_("co-issuer in French"), max_length=160, blank=True)
    co_issuer_ar = models.CharField(_("co-issuer in Arabic"), max_length=160, blank=True)
    signatory_name = models.CharField(_("signatory"), max_length=120, blank=True)
    signatory_title_fr = models.CharField(_("signatory's title in French"), max_length=160, blank=True)
    signatory_title_ar = models.CharField(_("signatory's title in Arabic"), max_length=160, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="certificate_design")
    issuer = Localised("issuer")

    class Meta:
        ordering = ["name"]
        verbose_name = _("certificate design")
        verbose_name_plural = _("certificate designs")

    def __str__(self) -> str:
        return self.name

    @property
    def revisions(self):
        return self._revisions


class SerialCounter(models.Model):
    """The last serial number given in a year: a counter raised inside the issuing transaction leaves no gap
    two certificates could share."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("serial counter")
        verbose_name_plural = _("serial counters")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Certificate(models.Model):
    """A certificate given to a person for a version of a course, after a session.

    `serial` is printed and ordered (TK-2026-00417); `code` is the secret that opens the public verification:
    16 characters of Crockford's base 32, 80 random bits, on the paper only.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    serial = models.CharField(_("serial number"), max_length=16, unique=True)
    code = models.CharField(_("verification code"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=CertificateKind)
    state = models.CharField(_("state"), max_length=12, choices=CertificateState, default=CertificateState.ISSUED)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("person"))
    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("module version")
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("registration")
    )
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    ended_on = models.DateField(_("replaced or revoked on"), null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    payload = models.JSONField(_("frozen content"))
    design_revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.PROTECT, related_name="+", verbose_name=_("design revision")
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-serial"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                name="certificate_one_live_per_person_and_version",
                fields=["person", "version"],
                condition=models.Q(state=CertificateState.ISSUED),
                violation_error_message=_("This person already holds a valid certificate for this version."),
            ),
            models.CheckConstraint(
                name="certificate_kind_is_listed", condition=models.Q(kind__in=CertificateKind.values)
            ),
            models.CheckConstraint(
                name="certificate_state_is_listed", condition=models.Q(state__in=CertificateState.values)
            ),
            models.CheckConstraint(
                name="certificate_end_date_follows_state",
                condition=models.Q(state=CertificateState.ISSUED, ended_on__isnull=True)
                | (~models.Q(state=CertificateState.ISSUED) & models.Q(ended_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="certificate_valid_after_issue",
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class CertificateEvent(models.Model):
    """What happened to a certificate, append-only."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=12, choices=CertificateEventKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    happened_at = models.DateTimeField(_("date"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("certificate event")
        verbose_name_plural = _("certificate events")
        constraints = [
            models.UniqueConstraint(name="certificate_event_once", fields=["certificate", "kind"]),
            models.CheckConstraint(
                name="certificate_event_kind_is_listed",
                condition=models.Q(kind__in=CertificateEventKind.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.get_kind_display()}"

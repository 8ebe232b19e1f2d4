"""The closed lists of the certificates app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateKind(models.TextChoices):
    PARTICIPATION = "participation", _("Certificate of participation")
    COMPLETION = "completion", _("Certificate of completion")


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("Issued")
    REPLACED = "replaced", _("Replaced")
    REVOKED = "revoked", _("Certificate revoked")


class CertificateEventKind(models.TextChoices):
    ISSUED = "issued", _("Issued")
    REPLACED = "replaced", _("Replaced")
    REVOKED = "revoked", _("Revoked")

"""A file of people and affiliations: uploaded, tried dry, then committed or dropped."""

from __future__ import annotations

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import ImportState
from ..querysets import PersonImportQuerySet
from .user import User


def private_storage() -> Storage:
    """Files about people live apart from the public media and are served by scoped views only."""
    return storages["private"]


def import_path(instance: PersonImport, filename: str) -> str:
    """A name that tells nothing; the original one is kept in the row."""
    return f"imports/{instance.uuid.hex}.{filename.rsplit('.', 1)[-1].lower()[:5]}"


class PersonImport(models.Model):
    """One uploaded file. `report` is what the dry run found, row by row; the file itself is kept for 30 days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=import_path, max_length=200, blank=True)
    original_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.WAITING)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    report = models.JSONField(_("report"), default=dict, editable=False)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    uploaded_at = models.DateTimeField(_("added at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = PersonImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        constraints = [
            models.CheckConstraint(
                name="person_import_state_is_listed", condition=models.Q(state__in=ImportState.values)
            )
        ]

    def __str__(self) -> str:
        return self.original_name

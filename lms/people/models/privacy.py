"""What people are told of their data, who looked at it, and what they ask for."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import AccessAct, DataRequestKind, DataRequestState, Language, Role
from ..querysets import DataRequestQuerySet, PersonAccessQuerySet
from .person import Person
from .user import User


class NoticeAcceptance(models.Model):
    """A user has read one version of the information notice (Law 09-08: information at collection)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices_accepted", verbose_name=_("account"))
    version = models.CharField(_("version"), max_length=20)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    accepted_at = models.DateTimeField(_("accepted at"), auto_now_add=True)

    class Meta:
        ordering = ["-accepted_at"]
        verbose_name = _("notice accepted")
        verbose_name_plural = _("notices accepted")
        constraints = [
            models.UniqueConstraint(name="notice_accepted_once_per_version", fields=["user", "version"]),
        ]

    def __str__(self) -> str:
        return self.version


class PersonAccess(models.Model):
    """Somebody else opened, exported or printed a person's record: one row per viewer, act and day, with a count."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accesses", verbose_name=_("person"))
    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=24, choices=Role)
    act = models.CharField(_("act"), max_length=12, choices=AccessAct)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=1)

    objects = PersonAccessQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("access to a record")
        verbose_name_plural = _("accesses to records")
        constraints = [
            models.UniqueConstraint(
                name="person_access_once_per_viewer_act_day", fields=["person", "viewer", "role", "act", "day"]
            ),
            models.CheckConstraint(name="person_access_act_is_listed", condition=models.Q(act__in=AccessAct.values)),
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.get_act_display()}"


class DataRequest(models.Model):
    """A person asks to have their data corrected or erased. `due_on` is the last day for the answer.

    `changes` holds the corrected values by field name until the request is closed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=12, choices=DataRequestKind)
    state = models.CharField(_("state"), max_length=12, choices=DataRequestState, default=DataRequestState.WAITING)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    due_on = models.DateField(_("answer due on"))
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        constraints = [
            models.UniqueConstraint(
                name="data_request_one_open_per_kind",
                fields=["person", "kind"],
                condition=models.Q(state=DataRequestState.WAITING),
                violation_error_message=_("A request of this kind is waiting for its answer already."),
            ),
            models.CheckConstraint(
                name="data_request_kind_is_listed", condition=models.Q(kind__in=DataRequestKind.values)
            ),
            models.CheckConstraint(
                name="data_request_state_is_listed", condition=models.Q(state__in=DataRequestState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"

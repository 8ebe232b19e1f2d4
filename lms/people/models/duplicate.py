"""Pairs of records that may be one human being, what was decided about them, and what a merge changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import DuplicateState
from ..querysets import DuplicateQuerySet, MergeQuerySet
from .person import Person
from .user import User


class Duplicate(models.Model):
    """Two records that look alike. `first` is the older one (smaller number), so that a pair has one row.

    `score` is the certainty of the match as an integer 0–100; `reasons` holds codes, never names.
    """

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("first record"))
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("second record"))
    score = models.PositiveSmallIntegerField(_("certainty"))
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=DuplicateState, default=DuplicateState.WAITING)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.CheckConstraint(
                name="duplicate_older_record_first", condition=models.Q(first__lt=models.F("second"))
            ),
            models.UniqueConstraint(name="duplicate_pair_once", fields=["first", "second"]),
            models.CheckConstraint(name="duplicate_score_is_a_percentage", condition=models.Q(score__lte=100)),
            models.CheckConstraint(
                name="duplicate_state_is_listed", condition=models.Q(state__in=DuplicateState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} · {self.second}"


class Merge(models.Model):
    """One record absorbed by another, with all that is needed to put everything back as it was.

    `journal` holds every row changed or removed, as it was before, in the order of the changes.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges", verbose_name=_("record kept"))
    absorbed = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="absorptions", verbose_name=_("record absorbed")
    )
    journal = models.JSONField(_("journal"), default=list, editable=False)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("merged by"))
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(name="merge_of_two_records", condition=~models.Q(kept=models.F("absorbed"))),
            models.UniqueConstraint(
                name="merge_once_per_absorbed_record",
                fields=["absorbed"],
                condition=models.Q(undone_at__isnull=True),
                violation_error_message=_("This record has been merged already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"

"""What published figures hear of the records below them."""

from __future__ import annotations

from typing import Any

from attendance.models import Registration, Session
from lms.core import audit
from lms.people.models import Merge
from lms.people.signals import persons_merged

from .models import Freeze


def connect() -> None:
    persons_merged.connect(note_revision, dispatch_uid="indicators.note_revision")


def note_revision(merge: Merge, actor: Any, undone: bool, **kwargs: Any) -> None:
    """Log "revised" on the published figures of every period in which the merge touches a session attended.

    Two records counted as two persons are one from now on: published values stay as they are printed, and the next
    report states the difference (counting rules of the indicators, "late-entered attendance, period locked"). The
    period of a session is that of its last day.
    """
    entries = [entry for entry in merge.journal if entry["model"] == Registration._meta.label_lower]
    sessions = {entry["before"]["session"] for entry in entries}
    days = set(Session.objects.filter(pk__in=sessions).values_list("ends_on", flat=True))
    if not days:
        return
    for freeze in Freeze.objects.select_related("period").defer("figures", "rows"):
        if any(freeze.period.starts_on <= day <= freeze.period.ends_on for day in days):
            audit.record("indicators.revised", freeze, actor=actor, merge=merge.pk, undone=int(undone))

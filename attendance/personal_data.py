"""What this app keeps about a person, and what of it is erased.

Erasing keeps every registration and every mark: they are what is counted. Texts about the person go.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.people.privacy.own_parts import coded
from lms.people.privacy.portrait import TRAINING, register_part
from lms.people.privacy.pseudonymising import clean_column, register_eraser, register_free_texts
from lms.people.privacy.retention import ACCOUNTS, MENTORING_NOTES, register_disposal, register_hold
from lms.people.privacy.traces import Traces

from .enums import STANDING_STATUSES
from .models import Evaluation, Evidence, FollowUp, Mark, MarkEvent, Registration, Session
from .services.registration import withdraw_registration

Lines = Iterable[tuple[Any, ...]]


def registrations(person: Person) -> Lines:
    rows = Registration.objects.filter(person=person).select_related(
        "session__version__course", "session__series", "organisation"
    )
    for row in rows:
        yield (
            row.session.code, row.session.title, row.session.starts_on, row.session.ends_on, coded(row, "capacity"),
            coded(row, "status"), row.organisation.name if row.organisation else None, row.status_reason,
        )  # fmt: skip


def marks(person: Person) -> Lines:
    rows = Mark.objects.filter(registration__person=person).select_related("slot__session")
    for row in rows.order_by("slot__date", "slot__starts_at"):
        yield row.slot.session.code, row.slot.date, coded(row.slot, "half"), coded(row, "status"), row.recorded_at


def follow_ups(person: Person) -> Lines:
    """Contacts with a mentor, as the one accompanied or as the mentor."""
    rows = FollowUp.objects.filter(Q(registration__person=person) | Q(mentor=person))
    for row in rows.select_related("registration__session", "registration__person"):
        own = row.registration.person_id == person.pk
        yield (
            row.registration.session.code, row.happened_on, coded(row, "mode"), not own,
            row.practice_rating if own else None, row.next_step if own else None,
        )  # fmt: skip


def quality_checks(person: Person) -> Lines:
    for row in Evaluation.objects.filter(observer=person).select_related("session"):
        yield row.session.code, row.observed_on, row.remarks


def erase(traces: Traces) -> None:
    """Leave the sessions still to come; empty the texts about the person and clean those of their sessions."""
    registrations = Registration.objects.filter(person__in=traces.person_ids)
    to_come = registrations.filter(status__in=STANDING_STATUSES, session__starts_on__gt=timezone.localdate())
    for row in to_come.select_related("session", "person"):
        if row.session.is_open:
            withdraw_registration(row, actor=None)
    registrations.update(status_reason="")
    MarkEvent.objects.filter(registration__person__in=traces.person_ids).update(reason="")
    FollowUp.objects.filter(registration__person__in=traces.person_ids).update(next_step="")
    sessions = registrations.values("session")
    clean_column(Session.objects.filter(pk__in=sessions), "status_reason", traces, closely=True)
    clean_column(Evaluation.objects.filter(session__in=sessions), "remarks", traces, closely=True)
    clean_column(Evidence.objects.filter(session__in=sessions), "original_name", traces, closely=True)
    theirs = MarkEvent.objects.filter(registration__session__in=sessions)
    clean_column(theirs, "reason", traces, closely=True)


def forget_mentoring_notes(before: datetime.date, *, apply: bool) -> int:
    """Empty the words of follow-ups older than `before`; that they took place stays counted."""
    rows = FollowUp.objects.filter(happened_on__lt=before).exclude(next_step="")
    return rows.update(next_step="") if apply else rows.count()


def recently_registered(today: datetime.date) -> set[int]:
    """Whoever was registered at a session of the last two years is active."""
    rows = Registration.objects.filter(session__ends_on__gte=ACCOUNTS.before(today)).order_by()
    return set(rows.values_list("person_id", flat=True).distinct())


def register() -> None:
    """Add the parts, the eraser and the disposal of this app."""
    session = ("session", _("session"))
    register_part(
        "registrations", _("Sessions"), rows=registrations, order=TRAINING,
        headings=(session, ("title", _("title")), ("from", _("from")), ("until", _("until")),
                  ("capacity", _("capacity")), ("status", _("status")), ("organisation", _("organisation")),
                  ("reason", _("reason"))),
    )  # fmt: skip
    register_part(
        "attendance", _("Attendance"), rows=marks, order=TRAINING + 10,
        headings=(session, ("day", _("day")), ("half_day", _("half-day")), ("mark", _("mark")),
                  ("recorded_at", _("recorded at"))),
    )  # fmt: skip
    register_part(
        "follow_ups", _("Follow-ups"), rows=follow_ups, order=TRAINING + 20,
        headings=(session, ("day", _("day")), ("mode", _("mode")), ("as_mentor", _("as mentor")),
                  ("practice", _("practice observed (0–3)")), ("next_step", _("next step"))),
    )  # fmt: skip
    register_part(
        "quality_checks", _("Quality checks"), rows=quality_checks, order=TRAINING + 30,
        headings=(session, ("day", _("day")), ("remarks", _("remarks"))),
    )  # fmt: skip
    register_eraser("attendance", erase)
    register_hold(ACCOUNTS, recently_registered)
    register_disposal(MENTORING_NOTES, forget_mentoring_notes)
    for model, fields in (
        (Registration, ("status_reason",)),
        (MarkEvent, ("reason",)),
        (FollowUp, ("next_step",)),
        (Evaluation, ("remarks",)),
        (Evidence, ("original_name",)),
        (Session, ("status_reason",)),
    ):
        register_free_texts(model, *fields)

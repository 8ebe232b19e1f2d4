"""The closed lists of the attendance app. Groups of states stand beside their list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionKind(models.TextChoices):
    TRAINING = "training", _("Training session")
    WORKSHOP = "workshop", _("Workshop")
    STUDY_VISIT = "study_visit", _("Study visit")
    AWARENESS = "awareness", _("Awareness session")


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    HELD = "held", _("Held")
    INTERRUPTED = "interrupted", _("Interrupted")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Session cancelled")


# States in which the register may be written.
OPEN_STATUSES = frozenset({SessionStatus.PLANNED, SessionStatus.IN_PROGRESS})
# States after which nothing changes but by correction.
CLOSED_STATUSES = frozenset({SessionStatus.HELD, SessionStatus.INTERRUPTED, SessionStatus.CANCELLED})
# States after a register was closed: something took place and its marks are final.
CONCLUDED_STATUSES = frozenset({SessionStatus.HELD, SessionStatus.INTERRUPTED})


class Half(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")


class Capacity(models.TextChoices):
    """In what capacity someone is at a session. Only participants are beneficiaries."""

    PARTICIPANT = "participant", _("Participant")
    TRAINER = "trainer", _("Trainer")
    OBSERVER = "observer", _("Observer")
    INTERPRETER = "interpreter", _("Interpreter")
    OFFICIAL = "official", _("Official")


class RegistrationStatus(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    VOIDED = "voided", _("Voided")


# Those who have a place in the session, or wait for one.
STANDING_STATUSES = frozenset({RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING})


class MarkStatus(models.TextChoices):
    PRESENT = "present", _("Present")
    HALF = "half", _("Partial")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


# The person was there, for the whole half-day or for a part of it.
ATTENDED_MARKS = frozenset({MarkStatus.PRESENT, MarkStatus.HALF})


class MarkSource(models.TextChoices):
    LIVE = "live", _("Live register")
    PAPER = "paper", _("Typed from the signed sheet")
    IMPORT = "import", _("Imported")


class EvidenceKind(models.TextChoices):
    SIGNED_SHEET = "signed_sheet", _("Signed attendance sheet")
    REPORT = "report", _("Report")
    OTHER = "other", _("Other document")


class FollowUpMode(models.TextChoices):
    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Phone call")
    ONLINE = "online", _("Online meeting")

"""The closed lists of the courses app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    FRONT_LINE = "front_line", _("Front line")
    SUPERVISOR = "supervisor", _("Supervisors")
    SENIOR = "senior", _("Senior staff")


class Modality(models.TextChoices):
    IN_PERSON = "in_person", _("Face-to-face")
    REMOTE = "remote", _("Online")
    BLENDED = "blended", _("Blended")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class QuestionForm(models.TextChoices):
    A = "a", _("Form A")
    B = "b", _("Form B")


class TestKind(models.TextChoices):
    __test__ = False  # pytest: not a test case

    PRE = "pre", _("Pre-test")
    FINAL = "final", _("Final test")

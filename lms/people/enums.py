"""The closed lists of the people app. Groups of members stand beside their list, never re-listed elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProvinceKind(models.TextChoices):
    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")


class OrganisationKind(models.TextChoices):
    UPE = "upe", _("Child Protection Unit (UPE)")
    CAPE = "cape", _("Child-protection support centre (CAPE)")
    COMMITTEE = "committee", _("Provincial child-protection committee")
    ENTRAIDE = "entraide", _("Entraide Nationale service")
    ASSOCIATION = "association", _("Association")
    MINISTRY = "ministry", _("Ministry")
    TRAINING = "training", _("Training institute")
    JUSTICE = "justice", _("Justice")
    POLICE = "police", _("National security")
    GENDARMERIE = "gendarmerie", _("Royal Gendarmerie")
    HEALTH = "health", _("Health")
    EDUCATION = "education", _("Education")
    YOUTH = "youth", _("Youth")
    HUMAN_RIGHTS = "human_rights", _("Human-rights council or commission")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    INTERNATIONAL = "international", _("International organisation")
    OTHER = "other", _("Other")


class Sex(models.TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
    NOT_STATED = "not_stated", _("Not stated")


class Language(models.TextChoices):
    FRENCH = "fr", _("French")
    ARABIC = "ar", _("Arabic")


class Profession(models.TextChoices):
    SOCIAL_WORKER = "social_worker", _("Social worker")
    SOCIAL_ASSISTANT = "social_assistant", _("Social assistant")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    SPECIALISED_EDUCATOR = "specialised_educator", _("Specialised educator")
    EDUCATOR = "educator", _("Educator")
    LEGAL_OFFICER = "legal_officer", _("Legal officer")
    LISTENER = "listener", _("Listener")
    MULTI_TASK_AGENT = "multi_task_agent", _("Multi-task agent")
    DIRECTOR = "director", _("Director of the unit")
    COORDINATOR = "coordinator", _("Coordinator of the unit")
    CENTRE_COORDINATOR = "centre_coordinator", _("Coordinator of the support centre")
    PROVINCIAL_DELEGATE = "provincial_delegate", _("Provincial delegate")
    MONITORING_OFFICER = "monitoring_officer", _("M&E officer")
    TRAINER = "trainer", _("Trainer")
    HEALTH_WORKER = "health_worker", _("Health worker")
    TEACHER = "teacher", _("Teacher")
    MAGISTRATE = "magistrate", _("Magistrate")
    LAW_ENFORCEMENT = "law_enforcement", _("Police officer or gendarme")
    OTHER = "other", _("Other")


class Engagement(models.TextChoices):
    PAID = "paid", _("Employee")
    VOLUNTEER = "volunteer", _("Volunteer")
    INTERN = "intern", _("Intern")


class Role(models.TextChoices):
    """What a user may do; where they may do it is the scope of their grant."""

    LEARNER = "learner", _("Learner")
    UPE_COORDINATOR = "upe_coordinator", _("UPE coordinator")
    TRAINER = "trainer", _("Trainer")
    CONTENT_EDITOR = "content_editor", _("Content editor")
    TERRITORIAL_COORDINATOR = "territorial_coordinator", _("Provincial or regional coordinator")
    MINISTRY_OFFICER = "ministry_officer", _("Ministry officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


STAFF_ROLES = frozenset(set(Role) - {Role.LEARNER})


class Scope(models.TextChoices):
    OWN = "own", _("Own records and sessions")
    ORGANISATION = "organisation", _("One organisation")
    PROVINCE = "province", _("One province")
    REGION = "region", _("One region")
    NATIONAL = "national", _("Whole country")


class InvitationState(models.TextChoices):
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DuplicateState(models.TextChoices):
    WAITING = "waiting", _("To review")
    LATER = "later", _("Set aside for later")
    DIFFERENT = "different", _("Not the same person")
    MERGED = "merged", _("Merged")


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    CHECKING = "checking", _("Being read")
    CHECKED = "checked", _("Read: nothing recorded yet")
    COMMITTING = "committing", _("Being recorded")
    DONE = "done", _("Recorded")
    REFUSED = "refused", _("File refused")
    DROPPED = "dropped", _("Dropped")


class AccessAct(models.TextChoices):
    OPENED = "opened", _("Opened")
    EXPORTED = "exported", _("Exported")
    PRINTED = "printed", _("Printed")


class DataRequestKind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    ERASURE = "erasure", _("Erasure")


class DataRequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting for an answer")
    DONE = "done", _("Carried out")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")

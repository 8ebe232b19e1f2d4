"""What the administration learns from this app."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.core.admin_menu import SESSIONS, register_in_training_menu

from . import viewsets

# Choosers first: the forms of the screens below ask for them.
hooks.register("register_admin_viewset", lambda: viewsets.SessionChooserViewSet("session_chooser"))
hooks.register("register_admin_viewset", lambda: viewsets.RegistrationChooserViewSet("registration_chooser"))

register_in_training_menu(viewsets.SessionViewSet, SESSIONS)
register_in_training_menu(viewsets.SeriesViewSet, SESSIONS + 10)
register_in_training_menu(viewsets.RegistrationViewSet, SESSIONS + 20)
register_in_training_menu(viewsets.EvidenceViewSet, SESSIONS + 30)
register_in_training_menu(viewsets.EvaluationViewSet, SESSIONS + 40)
register_in_training_menu(viewsets.FollowUpViewSet, SESSIONS + 50)

ACTIONS = {
    "attendance.session_planned": _("Session planned"),
    "attendance.session_postponed": _("Session postponed"),
    "attendance.session_cancelled": _("Session cancelled"),
    "attendance.session_closed": _("Session closed"),
    "attendance.session_reopened": _("Session opened again"),
    "attendance.slot_outcome": _("Half-day stated as held or not"),
    "attendance.marked": _("Register written"),
    "attendance.registered": _("Person registered"),
    "attendance.newcomer_recorded": _("Newcomer recorded"),
    "attendance.registration_withdrawn": _("Registration withdrawn"),
    "attendance.registration_voided": _("Registration struck out"),
    "attendance.seat_given": _("Seat given from the waiting list"),
    "attendance.seat_taken_back": _("Seat given back to the waiting list"),
    "attendance.evidence_added": _("Evidence attached"),
}


@hooks.register("register_log_actions")
def register_actions(actions: Any) -> None:
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)

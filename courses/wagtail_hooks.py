"""What the catalogue adds to the administration."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.core.admin_menu import CATALOGUE, register_in_training_menu

from .viewsets import (
    CompetencyViewSet,
    CourseVersionViewSet,
    CourseViewSet,
    EnrolmentViewSet,
    QuestionViewSet,
    ThemeViewSet,
)

register_in_training_menu(CourseViewSet, CATALOGUE + 10)
register_in_training_menu(CourseVersionViewSet, CATALOGUE + 20)
register_in_training_menu(QuestionViewSet, CATALOGUE + 30)
register_in_training_menu(EnrolmentViewSet, CATALOGUE + 40)
register_in_training_menu(ThemeViewSet, CATALOGUE + 50)
register_in_training_menu(CompetencyViewSet, CATALOGUE + 60)


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    """The words of the log for what the services of this app do."""
    actions.register_action("courses.enrolled", _("Enrol"), _("Enrolled"))
    actions.register_action("courses.lesson_finished", _("Finish a lesson"), _("Lesson finished"))
    actions.register_action("courses.test_started", _("Start a test"), _("Test started"))
    actions.register_action("courses.test_handed_in", _("Hand in a test"), _("Test handed in"))
    actions.register_action(
        "courses.paper_result_recorded", _("Enter a paper test"), _("Result of a paper test entered")
    )
    actions.register_action("courses.version_published", _("Publish a module version"), _("Module version published"))
    actions.register_action("courses.version_withdrawn", _("Withdraw a module version"), _("Module version withdrawn"))

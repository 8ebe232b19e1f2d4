"""What the figures add to the administration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.core.admin_menu import INDICATORS, register_in_training_menu, register_link_in_training_menu

from .permissions import can_read_figures
from .viewsets import (
    ChildrenServedViewSet,
    CommitmentViewSet,
    FreezeViewSet,
    IndicatorViewSet,
    PeriodViewSet,
    ReportDeadlineViewSet,
    TargetViewSet,
)

ACTIONS = {
    "indicators.figures_exported": _("Figures exported"),
    "indicators.rows_exported": _("Rows behind a figure exported"),
    "indicators.revised": _("Published figures to be revised"),
    "indicators.declared_activity_entered": _("Declared activity entered"),
}


def _reads_figures(request: HttpRequest) -> bool:
    return can_read_figures(request.user)


register_link_in_training_menu(
    _("Indicators"), "indicator-dashboard", icon="table", order=INDICATORS + 10, is_shown=_reads_figures
)
for place, viewset in enumerate(
    (
        TargetViewSet,
        ReportDeadlineViewSet,
        ChildrenServedViewSet,
        FreezeViewSet,
        PeriodViewSet,
        IndicatorViewSet,
        CommitmentViewSet,
    ),
    start=2,
):
    register_in_training_menu(viewset, INDICATORS + 10 * place)


@hooks.register("register_log_actions")
def register_actions(actions: Any) -> None:
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)

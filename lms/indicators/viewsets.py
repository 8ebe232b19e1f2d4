"""The office's lists of the commitment: definitions, periods, targets, deadlines, aggregates, frozen figures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from lms.core.scoping import ScopedModelViewSet

from .models import ChildrenServed, Commitment, Freeze, Indicator, Period, ReportDeadline, Target

NO_PEOPLE = "Reference data without people."


def _in_both_languages(name: str, heading: Any) -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel(f"{name}_fr"), FieldPanel(f"{name}_ar")], heading=heading)


class CommitmentViewSet(ScopedModelViewSet):
    model = Commitment
    unscoped_because = NO_PEOPLE
    name = "commitments"
    icon = "pick"
    menu_label = _("Commitments")
    list_display = ["code", Column("title", label=_("title")), "starts_on", "ends_on"]
    panels = [
        FieldPanel("code"),
        _in_both_languages("title", _("Title")),
        _in_both_languages("plan", _("Action plan")),
        FieldPanel("starts_on"),
        FieldPanel("ends_on"),
    ]


class IndicatorViewSet(ScopedModelViewSet):
    model = Indicator
    unscoped_because = NO_PEOPLE
    name = "indicators"
    icon = "info-circle"
    menu_label = _("Definitions")
    list_display = ["code", Column("name", label=_("name")), "definition_version", "kind", "in_commitment"]
    list_filter = ["kind", "in_commitment"]
    panels = [
        FieldPanel("code"),
        FieldPanel("definition_version"),
        FieldPanel("position"),
        FieldPanel("kind"),
        _in_both_languages("name", _("Name")),
        _in_both_languages("definition", _("Definition")),
        _in_both_languages("unit", _("Unit")),
        FieldPanel("is_additive"),
        FieldPanel("in_commitment"),
    ]


class PeriodViewSet(ScopedModelViewSet):
    model = Period
    unscoped_because = NO_PEOPLE
    name = "periods"
    icon = "date"
    menu_label = _("Periods")
    list_display = ["code", Column("name", label=_("name")), "kind", "starts_on", "ends_on"]
    list_filter = ["kind"]
    panels = [
        FieldPanel("code"),
        FieldPanel("kind"),
        _in_both_languages("name", _("Name")),
        FieldPanel("starts_on"),
        FieldPanel("ends_on"),
    ]


class _SignedTargetView(generic.CreateView):
    """A target is signed by whoever sets it."""

    def save_instance(self) -> Any:
        self.form.instance.set_by = self.request.user
        return super().save_instance()


class TargetViewSet(ScopedModelViewSet):
    model = Target
    unscoped_because = NO_PEOPLE
    name = "targets"
    icon = "crosshairs"
    menu_label = _("Targets")
    list_display = ["indicator", "period", "region", "value", "set_on"]
    list_filter = ["indicator", "period", "region"]
    add_view_class = _SignedTargetView
    panels = [
        FieldPanel("indicator"),
        FieldPanel("period"),
        FieldPanel("region"),
        FieldPanel("value"),
        FieldPanel("set_on"),
    ]


class ReportDeadlineViewSet(ScopedModelViewSet):
    model = ReportDeadline
    unscoped_because = NO_PEOPLE
    name = "report_deadlines"
    icon = "calendar-check"
    menu_label = _("Report deadlines")
    list_display = [Column("title", label=_("title")), "commitment", "due_on", "published_on"]
    panels = [
        FieldPanel("commitment"),
        _in_both_languages("title", _("Title")),
        FieldPanel("due_on"),
        FieldPanel("published_on"),
        FieldPanel("address"),
    ]


class ChildrenServedViewSet(ScopedModelViewSet):
    model = ChildrenServed
    unscoped_because = "Aggregates typed per UPE and quarter: no row is about a person."
    name = "children_served"
    icon = "group"
    menu_label = _("Children served")
    list_display = ["organisation", "period", "number", "source", "reported_on"]
    list_filter = ["period"]
    panels = [
        FieldPanel("organisation"),
        FieldPanel("period"),
        FieldPanel("number"),
        FieldPanel("source"),
        FieldPanel("reported_on"),
    ]


class FreezeViewSet(ScopedModelViewSet):
    """Published figures are read, never typed: the screens that add and edit do not exist."""

    model = Freeze
    unscoped_because = "Published figures; the rows kept with them are not shown here."
    name = "freezes"
    icon = "lock"
    menu_label = _("Frozen figures")
    list_display = ["number", "commitment", "period", "status", "rules_version", "frozen_at"]
    list_filter = ["status", "period"]
    inspect_view_fields = [
        "number",
        "commitment",
        "period",
        "status",
        "rules_version",
        "figures",
        "sha256",
        "frozen_at",
        "frozen_by",
    ]
    form_fields: list[str] = []
    closed_views = frozenset({"add", "edit"})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = super().get_common_view_kwargs(**kwargs)
        return kwargs | {"add_url_name": None, "edit_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.closed_views]

"""The ministry's figures: dashboard, what is behind each figure, exports."""

from __future__ import annotations

from django.urls import path, register_converter

from . import views
from .converters import IndicatorCode, TableFormat

register_converter(TableFormat, "table")
register_converter(IndicatorCode, "indicator")

urlpatterns = [
    path("", views.dashboard, name="indicator-dashboard"),
    path("others/", views.others, name="indicator-others"),
    path("declared/", views.declared_activities, name="declared-activities"),
    path("export.<table:kind>", views.export_figures, name="indicator-export"),
    path("<indicator:code>/", views.detail, name="indicator-detail"),
    path("<indicator:code>/rows.<table:kind>", views.export_rows, name="indicator-rows-export"),
]

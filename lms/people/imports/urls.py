from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.import_list, name="import-list"),
    path("new/", views.import_upload, name="import-upload"),
    path("template/", views.import_template, name="import-template"),
    path("<uuid:uuid>/", views.import_report, name="import-report"),
    path("<uuid:uuid>/decide/", views.import_decide, name="import-decide"),
    path("<uuid:uuid>/record/", views.import_record, name="import-record"),
    path("<uuid:uuid>/check-again/", views.import_check_again, name="import-check-again"),
    path("<uuid:uuid>/drop/", views.import_drop, name="import-drop"),
    path("<uuid:uuid>/to-correct/", views.import_left, name="import-left"),
]

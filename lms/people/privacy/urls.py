"""One's own data, under /my-data/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.my_data, name="my-data"),
    path("notice/", views.privacy_notice, name="privacy-notice"),
    path("export.json", views.export_data, {"kind": "json"}, name="my-data-json"),
    path("export.html", views.export_data, {"kind": "html"}, name="my-data-page"),
    path("correct/", views.correct_data, name="my-data-correct"),
    path("erasure/", views.ask_for_erasure, name="my-data-erasure"),
    path("requests/", views.request_list, name="data-request-list"),
    path("requests/<uuid:uuid>/", views.request_detail, name="data-request"),
    path("requests/<uuid:uuid>/take-back/", views.request_take_back, name="data-request-take-back"),
]

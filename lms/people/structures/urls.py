from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import staff_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.organisation_list, name="organisation-list"),
    path("export.csv", views.organisation_export, {"kind": "csv"}, name="organisation-export-csv"),
    path("export.xlsx", views.organisation_export, {"kind": "xlsx"}, name="organisation-export-xlsx"),
    path("regions/", views.region_list, name="region-list"),
    path("regions/<str:code>/", views.region_detail, name="region-detail"),
    path("people/<uuid:person>/", staff_views.person_detail, name="organisation-person"),
    path("people/<uuid:person>/arrival/", staff_views.person_arrival, name="person-arrival"),
    *(
        path(f"affiliations/<int:pk>/{act}/", staff_views.affiliation_act, {"act": act}, name=f"affiliation-{act}")
        for act in staff_views.ACTS
    ),
    path("<uuid:organisation>/", views.organisation_detail, name="organisation-detail"),
    path("<uuid:organisation>/newcomer/", staff_views.newcomer, name="organisation-newcomer"),
]

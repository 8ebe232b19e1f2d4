from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import organisations, staff

urlpatterns: list[URLPattern | URLResolver] = [
    path("", organisations.organisation_list, name="organisation-list"),
    path("export.csv", organisations.organisation_export, {"kind": "csv"}, name="organisation-export-csv"),
    path("export.xlsx", organisations.organisation_export, {"kind": "xlsx"}, name="organisation-export-xlsx"),
    path("regions/", organisations.region_list, name="region-list"),
    path("regions/<str:code>/", organisations.region_detail, name="region-detail"),
    path("people/<uuid:person>/", staff.person_detail, name="organisation-person"),
    path("people/<uuid:person>/arrival/", staff.person_arrival, name="person-arrival"),
    *(
        path(f"affiliations/<int:pk>/{act}/", staff.affiliation_act, {"act": act}, name=f"affiliation-{act}")
        for act in staff.ACTS
    ),
    path("<uuid:organisation>/", organisations.organisation_detail, name="organisation-detail"),
    path("<uuid:organisation>/newcomer/", staff.newcomer, name="organisation-newcomer"),
]

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.card, name="card"),
    path("people/<uuid:uuid>/", views.card_issue, name="card-issue"),
    path("<str:code>/", views.card_open, name="card-open"),
]

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.duplicate_list, name="duplicate-list"),
    path("<int:pk>/", views.duplicate_detail, name="duplicate-detail"),
    path("<int:pk>/not-the-same/", views.duplicate_different, name="duplicate-different"),
    path("<int:pk>/later/", views.duplicate_later, name="duplicate-later"),
    path("merges/", views.merge_list, name="merge-list"),
    path("merges/<int:pk>/undo/", views.merge_undo, name="merge-undo"),
]

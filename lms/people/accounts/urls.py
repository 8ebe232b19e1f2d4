from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account_list, name="account-list"),
    path("<int:pk>/", views.account_detail, name="account-detail"),
    path("<int:pk>/roles/", views.role_give, name="role-give"),
    path("<int:pk>/close/", views.account_close, name="account-close"),
    path("<int:pk>/reopen/", views.account_reopen, name="account-reopen"),
    path("roles/<int:pk>/end/", views.role_end, name="role-end"),
]

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.team, name="team"),
    path("invite/", views.invitation_create, name="invitation-create"),
    path("invitations/<uuid:token>/", views.invitation_accept, name="invitation-accept"),
    path("invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("accounts/", include("lms.people.accounts.urls")),
]

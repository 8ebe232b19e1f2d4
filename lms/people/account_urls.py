"""Sign-in, second factors and account settings: django-allauth's own addresses, and the way to a second factor."""

from __future__ import annotations

from django.urls import include, path

from .account_views import second_factor

urlpatterns = [
    path("second-factor/", second_factor, name="second-factor"),
    path("", include("allauth.urls")),
]

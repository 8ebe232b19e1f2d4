"""Sign-in, second factors and account settings: django-allauth's own addresses, and what the portal adds to them."""

from __future__ import annotations

from django.urls import include, path

from .account_views import second_factor, sign_in_phone

urlpatterns = [
    path("second-factor/", second_factor, name="second-factor"),
    path("phone/", sign_in_phone, name="sign-in-phone"),
    path("", include("allauth.urls")),
]

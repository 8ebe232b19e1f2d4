"""Public verification, under /<language>/verify/, also in English."""

from __future__ import annotations

from django.urls import path

from .verification_views import verify_certificate

urlpatterns = [
    path("", verify_certificate, name="verify"),
    path("<str:code>/", verify_certificate, name="verify-code"),
]

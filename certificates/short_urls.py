"""The address printed in the QR code: short, and outside any language."""

from __future__ import annotations

from django.urls import path

from .verification_views import verify_short

urlpatterns = [path("v/<str:code>/", verify_short, name="verify-short")]

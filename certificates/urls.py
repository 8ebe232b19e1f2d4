"""Certificates for holders and office, under /<language>/certificates/."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.certificate_list, name="certificate-list"),
    path("<uuid:uuid>.pdf", views.certificate_pdf_file, name="certificate-pdf"),
    path("<uuid:uuid>/replace/", views.certificate_replace, name="certificate-replace"),
    path("<uuid:uuid>/revoke/", views.certificate_revoke, name="certificate-revoke"),
    path("session/<uuid:uuid>/", views.session_certificates, name="session-certificates"),
    path("session/<uuid:uuid>/issue/", views.session_certificates_issue, name="session-certificates-issue"),
    path("session/<uuid:uuid>.pdf", views.session_certificates_pdf, name="session-certificates-pdf"),
]

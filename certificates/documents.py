"""The PDF of a certificate, drawn from its frozen payload each time it is asked for: nothing to lose or to orphan."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from .models import Certificate
from .payload import CertificatePayload


def verification_address(certificate: Certificate) -> str:
    """The address behind the QR code, on the portal's own name, never the one the request came by."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('verify-short', args=[certificate.code])}"


def certificate_pdf(certificate: Certificate) -> bytes:
    """The certificate as PDF. Raises CertificateNotRendered when its words cannot be printed."""
    from .rendering import render_certificate  # slow to import: only when a PDF is asked for

    payload = CertificatePayload.from_json(certificate.payload)
    return render_certificate(payload, verify_url=verification_address(certificate))


def certificates_pdf(certificates: Iterable[Certificate]) -> bytes:
    """Several certificates as one PDF, a page each, to print a session's in one go."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for certificate in certificates:
        writer.append(io.BytesIO(certificate_pdf(certificate)))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()

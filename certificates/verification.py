"""The public answer to "is this paper genuine?". Looked up by the code on the paper and by nothing else."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass

from .codes import canonical_code
from .enums import CertificateState
from .models import Certificate


class Verdict(enum.StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Verification:
    """The verdict, and the certificate unless there is none."""

    verdict: Verdict
    certificate: Certificate | None = None


def verify(typed: str, *, today: datetime.date) -> Verification:
    """The state of the certificate whose code was typed or scanned.

    A malformed code asks the database like any other, so that it takes as long and reads the same as an unknown one.
    """
    certificate = (
        Certificate.objects.select_related("replaced_by").filter(code=canonical_code(typed) or "malformed").first()
    )
    if certificate is None:
        return Verification(Verdict.NOT_FOUND)
    return Verification(_verdict(certificate, today), certificate)


def _verdict(certificate: Certificate, today: datetime.date) -> Verdict:
    if certificate.state == CertificateState.REVOKED:
        return Verdict.REVOKED
    if certificate.state == CertificateState.REPLACED:
        return Verdict.REPLACED
    if certificate.valid_until and certificate.valid_until < today:
        return Verdict.EXPIRED
    return Verdict.VALID

"""What a certificate says, frozen on the day it is issued.

A certificate is printed again from this record and nothing else: a person renamed, a course retitled or a
minister replaced later must not change a paper that has already been handed out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

CODE_GROUP = 4


@dataclass(frozen=True)
class CertificatePayload:
    """The words and figures of one certificate, each language in its own field."""

    serial: str
    """Number in the ministry's series, e.g. TK-2026-00417."""
    code: str
    """Verification code: 16 characters of Crockford's base 32, without dashes."""
    kind: str
    """A value of CertificateKind."""
    name_latin: str
    name_arabic: str
    """One of the two names may be empty."""
    course_code: str
    course_title_fr: str
    course_title_ar: str
    started_on: str
    """This and the other days are ISO dates."""
    ended_on: str
    issued_on: str
    valid_until: str | None
    """Last day of validity, or None when the certificate does not expire."""
    minutes: int
    """Nominal duration of the course."""
    venue_fr: str
    """Town or province; empty for a course followed at a distance."""
    venue_ar: str
    issuer_fr: str
    """The ministry."""
    issuer_ar: str
    signatory_name: str
    signatory_title_fr: str
    signatory_title_ar: str
    co_issuer_fr: str = ""
    co_issuer_ar: str = ""
    demo: bool = False
    """Printed visibly: a certificate of the demonstration must never pass for a real one."""

    def to_json(self) -> dict[str, str | int | None]:
        """The payload as plain values; `demo` is written 0 or 1."""
        return {
            field.name: int(value) if isinstance(value := getattr(self, field.name), bool) else value
            for field in fields(self)
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CertificatePayload:
        """The payload written by `to_json`, also by an older or a newer release: optional keys may be missing
        and unknown ones are passed over. Raises ValueError naming the required keys that are not there.
        """
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        missing = [field.name for field in fields(cls) if field.default is MISSING and field.name not in known]
        if missing:
            raise ValueError(f"not a certificate payload, without {', '.join(missing)}")
        return cls(**{**known, "demo": bool(known.get("demo", False))})

    @property
    def grouped_code(self) -> str:
        """The code as it is printed, read aloud and typed again: 7K4M-Q2XD-9RTB-H5WN."""
        return "-".join(self.code[start : start + CODE_GROUP] for start in range(0, len(self.code), CODE_GROUP))

"""Who earned which certificate: a pure rule over plain facts, used by the screen, the issuing and the tests."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from attendance.enums import Capacity, RegistrationStatus, SessionStatus
from attendance.rates import reaches_threshold

from .enums import CertificateKind


class Reason(enum.StrEnum):
    """Why a registration earned what it earned."""

    EARNED = "earned"
    TEST_NOT_PASSED = "test_not_passed"
    NOT_A_PARTICIPANT = "not_a_participant"
    SESSION_NOT_HELD = "session_not_held"
    ATTENDANCE_BELOW = "attendance_below"


@dataclass(frozen=True)
class AttendanceFacts:
    """What is known of one registration.

    `attended` and `due` are in half-minutes over the slots that took place (attendance.rates); `threshold` is
    τ of the version, percent 0–100.
    """

    capacity: str
    status: str
    session_status: str
    attended: int
    due: int
    threshold: int
    test_required: bool
    test_passed: bool


@dataclass(frozen=True)
class Decision:
    """The kind of certificate earned, if any, and why."""

    kind: CertificateKind | None
    reason: Reason


def decide(facts: AttendanceFacts) -> Decision:
    """The certificate a registration earns.

    Attendance must reach τ (100 × attended ≥ τ × due, integers, no rounding up). A version that requires a test
    then gives the certificate of completion to who passed it, and the certificate of participation to who did not:
    trained, but not completed. A version without a test gives the certificate of participation.
    """
    if facts.capacity != Capacity.PARTICIPANT or facts.status != RegistrationStatus.CONFIRMED:
        return Decision(None, Reason.NOT_A_PARTICIPANT)
    if facts.session_status != SessionStatus.HELD:
        return Decision(None, Reason.SESSION_NOT_HELD)
    if not reaches_threshold(facts.attended, facts.due, facts.threshold):
        return Decision(None, Reason.ATTENDANCE_BELOW)
    if not facts.test_required:
        return Decision(CertificateKind.PARTICIPATION, Reason.EARNED)
    if facts.test_passed:
        return Decision(CertificateKind.COMPLETION, Reason.EARNED)
    return Decision(CertificateKind.PARTICIPATION, Reason.TEST_NOT_PASSED)

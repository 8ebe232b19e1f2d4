"""The rule, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attendance.enums import Capacity, RegistrationStatus, SessionStatus
from certificates.eligibility import AttendanceFacts, Decision, Reason, decide
from certificates.enums import CertificateKind

# Two days of two half-days of 180 minutes, in half-minutes.
SLOT = 360
FULL = AttendanceFacts(
    capacity=Capacity.PARTICIPANT,
    status=RegistrationStatus.CONFIRMED,
    session_status=SessionStatus.HELD,
    attended=4 * SLOT,
    due=4 * SLOT,
    threshold=80,
    test_required=True,
    test_passed=True,
)
COMPLETION = Decision(CertificateKind.COMPLETION, Reason.EARNED)
BELOW = Decision(None, Reason.ATTENDANCE_BELOW)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, COMPLETION),
        ({"test_passed": False}, Decision(CertificateKind.PARTICIPATION, Reason.TEST_NOT_PASSED)),
        ({"test_required": False, "test_passed": False}, Decision(CertificateKind.PARTICIPATION, Reason.EARNED)),
        # 3 of 4 half-days are 75 %: not enough, and never rounded up.
        ({"attended": 3 * SLOT}, BELOW),
        ({"attended": 3 * SLOT, "threshold": 75}, COMPLETION),
        # 8 of 10 half-days are exactly 80 %.
        ({"attended": 8 * SLOT, "due": 10 * SLOT}, COMPLETION),
        ({"attended": 8 * SLOT - 1, "due": 10 * SLOT}, BELOW),
        ({"attended": 0, "due": 0}, BELOW),
        ({"attended": 0, "threshold": 0}, COMPLETION),
        ({"session_status": SessionStatus.INTERRUPTED}, Decision(None, Reason.SESSION_NOT_HELD)),
        ({"session_status": SessionStatus.CANCELLED}, Decision(None, Reason.SESSION_NOT_HELD)),
        ({"session_status": SessionStatus.IN_PROGRESS}, Decision(None, Reason.SESSION_NOT_HELD)),
        ({"capacity": Capacity.TRAINER}, Decision(None, Reason.NOT_A_PARTICIPANT)),
        ({"capacity": Capacity.OBSERVER}, Decision(None, Reason.NOT_A_PARTICIPANT)),
        ({"status": RegistrationStatus.VOIDED}, Decision(None, Reason.NOT_A_PARTICIPANT)),
        ({"status": RegistrationStatus.WAITING}, Decision(None, Reason.NOT_A_PARTICIPANT)),
    ],
)
def test_what_a_registration_earns(changes: dict[str, object], expected: Decision) -> None:
    assert decide(replace(FULL, **changes)) == expected  # type: ignore[arg-type]

"""Who may do what with certificates, as sentences."""

from __future__ import annotations

from typing import Any

from lms.people.enums import Role
from lms.people.scopes import reach_of


def can_issue_certificates(user: Any) -> bool:
    """Only administrators issue, replace and revoke: who trains does not certify."""
    return reach_of(user).has_role(Role.ADMINISTRATOR)


def can_read_certificate_register(user: Any) -> bool:
    """Whether the list of certificates shows other people's too."""
    return reach_of(user).has_role(
        Role.ADMINISTRATOR,
        Role.MINISTRY_OFFICER,
        Role.AUDITOR,
        Role.TERRITORIAL_COORDINATOR,
        Role.UPE_COORDINATOR,
        Role.TRAINER,
    )

"""Who may do what at a session, as sentences. Which rows they see is `visible_to`."""

from __future__ import annotations

from typing import Any

from lms.people.enums import Role
from lms.people.scopes import reach_of

from .enums import CLOSED_STATUSES, CONCLUDED_STATUSES, RegistrationStatus, SessionStatus
from .models import Registration, Session

# The roles that open a register, the nearer first.
KEEPERS = (Role.TRAINER, Role.ADMINISTRATOR)


def is_administrator(user: Any) -> bool:
    reach = reach_of(user)
    return reach.national and reach.has_role(Role.ADMINISTRATOR)


def leads(user: Any, session: Session) -> bool:
    """A trainer by role who is a confirmed trainer of this session."""
    reach = reach_of(user)
    return (
        reach.person_id is not None
        and reach.has_role(Role.TRAINER)
        and any(row.person_id == reach.person_id for row in session.confirmed_trainers)
    )


def can_keep_register(user: Any, session: Session) -> bool:
    """Open its register and its documents: the session's trainers and administrators, also after closing."""
    return is_administrator(user) or leads(user, session)


def can_write_register(user: Any, session: Session) -> bool:
    """Mark, close, state what did not take place: those who keep the register, until it is closed."""
    return session.is_open and can_keep_register(user, session)


def can_reopen(user: Any, session: Session) -> bool:
    return session.status in CONCLUDED_STATUSES and is_administrator(user)


def can_replan(user: Any, session: Session) -> bool:
    """Postpone or cancel: administrators, until the session is closed or cancelled."""
    return session.status not in CLOSED_STATUSES and not session.is_declared and is_administrator(user)


def can_void(user: Any, registration: Registration) -> bool:
    """Strike out a registration, also after closing: administrators."""
    return registration.status != RegistrationStatus.VOIDED and is_administrator(user)


def can_add_evidence(user: Any, session: Session) -> bool:
    """A scan may come after closing; a cancelled session has nothing to prove."""
    return session.status != SessionStatus.CANCELLED and can_keep_register(user, session)


def coordinates(user: Any) -> bool:
    """A coordinator of one or more organisations."""
    reach = reach_of(user)
    return reach.has_role(Role.UPE_COORDINATOR) and bool(reach.organisation_ids)


def can_register_people(user: Any, session: Session) -> bool:
    """Until closing: those who keep the register, and coordinators for their own team."""
    if not session.is_open:
        return False
    return coordinates(user) or can_keep_register(user, session)


def can_withdraw(user: Any, registration: Registration) -> bool:
    """Until closing: those who keep the register, and the coordinator of the person's organisation."""
    session = registration.session
    if not session.is_open:
        return False
    in_team = coordinates(user) and registration.organisation_id in reach_of(user).organisation_ids
    return in_team or can_keep_register(user, session)

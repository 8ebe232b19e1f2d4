"""Requests about one's data: asked, taken back, carried out or refused with an answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core import audit

from ..enums import DataRequestKind, DataRequestState
from ..models import DataRequest, Person, User
from ..permissions import can_answer_data_requests
from .corrections import apply_correction, differences
from .letters import letter_of, send_answer
from .pseudonymising import pseudonymise

# Law 09-08, art. 8: rectification within ten clear days (to be confirmed by the ministry's legal team). The day of
# the request does not count; the answer is due by the end of the tenth full day after it. The portal keeps the same
# time for erasure.
CLEAR_DAYS = 10


def due_on(asked_on: datetime.date) -> datetime.date:
    """The last day for the answer to a request made on that day."""
    return asked_on + datetime.timedelta(days=CLEAR_DAYS)


def ask_correction(person: Person, *, actor: User, values: Mapping[str, Any], message: str = "") -> DataRequest:
    """Ask for names and sex to be corrected. Raises PermissionDenied for somebody else's record, ValidationError
    when nothing differs or another request waits."""
    changes = differences(person, values)
    if not changes:
        raise ValidationError(_("Nothing differs from what is recorded."), code="same")
    return _ask(person, DataRequestKind.CORRECTION, actor=actor, message=message, changes=changes)


def ask_erasure(person: Person, *, actor: User, message: str = "") -> DataRequest:
    """Ask for everything that names oneself to be erased. Raises as `ask_correction` does."""
    return _ask(person, DataRequestKind.ERASURE, actor=actor, message=message, changes={})


def _ask(person: Person, kind: str, *, actor: User, message: str, changes: dict[str, str]) -> DataRequest:
    if actor.person_id != person.pk:
        raise PermissionDenied
    waits = ValidationError(_("A request of this kind is waiting for its answer already."), code="waiting")
    if person.data_requests.filter(kind=kind, state=DataRequestState.WAITING).exists():
        raise waits
    try:
        with transaction.atomic():
            request = DataRequest.objects.create(
                person=person, kind=kind, changes=changes, message=message.strip()[:1000],
                due_on=due_on(timezone.localdate()),
            )  # fmt: skip
            audit.record("people.data_requested", request, actor=actor, kind=str(kind))
    except IntegrityError as error:  # the same form sent twice at once
        raise waits from error
    return request


def take_back(request: DataRequest, *, actor: User) -> DataRequest:
    """Take back one's own request; one that is closed stays as it is."""
    if actor.person_id != request.person_id:
        raise PermissionDenied
    with transaction.atomic():
        request = DataRequest.objects.select_for_update().get(pk=request.pk)
        if request.state == DataRequestState.WAITING:
            _close(request, DataRequestState.WITHDRAWN, actor=actor, answer="")
    return request


def carry_out(request: DataRequest, *, actor: User, answer: str = "") -> DataRequest:
    """Do what was asked and tell the person. A request that is closed stays as it is.

    Raises PermissionDenied when the actor may not answer requests or it is their own; ValidationError when what was
    asked breaks a rule of the record.
    """
    with transaction.atomic():
        request = _locked(request, actor)
        if request.state != DataRequestState.WAITING:
            return request
        if request.kind == DataRequestKind.ERASURE:
            _erase(request, actor=actor, answer=answer)
        else:
            apply_correction(request.person, actor=actor, changes=request.changes)
            _close(request, DataRequestState.DONE, actor=actor, answer=answer)
            transaction.on_commit(partial(send_answer.enqueue, request.pk))
    return request


def _erase(request: DataRequest, *, actor: User, answer: str) -> None:
    """The letter is written before the address is gone, and sent once all is done: no queue keeps the address."""
    letter = letter_of(request, state=DataRequestState.DONE, answer=answer.strip())
    _close(request, DataRequestState.DONE, actor=actor, answer="")
    pseudonymise(request.person, actor=actor, reason="request")
    if letter is not None:
        transaction.on_commit(letter.send, robust=True)


def refuse(request: DataRequest, *, actor: User, answer: str) -> DataRequest:
    """Refuse with the reason, which the person reads. Raises as `carry_out` does, and ValidationError without it."""
    if not answer.strip():
        raise ValidationError({"answer": _("Say why: the person reads it.")}, code="required")
    with transaction.atomic():
        request = _locked(request, actor)
        if request.state == DataRequestState.WAITING:
            _close(request, DataRequestState.REFUSED, actor=actor, answer=answer)
            transaction.on_commit(partial(send_answer.enqueue, request.pk))
    return request


def _locked(request: DataRequest, actor: User) -> DataRequest:
    if not can_answer_data_requests(actor) or actor.person_id == request.person_id:
        raise PermissionDenied
    return DataRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)


def _close(request: DataRequest, state: str, *, actor: User, answer: str) -> None:
    request.state, request.changes = state, {}
    request.decided_by, request.decided_at = actor, timezone.now()
    request.answer = answer.strip()[:1000]
    request.save(update_fields=["state", "changes", "decided_by", "decided_at", "answer"])
    audit.record("people.data_request_closed", request, actor=actor, kind=request.kind, state=str(state))

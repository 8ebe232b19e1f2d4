"""The information notice: its version, its date and its words, here and nowhere else.

Law 09-08 has people informed when their data are collected: who is responsible, what for, who receives them, which
rights they have. A change of substance is a new VERSION, which everybody is shown once at their next page.
The words of the retention table come from `retention`, so that the notice and the command cannot differ.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..enums import Language
from ..models import NoticeAcceptance, User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VERSION = "1"
PUBLISHED_ON = datetime.date(2026, 11, 22)
CNDP_ADDRESS = "https://www.cndp.ma"


@dataclass(frozen=True)
class Passage:
    """A heading and its sentences, each a paragraph or a point."""

    code: str
    title: _StrPromise
    sentences: tuple[_StrPromise, ...] = ()
    points: tuple[_StrPromise, ...] = ()


PURPOSES = Passage(
    "purposes",
    _("What your data are for"),
    points=(
        _("organising the training of those who protect children: registrations, sessions, attendance;"),
        _("letting you learn, sit tests and receive attestations that others can verify;"),
        _("accompanying you after a training;"),
        _("counting, without names, who was trained, for the public reports of the commitment."),
    ),
    sentences=(
        _("They serve nothing else: neither sanctions, nor pay, nor promotion, nor advertising."),
        _("No decision about you is made by a computer alone."),
    ),
)
CONTENT = Passage(
    "content",
    _("What is kept"),
    points=(
        _("your names in Latin and Arabic letters, sex, language, phone and e-mail address;"),
        _("the organisations you work for, as what, from when to when;"),
        _("your registrations, attendance, test results, attestations and follow-ups;"),
        _("your account: how you sign in, when you last did, the roles you were given;"),
        _("how often your record was opened, by which role."),
    ),
    sentences=(
        _("It comes from you, from the coordinator of your organisation and from the registers of the sessions."),
        _("Takwin keeps no national identity number, no birth date, nothing about health, opinions or religion."),
        _("Takwin holds no data about children: write none anywhere."),
    ),
)
RECIPIENTS = Passage(
    "recipients",
    _("Who sees it"),
    points=(
        _("the coordinator of your organisation, and the trainers of your sessions;"),
        _("the provincial or regional coordinator of your territory;"),
        _("the ministry's officers, administrators and auditors."),
    ),
    sentences=(
        _("Each sees what their role needs, and each opening is counted: you read the counts under “My data”."),
        _("Whoever holds an attestation of yours can verify it by its code, and then reads the name printed on it."),
        _("What is published are numbers, never names. The portal itself sends your data to no other company."),
    ),
)
RIGHTS = Passage(
    "rights",
    _("Your rights"),
    points=(
        _("see everything that is kept about you, and take it with you in a file;"),
        _("have what is wrong corrected: phone, e-mail and language at once, names and sex on request;"),
        _("object, and ask for the erasure of what names you."),
    ),
    sentences=(
        _("Law 09-08 gives you these rights. You use them yourself under “My data”, and pay nothing."),
        _("A request is answered within ten clear days."),
        _("After an erasure your attendance still counts, without your name: numbers already published stay right."),
    ),
)
PASSAGES = (PURPOSES, CONTENT, RECIPIENTS)


def has_accepted(user: User) -> bool:
    """Whether the user has read this version of the notice."""
    return NoticeAcceptance.objects.filter(user=user, version=VERSION).exists()


def accept_notice(*, actor: User) -> NoticeAcceptance:
    """Record that the user has read this version, in the active language. Twice is once."""
    language: Any = (get_language() or "fr")[:2]
    if language not in Language.values:
        language = Language.FRENCH
    try:
        with transaction.atomic():
            row, _created = NoticeAcceptance.objects.get_or_create(
                user=actor, version=VERSION, defaults={"language": language}
            )
    except IntegrityError:  # a second tab was a moment faster
        row = NoticeAcceptance.objects.get(user=actor, version=VERSION)
    return row

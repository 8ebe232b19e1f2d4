"""Any history of two records: merged and undone, the database is as it was; merged, nothing is left behind."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Greatest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attendance.enums import Capacity, MarkStatus, RegistrationStatus
from attendance.models import Registration, Session
from certificates.enums import CertificateKind, CertificateState
from courses.models import Enrolment, TestAnswer, TestAttempt
from lms.people.enums import DataRequestState, DuplicateState, InvitationState, Profession, Role
from lms.people.models import DataRequest, Duplicate, Person, PersonAccess, SignInCard, User
from tests.factories import (
    AffiliationFactory,
    EvaluationFactory,
    FollowUpFactory,
    InvitationFactory,
    PersonFactory,
    UserFactory,
    grant,
)

from .merging import (
    DAY,
    MOMENT,
    Pair,
    Place,
    build_pair,
    build_place,
    certify,
    changed,
    everything,
    pointing_to,
    propose,
    register,
    undone,
)

Act = Callable[[Pair, Place, Person, int, int], Any]


def affiliate(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    started_on = DAY + datetime.timedelta(days=100 * a)
    AffiliationFactory(
        person=person, organisation=(pair.unit, place.other_unit)[b % 2], started_on=started_on,
        profession=(Profession.OTHER, Profession.LISTENER, Profession.SOCIAL_ASSISTANT)[a],
        ended_on=None if b < 2 else started_on + datetime.timedelta(days=150), is_primary=a == 1,
    )  # fmt: skip


def register_in_session(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    marks = (MarkStatus.values * 2)[b : b + a]
    status = RegistrationStatus.values[b] if a == 0 else RegistrationStatus.CONFIRMED
    capacity = Capacity.TRAINER if (a, b) == (1, 1) else Capacity.PARTICIPANT
    register(place.sessions[b % 2], person, *marks, status=status, capacity=capacity)


def fill_up(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    """No seat is left, and somebody waits for one."""
    session = place.sessions[b % 2]
    register(session, PersonFactory(), status=RegistrationStatus.WAITING)
    Session.objects.filter(pk=session.pk).update(capacity=Greatest("seats_taken", 1))


def follow_up(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    registration = Registration.objects.filter(person=person).order_by("pk").first()
    if registration is not None:
        FollowUpFactory(
            registration=registration, mentor=place.mentor, happened_on=DAY, next_step="Relire la grille" if a else ""
        )


def mentor(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    registration = Registration.objects.filter(person=place.mentor).first() or register(place.sessions[0], place.mentor)
    FollowUpFactory(registration=registration, mentor=person, happened_on=DAY + datetime.timedelta(days=a % 2))


def observe(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    EvaluationFactory(session=place.sessions[b % 2], observer=person)


def learn(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    version = place.versions[b % 2]
    enrolment, _ = Enrolment.objects.get_or_create(person=person, version=version)
    for lesson in [lesson for lesson in place.lessons if lesson.version == version][:a]:
        enrolment.progress.create(lesson=lesson, completed_at=MOMENT + datetime.timedelta(hours=b))


def sit_test(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    version = place.versions[b % 2]
    enrolment, _ = Enrolment.objects.get_or_create(person=person, version=version)
    result = {} if a == 0 else {"submitted_at": MOMENT, "points": a, "points_possible": 2, "passed": a == 2}
    attempt = TestAttempt.objects.create(enrolment=enrolment, started_at=MOMENT, **result)
    question = version.questions.get()
    TestAnswer.objects.create(attempt=attempt, question=question, choice=question.choices.all()[b % 3])


def give_certificate(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    registration = Registration.objects.filter(person=person).order_by("-pk").first()
    if registration is not None:
        ended = {"state": CertificateState.REVOKED, "ended_on": DAY} if a == 0 else {}
        kind = CertificateKind.values[b % 2]
        certify(place, person, registration, kind=kind, valid_until=None if b < 2 else DAY, **ended)


def open_account(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    user = UserFactory(person=person, username=f"compte-{person.pk}")
    if a:
        grant(user, Role.LEARNER)
    if b == 1:
        grant(user, Role.UPE_COORDINATOR, organisation=pair.unit)


def invite(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    invitation = InvitationFactory(
        person=person, organisation=pair.unit, invited_by=pair.administrator, state=InvitationState.values[a]
    )
    if b > 1:
        _card(pair, person, a, b, invitation=invitation)


def give_card(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    _card(pair, person, a, b)


def _card(pair: Pair, person: Person, a: int, b: int, **columns: Any) -> None:
    SignInCard.objects.create(
        person=person, code_digest=f"{SignInCard.objects.count():064d}", issued_by=pair.administrator,
        expires_at=timezone.now() + datetime.timedelta(days=3), used_at=MOMENT if a == 1 else None,
        withdrawn_at=MOMENT if a == 2 else None, **columns,
    )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(personal_code=f"P{person.pk}")


def ask(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    DataRequest.objects.create(
        person=person, kind=("correction", "erasure")[b % 2], state=DataRequestState.values[a % 2],
        changes={"phone": f"+21260000000{a}"}, due_on=DAY + datetime.timedelta(days=b),
    )  # fmt: skip


def look(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    PersonAccess.objects.create(
        person=person, viewer=pair.administrator, role=Role.ADMINISTRATOR, act="opened", times=1 + b,
        day=DAY + datetime.timedelta(days=a),
    )  # fmt: skip


def compare_with_third(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    first, second = sorted((person, place.mentor), key=lambda row: row.pk)
    Duplicate.objects.create(first=first, second=second, score=40 + b, state=DuplicateState.values[a])


def absorb_another(pair: Pair, place: Place, person: Person, a: int, b: int) -> None:
    PersonFactory(merged_into=person)


ACTS: list[Act] = [
    affiliate, register_in_session, fill_up, follow_up, mentor, observe, learn, sit_test, give_certificate,
    open_account, invite, give_card, ask, look, compare_with_third, absorb_another,
]  # fmt: skip
STEPS = st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 2), st.integers(0, 3))


@pytest.mark.django_db
def test_merged_and_undone_is_as_it_was() -> None:
    pair, place = build_pair(), build_place()
    propose(pair)

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(history=st.lists(STEPS, max_size=14), chosen=st.sets(st.sampled_from(["phone", "email", "language"])))
    def check(history: list[tuple[Act, int, int, int]], chosen: set[str]) -> None:
        with undone():
            for act, who, a, b in history:
                try:
                    with transaction.atomic():
                        act(pair, place, pair.both[who], a, b)
                except IntegrityError:
                    continue  # what the database refuses is no history
            before = everything()
            row = pair.merge(fields=dict.fromkeys(chosen, "absorbed"))
            # The pair of these two and the merge itself tell what happened.
            assert pointing_to(pair.absorbed) == {"people.Duplicate.second", "people.Merge.absorbed"}
            for session in place.sessions:
                session.refresh_from_db()
                assert session.seats_taken == session.registrations.seated().count()
            assert User.objects.filter(person=pair.absorbed).count() == 0
            pair.undo(row)
            assert changed(before, everything()) == {}

    check()

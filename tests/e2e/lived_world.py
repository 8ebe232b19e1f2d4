"""The small world after a while: something in every state a screen can show, and the addresses of all screens."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from attendance.enums import MarkStatus
from attendance.models import Session
from attendance.services.closing import close_session
from attendance.services.evidence import attach_evidence
from attendance.services.marking import MarkEntry, mark_all_present, record_marks
from attendance.services.planning import cancel_session, plan_session
from attendance.services.registration import register_person
from certificates.issuing import issue_for_session, revoke_certificate
from certificates.models import Certificate
from courses.enrolment import enrol
from courses.enums import TestKind
from courses.lesson_progress import finish_lesson
from courses.models import TestAttempt
from courses.testing import answer_question, hand_in, questions_of, start_attempt
from lms.indicators.past_workshops import load_past_workshops
from lms.people.merging.services import merge
from lms.people.models import Duplicate, Invitation, Merge, User
from lms.people.privacy.data_requests import ask_erasure
from tests.factories import AffiliationFactory, InvitationFactory

from .world import World, account, build_world, person

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
# The longest names the columns are likely to meet: nothing may be cut or push the page wide.
LONG_LATIN = ("Fatima-Ezzahra Khadija", "Benabdelouahab El Filali-Ansari")
LONG_ARABIC = ("فاطمة الزهراء خديجة", "بنعبد الوهاب الفيلالي الأنصاري")


@dataclass
class LivedWorld:
    """A world with a past, and what its screens are named by."""

    world: World
    newcomer: User
    held: Session
    cancelled: Session
    empty: Session
    waiting_uuid: Any
    request_uuid: Any
    valid: Certificate
    revoked: Certificate
    passed: TestAttempt
    sitting: TestAttempt
    invitation: Invitation
    expired: Invitation
    pair: Duplicate
    merged: Merge


def build_lived_world() -> LivedWorld:
    world = build_world()
    world.lesson_page(1, "fr").save_revision(user=world.trainer)
    load_past_workshops()
    newcomer = account("lina", ("Lina", "Amrani"), ("لينا", "العمراني"), "fr", learner=True)
    passed, sitting = sit_tests(world)
    held, valid, revoked = hold_yesterday(world)
    waiting = fill_todays_session(world)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    cancelled = plan(world, tomorrow)
    cancel_session(cancelled, actor=world.administrator, reason="Salle fermée")
    guest = person(("Amal", "Bennis"), ("أمل", "بنيس"), "fr", email="amal@example.org")
    AffiliationFactory(person=guest, organisation=world.unit)
    late = person(("Nizar", "Kettani"), ("نزار", "الكتاني"), "fr", email="nizar@example.org")
    AffiliationFactory(person=late, organisation=world.unit)
    sent = {"organisation": world.unit, "invited_by": world.coordinator}
    return LivedWorld(
        world=world,
        newcomer=newcomer,
        held=held,
        cancelled=cancelled,
        empty=plan(world, tomorrow),
        waiting_uuid=waiting.uuid,
        request_uuid=ask_erasure(newcomer.person, actor=newcomer, message="Je change de métier.").uuid,
        valid=valid,
        revoked=revoked,
        passed=passed,
        sitting=sitting,
        invitation=InvitationFactory(person=guest, **sent),
        expired=InvitationFactory(person=late, expires_at=timezone.now() - datetime.timedelta(days=1), **sent),
        pair=look_alike(world),
        merged=merge_two(world),
    )


def look_alike(world: World) -> Duplicate:
    """Somebody recorded in each alphabet, with the longest names."""
    twice = [person(LONG_LATIN, ("", ""), "fr"), person(("", ""), LONG_ARABIC, "ar", email="", sex="not_stated")]
    for one in twice:
        AffiliationFactory(person=one, organisation=world.unit)
    reasons = ["same_name_across_scripts", "same_organisation"]
    return Duplicate.objects.create(first=twice[0], second=twice[1], score=88, reasons=reasons)


def merge_two(world: World) -> Merge:
    twice = [person(("Siham", "Lahlou"), ("سهام", "لحلو"), "fr") for _ in range(2)]
    return merge(twice[0], twice[1], actor=world.administrator, fields={}, reason="Même téléphone")


def plan(world: World, first: datetime.date, days: int = 1, seats: int = 25) -> Session:
    return plan_session(
        version=world.version,
        starts_on=first,
        ends_on=first + datetime.timedelta(days=days - 1),
        province=world.unit.province,
        capacity=seats,
        trainers=[world.trainer.person],
        actor=world.administrator,
    )


def sit_tests(world: World) -> tuple[TestAttempt, TestAttempt]:
    """Hind has passed the test, and sits it again: one question is answered, wrongly."""
    enrolment = enrol(world.learner.person, world.version, actor=world.learner)
    for lesson in world.lessons:
        finish_lesson(enrolment, lesson, actor=world.learner)
    passed = start_attempt(enrolment, TestKind.FINAL, actor=world.learner)
    for question in questions_of(passed):
        answer_question(passed, question, question.choices.get(is_correct=True), actor=world.learner)
    hand_in(passed, actor=world.learner)
    sitting = start_attempt(enrolment, TestKind.FINAL, actor=world.learner)
    first = questions_of(sitting)[0]
    answer_question(sitting, first, first.choices.get(is_correct=False), actor=world.learner)
    return passed, sitting


def hold_yesterday(world: World) -> tuple[Session, Certificate, Certificate]:
    """A closed session with its sheet, a valid certificate and a revoked one."""
    session = plan(world, timezone.localdate() - datetime.timedelta(days=1))
    for participant in (world.learner.person, world.colleague):
        register_person(session, participant, actor=world.administrator)
    for slot in session.slots.all():
        mark_all_present(session, slot, actor=world.trainer)
    attach_evidence(session, SimpleUploadedFile("feuille.pdf", PDF), actor=world.trainer)
    session = close_session(session, actor=world.trainer)
    issue_for_session(session, actor=world.administrator)
    revoked = Certificate.objects.get(person=world.colleague)
    revoke_certificate(revoked, actor=world.administrator, reason="Erreur de nom")
    return session, Certificate.objects.get(person=world.learner.person), revoked


def fill_todays_session(world: World) -> Any:
    """Today's session is full, its morning marked in all four ways, and somebody waits."""
    session = world.session
    people = [person(LONG_LATIN, LONG_ARABIC, "fr")]
    people += [person((given, "Zahraoui"), ("ليلى", "الزهراوي"), "fr") for given in ("Laïla", "Reda")]
    for participant in people:
        AffiliationFactory(person=participant, organisation=world.unit)
    Session.objects.filter(pk=session.pk).update(capacity=4)
    registrations = [register_person(session, participant, actor=world.administrator) for participant in people]
    seated = session.registrations.seated().order_by("pk")
    morning = session.slots.first()
    entries = [
        MarkEntry(slot_id=morning.pk, registration_id=row.pk, status=status)
        for row, status in zip(seated, MarkStatus.values, strict=False)
    ]
    record_marks(session, entries, actor=world.trainer)
    return registrations[-1]


def screens(lived: LivedWorld, language: str) -> dict[str, list[str]]:
    """Every screen of the portal by who opens it; an address that starts with "!" has its form sent as it stands."""
    world = lived.world
    course, lesson = world.course_page(language).url, world.lesson_page(1, language).url
    open_session, held = f"sessions/{world.session.uuid}/", f"sessions/{lived.held.uuid}/"
    test, sitting = f"learning/courses/{world.course.uuid}/test/", f"learning/tests/{lived.sitting.uuid}/"
    affiliation = world.colleague.affiliations.get()
    own = {
        "": [
            "", "modules/", "modules/?q=introuvable", course, lesson, "account/login/", "!account/login/",
            "account/login/code/", "account/password/reset/", "verify/", f"verify/{lived.valid.code}/",
            f"verify/{lived.revoked.code}/", "verify/0000000000000000/", "verify/?code=x",
            f"team/invitations/{lived.invitation.token}/", f"!team/invitations/{lived.invitation.token}/",
            f"team/invitations/{lived.expired.token}/", f"team/invitations/{uuid4()}/", "sessions/", "nowhere/",
            "my-data/notice/",
        ],
        "hind": [
            "my-learning/", course, lesson, test, f"{sitting}1/", f"{sitting}2/", f"!{sitting}2/",
            f"learning/tests/{lived.passed.uuid}/", f"learning/tests/{lived.passed.uuid}/1/", "certificates/",
            "sessions/", open_session, held, "my-data/", "my-data/correct/", "my-data/erasure/", "!my-data/erasure/",
        ],
        "lina": ["my-learning/", course, "certificates/", "sessions/", open_session],
        "younes": [
            "team/", "team/invite/", "!team/invite/", f"team/invite/?person={world.colleague.uuid}", "sessions/",
            open_session, f"{open_session}registrations/add/", f"{open_session}registrations/add/?q=introuvable",
            f"!{open_session}registrations/add/", held, f"sessions/registrations/{lived.waiting_uuid}/withdraw/",
            f"certificates/session/{lived.held.uuid}/", "certificates/", f"organisations/{world.unit.uuid}/",
            f"organisations/{world.unit.uuid}/?staff=past", f"!organisations/{world.unit.uuid}/newcomer/",
            f"organisations/people/{world.colleague.uuid}/",
        ],
        "samira": [
            "sessions/", "sessions/?when=past", "sessions/?q=introuvable", open_session, f"{open_session}register/",
            f"{open_session}close/", f"{open_session}documents/", f"!{open_session}documents/",
            f"{open_session}registrations/add/", f"{open_session}sheet/", held, f"{held}register/",
            f"{held}documents/", f"sessions/{lived.cancelled.uuid}/", f"sessions/{lived.empty.uuid}/",
            f"sessions/{lived.empty.uuid}/register/", "my-learning/",
        ],
        "nadia": [
            "indicators/", "indicators/?period=custom", "indicators/I-1/", "indicators/I-2/",
            "indicators/I-2/?q=introuvable", "indicators/I-2/?sex=not_stated", "indicators/I-4/", "indicators/I-15/",
            "indicators/others/", "indicators/declared/", "sessions/", held,
        ],
        "karim": [
            f"certificates/session/{lived.held.uuid}/", f"certificates/session/{lived.empty.uuid}/", "certificates/",
            "certificates/?q=introuvable", f"certificates/{lived.valid.uuid}/replace/",
            f"certificates/{lived.valid.uuid}/revoke/", f"!certificates/{lived.valid.uuid}/revoke/",
            f"{held}reopen/", f"!{held}reopen/", "indicators/", "organisations/", "organisations/?q=introuvable",
            "organisations/?day=x", "organisations/regions/", "organisations/regions/06/",
            f"!organisations/affiliations/{affiliation.pk}/transfer/",
            f"!organisations/people/{world.colleague.uuid}/arrival/",
            "my-data/requests/", f"my-data/requests/{lived.request_uuid}/", f"!my-data/requests/{lived.request_uuid}/",
            "duplicates/", "duplicates/?q=introuvable",
            f"duplicates/{lived.pair.pk}/", f"!duplicates/{lived.pair.pk}/", "duplicates/merges/",
            f"duplicates/merges/{lived.merged.pk}/undo/",
        ],
    }  # fmt: skip
    return {name: [address_in(language, path) for path in paths] for name, paths in own.items()}


def address_in(language: str, path: str) -> str:
    sent = "!" if path.startswith("!") else ""
    path = path.removeprefix("!")
    return sent + (path if path.startswith("/") else f"/{language}/{path}")

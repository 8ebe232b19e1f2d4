"""The demonstration in the database: loaded once for this file, and interrupted on the way, so that every test here
also stands on a loading that went on where it had stopped."""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry, ReferenceIndex

from attendance.enums import MarkStatus, RegistrationStatus, SessionStatus
from attendance.models import Evidence, FollowUp, Mark, MarkEvent, Registration, Session, Slot
from certificates.enums import CertificateState
from certificates.models import Certificate, CertificateEvent, SerialCounter
from certificates.selectors import eligibilities
from cms.demo import at_once, facts, loading, registers
from cms.demo.book import Book
from cms.demo.plan import make_plan
from cms.demo.planned import PlannedSession
from cms.demo.training import is_trained
from cms.models import PortalSettings
from courses.models import Enrolment, LessonProgress, TestAttempt
from lms.indicators.figures import COMPUTATIONS, compute
from lms.indicators.models import ChildrenServed, ReportDeadline
from lms.indicators.rows import Question, Window
from lms.indicators.selectors import all_facts, the_commitment, window_of
from lms.people.enums import DuplicateState, OrganisationKind, Role
from lms.people.merging.selectors import pairs_visible_to
from lms.people.models import Affiliation, Duplicate, Management, Organisation, Person, User

pytestmark = pytest.mark.django_db
PASSWORD = facts.document("accounts")["password"]
# The rows that a second run must leave as they are.
MAIN_TABLES = (
    Organisation, Management, Person, Affiliation, User, Session, Slot, Registration, Mark, MarkEvent, Enrolment,
    TestAttempt, LessonProgress, Certificate, CertificateEvent, SerialCounter, FollowUp, Evidence, ChildrenServed,
    ReportDeadline, ModelLogEntry, PortalSettings, Duplicate,
)  # fmt: skip


def load() -> tuple[str, str]:
    """Run the command as `make demo` does; what it wrote on both streams."""
    accounts, progress = io.StringIO(), io.StringIO()
    call_command("load_demo", fast=True, stdout=accounts, stderr=progress)
    return accounts.getvalue(), progress.getvalue()


class Interrupted(Exception):
    """Somebody stopped the command."""


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Book]:
    """The loaded demonstration; undone after the last test of this file."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(loading, "write_session", interrupting(after=20))
        with pytest.raises(Interrupted):
            load()
        patch.undo()
        load()
        yield Book(make_plan(2024, timezone.localdate()))
        transaction.set_rollback(True)


def interrupting(after: int) -> Any:
    done: list[str] = []

    def write_session(book: Book, planned: PlannedSession) -> Session:
        if len(done) == after:
            raise Interrupted
        done.append(planned.code)
        return at_once.write_session(book, planned)

    return write_session


def content(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


def past() -> models.QuerySet[Session]:
    return Session.objects.filter(is_demo=True, ends_on__year__in=(2024, 2025))


# ------------------------------------------------------------------ run again


def test_a_second_run_changes_nothing_and_prints_the_accounts(demo: Book) -> None:
    before = {model: content(model) for model in MAIN_TABLES}
    assert all(before.values())
    accounts, progress = load()
    assert {model: content(model) for model in MAIN_TABLES} == before
    assert progress == ""
    assert PASSWORD in accounts
    assert [line.split()[0] for line in accounts.splitlines() if line.startswith("  ")] == [
        "learner", "coordinator", "trainer", "officer", "admin", "delegate", "editor", "auditor",
    ]  # fmt: skip


def test_a_run_whose_mark_is_missing_adds_no_row(demo: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_index_usages", lambda: None)
    counted = [model for model in MAIN_TABLES if model is not ModelLogEntry]
    before = {model: content(model) for model in counted}
    ModelLogEntry.objects.filter(action=loading.LOADED).delete()
    _accounts, progress = load()
    assert progress.splitlines()[-1] == "[9/9] Index des usages"
    assert {model: content(model) for model in counted} == before
    assert ModelLogEntry.objects.filter(action=loading.LOADED).count() == 1


def test_another_seed_is_not_added_to_the_first(demo: Book) -> None:
    ModelLogEntry.objects.filter(action=loading.LOADED).delete()
    with pytest.raises(CommandError, match="autre graine"):
        call_command("load_demo", seed=7, stdout=io.StringIO(), stderr=io.StringIO())
    assert Organisation.objects.filter(is_demo=True).count() == len(demo.plan.organisations)


# ------------------------------------------------------------------ what is there


def test_everything_is_labelled(demo: Book) -> None:
    assert PortalSettings.load().shows_demo_data
    for model in (Organisation, Person):
        assert not model.objects.filter(is_demo=False).exists()
    assert set(Session.objects.filter(is_demo=False).values_list("is_declared", flat=True)) == {True}
    assert all(payload["demo"] == 1 for payload in Certificate.objects.values_list("payload", flat=True))


def test_counts_are_those_promised(demo: Book) -> None:
    assert Organisation.objects.upe().count() == 41
    assert Counter(past().values_list("status", flat=True)) == {"held": 55, "cancelled": 4, "interrupted": 1}
    assert sum(row.entered_at.date() > row.ends_on for row in past()) == 10
    assert past().filter(series__isnull=False).values("province").distinct().count() == 7
    assert Session.objects.filter(is_declared=True).count() == 7
    staff = Person.objects.filter(affiliations__organisation__kind=OrganisationKind.UPE).distinct()
    assert staff.count() == 185
    states = Counter(Certificate.objects.values_list("state", flat=True))
    assert states["revoked"] == 3
    issued = Certificate.objects.filter(state=CertificateState.ISSUED)
    assert issued.filter(valid_until__lt=datetime.date(2026, 11, 22)).count() == 4
    assert issued.count() > 600


def test_every_record_is_valid(demo: Book) -> None:
    for model in (
        Organisation,
        Management,
        Person,
        Affiliation,
        Session,
        Slot,
        FollowUp,
        ChildrenServed,
        ReportDeadline,
    ):
        relations = [field.name for field in model._meta.concrete_fields if field.is_relation]
        for row in model._default_manager.all():
            row.clean_fields(exclude=relations)


def test_seats_taken_are_the_seats_held(demo: Book) -> None:
    for session in Session.objects.filter(is_demo=True):
        assert session.seats_taken == Registration.objects.filter(session=session).seated().count(), session.code


def test_registers_say_what_the_plan_says(demo: Book) -> None:
    voided = {ending.person for planned in demo.plan.sessions for ending in planned.endings if ending.is_revoked}
    for planned in demo.plan.sessions:
        if planned.outcome != SessionStatus.HELD:
            continue
        rows = Registration.objects.filter(session__code=planned.code).seated().with_minutes().reaching_threshold()
        trained = {seat.person for seat in planned.participants if is_trained(seat)}
        if any(ending.is_revoked for ending in planned.endings):
            trained -= voided
        assert {row.person_id for row in rows} == {demo.persons[key].pk for key in trained}, planned.code


def test_certificates_and_those_who_earned_them_are_the_same(demo: Book) -> None:
    for session in past().filter(status=SessionStatus.HELD).select_related("version__course", "province"):
        lines = eligibilities(session)
        earned = {line.registration.pk for line in lines if line.decision.kind}
        live = Certificate.objects.filter(registration__session=session, state=CertificateState.ISSUED)
        assert set(live.values_list("registration", flat=True)) == earned
        assert [line.registration.pk for line in lines if line.to_issue] == []


def test_serials_follow_their_year_without_a_gap(demo: Book) -> None:
    for counter in SerialCounter.objects.all():
        rows = Certificate.objects.filter(issued_on__year=counter.year)
        wanted = [f"TK-{counter.year}-{number:05d}" for number in range(1, counter.last + 1)]
        assert sorted(rows.values_list("serial", flat=True)) == wanted
    assert Certificate.objects.count() == sum(SerialCounter.objects.values_list("last", flat=True))
    for row in Certificate.objects.select_related("registration__session"):
        assert row.issued_on > row.registration.session.ends_on
        assert row.payload["serial"] == row.serial
        assert row.payload["issued_on"] == row.issued_on.isoformat()
        assert row.payload["valid_until"] == (row.valid_until.isoformat() if row.valid_until else None)
        assert (row.ended_on or row.issued_on) >= row.issued_on


def test_nothing_of_the_past_is_dated_today(demo: Book) -> None:
    today = timezone.localdate()
    assert not past().filter(closed_at__date=today).exists()
    assert not Registration.objects.filter(session__in=past(), registered_at__date=today).exists()
    assert not MarkEvent.objects.filter(slot__session__in=past(), received_at__date=today).exists()
    assert not CertificateEvent.objects.filter(happened_at__date=today).exists()
    assert not Certificate.objects.filter(models.Q(issued_on=today) | models.Q(ended_on=today)).exists()
    assert not Enrolment.objects.filter(enrolled_at__date=today).exists()


def test_the_running_register_is_half_marked(demo: Book) -> None:
    session = Session.objects.get(status=SessionStatus.IN_PROGRESS)
    today = timezone.localdate()
    assert session.starts_on < today < session.ends_on
    seated = Registration.objects.filter(session=session).seated().count()
    marked = Counter(Mark.objects.filter(slot__session=session).values_list("slot__date", flat=True))
    assert marked == {session.starts_on: 2 * seated, today: seated // 2}
    trainer = User.objects.get(username="trainer")
    assert session in Session.objects.led_by(trainer)


def test_sessions_to_come_are_open_and_one_is_full(demo: Book) -> None:
    rows = Session.objects.filter(status=SessionStatus.PLANNED)
    assert rows.count() == 6
    today = timezone.localdate()
    assert all(today < row.starts_on <= row.ends_on < today + datetime.timedelta(days=100) for row in rows)
    waiting = Registration.objects.filter(status=RegistrationStatus.WAITING)
    assert {row.seats_taken == row.capacity for row in rows.filter(registrations__in=waiting)} == {True}
    assert waiting.exists()
    learner = User.objects.get(username="learner").person
    assert rows.filter(registrations__person=learner).count() == 1


# ------------------------------------------------------------------ figures


def test_figures_are_the_plans_own(demo: Book) -> None:
    commitment = the_commitment()
    question = Question(window_of(commitment), Window(datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)),
                        today=timezone.localdate())  # fmt: skip
    figures = compute(COMPUTATIONS, all_facts(commitment), question)
    kinds = {row.key: row.kind for row in demo.plan.organisations}
    trained = []
    for session in demo.plan.sessions:
        voided = {ending.person for ending in session.endings if ending.is_revoked}
        if session.outcome == SessionStatus.HELD:
            trained += [
                (session.code, seat.person)
                for seat in session.participants
                if is_trained(seat)
                and seat.person not in voided
                and kinds[demo.people[seat.person].affiliation_on(session.starts_on).organisation] == "upe"
            ]
    assert figures["I-1"].value == len({code for code, _person in trained}) == 55
    assert figures["I-2"].value == figures["I-2n"].value == len({person for _code, person in trained})
    assert figures["I-3"].value == len(trained)
    assert figures["I-6"].of == (2, 3)
    assert figures["I-15"].of == (36, 40)
    assert figures["I-21"].value == 11
    assert [code for code, figure in figures.items() if figure.value is None] == []


# ------------------------------------------------------------------ doubles


def test_every_second_record_waits_for_a_decision_and_one_pair_of_two_persons(demo: Book) -> None:
    seconds = {frozenset((row.key, row.duplicate_of)) for row in demo.plan.persons if row.duplicate_of}
    key_of = {person.pk: key for key, person in demo.persons.items()}
    waiting = Duplicate.objects.filter(state=DuplicateState.WAITING)
    assert {frozenset((key_of[row.first_id], key_of[row.second_id])) for row in waiting} == seconds | {
        frozenset(("desk-7", "desk-8"))
    }
    assert len(seconds) == 8
    assert {reason for row in waiting for reason in row.reasons} >= {"same_name_across_scripts", "same_phone"}


def test_the_delegate_has_a_pair_to_compare(demo: Book) -> None:
    names = [str(pair) for pair in pairs_visible_to(User.objects.get(username="delegate"))]
    assert names == ["Khadija Aït Baha · خديجة آيت باها"]


# ------------------------------------------------------------------ accounts


def test_each_role_has_an_account_that_signs_in(demo: Book) -> None:
    roles = {}
    for row in demo.plan.accounts:
        user = authenticate(username=row.username, password=PASSWORD)
        assert user is not None
        roles[user.username] = set(user.groups.values_list("name", flat=True))
        assert EmailAddress.objects.get(user=user).verified
        assert user.person.is_demo
    assert set().union(*roles.values()) == set(Role.values)
    assert {len(names) for names in roles.values()} == {1}
    assert not User.objects.exclude(username__in=roles).exists()


def test_scopes_are_those_of_the_personas(demo: Book) -> None:
    units = {row.username: Organisation.objects.upe().visible_to(row) for row in User.objects.all()}
    assert [row.name_fr for row in units["coordinator"]] == ["UPE L'Olivier, Meknès"]
    assert [row.name_fr for row in units["delegate"]] == ["UPE L'Oasis, Errachidia"]
    assert units["officer"].count() == units["auditor"].count() == 41
    assert not units["learner"].exists()


def test_the_learner_has_something_to_show(demo: Book) -> None:
    learner = User.objects.get(username="learner").person
    assert Certificate.objects.filter(person=learner, state=CertificateState.ISSUED).count() >= 3
    attempts = TestAttempt.objects.filter(enrolment__person=learner, answers__isnull=False).distinct()
    assert [attempt.passed for attempt in attempts] == [True]
    begun = Enrolment.objects.get(person=learner, version__course__code="M07")
    assert begun.progress.count() == 2 < begun.version.lessons.count()


def test_the_learner_signs_in_and_reads_arabic(demo: Book, client: Client) -> None:
    client.force_login(User.objects.get(username="learner"))
    answer = client.get("/ar/my-learning/", follow=True)
    assert answer.status_code == 200
    assert "فاطمة الزهراء" in answer.content.decode()


# ------------------------------------------------------------------ the same rows both ways


def kind_of(planned: PlannedSession) -> set[str]:
    """What a session of the plan can show."""
    traits = {planned.outcome, "late" if planned.entered_late else "live"}
    traits |= {"sheet"} if planned.has_sheet else set()
    traits |= {"withdrawn"} if planned.withdrawn else set()
    traits |= {"lost"} if planned.outcome == "held" and planned.half_days_held < planned.half_days else set()
    traits |= {"series"} if planned.in_series else set()
    traits |= {"observed"} if planned.observed else set()
    for seat in planned.participants:
        traits |= {name for name in ("walk_in", "before", "again") if getattr(seat, name)}
    return traits | {"revoked" if ending.is_revoked else "replaced" for ending in planned.endings}


PARITY = {
    "late, revoked": {"late", "sheet", "revoked"},
    "replaced": {"replaced"},
    "interrupted": {"interrupted"},
    "lost half-day": {"lost"},
    "second attempt": {"again"},
    "walk-in, withdrawn, series": {"walk_in", "withdrawn", "series"},
    "pre-test, observed": {"before", "observed"},
}


@pytest.mark.parametrize("wanted", PARITY.values(), ids=PARITY)
def test_table_by_table_is_what_the_services_write(demo: Book, wanted: set[str]) -> None:
    """A copy of a session, on a module that its participants have not followed, entered both ways.

    M10's certificates expire; one that has expired is not replaced.
    """
    module = "M09" if "replaced" in wanted else "M10"
    planned = next(row for row in demo.plan.sessions if kind_of(row) >= wanted)
    followed = set(Enrolment.objects.filter(version__course__code=module).values_list("person", flat=True))
    seats = [seat for seat in planned.participants if demo.persons[seat.person].pk not in followed]
    ended = {row.person for row in planned.endings}
    seats.sort(key=lambda seat: not (seat.person in ended or seat.walk_in or seat.again))
    kept = {seat.person for seat in seats[:7]}
    planned = replace(
        planned,
        code="S-2024-900",
        module=module,
        participants=tuple(seats[:7]),
        endings=tuple(row for row in planned.endings if row.person in kept),
        follow_ups=tuple(row for row in planned.follow_ups if row.person in kept),
    )
    assert kind_of(planned) >= wanted
    with translation.override("fr"):
        written = [rows_written(demo, planned, write) for write in (registers.enter_session, at_once.write_session)]
    assert written[0] == written[1]
    assert sum(written[0]["attendance.registration"].values()) > 7


def rows_written(book: Book, planned: PlannedSession, write: Any) -> dict[str, Counter[str]]:
    """Every new row of every table, without the numbers that differ from one writing to the next."""
    labels = ("people", "courses", "attendance", "certificates", "indicators")
    tables = [model for label in labels for model in apps.get_app_config(label).get_models()]
    tables.append(ModelLogEntry)
    last = {model: model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0 for model in tables}
    names: dict[tuple[str, Any], str] = {}
    try:
        with transaction.atomic():
            write(book, planned)
            rows = {
                model._meta.label_lower: Counter(
                    repr(described(row, names)) for row in model._default_manager.filter(pk__gt=last[model])
                )
                for model in tables
            }
            rows["counters"] = Counter(SerialCounter.objects.values_list("year", "last"))
            raise Interrupted
    except Interrupted:
        return rows


RANDOM = {"id", "uuid", "client_uuid", "code", "timestamp", "file", "object_id", "payload"}


def described(row: models.Model, names: dict[tuple[str, Any], str]) -> dict[str, Any]:
    """The columns of a row, with the name of each row it points to instead of its number."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in RANDOM and not isinstance(row, Session):
            continue
        number = getattr(row, field.attname)
        key = field.name, number
        if field.is_relation and number is not None:
            values[field.name] = names.get(key) or names.setdefault(key, str(getattr(row, field.name)))
        else:
            values[field.name] = number
    if isinstance(row, Certificate):
        values["payload"] = {key: value for key, value in row.payload.items() if key != "code"}
    if isinstance(row, Session):
        del values["id"]
    if isinstance(row, ModelLogEntry):
        values["data"] = {key: value for key, value in row.data.items() if key != "version"}
    return values


def test_pages_and_records_are_found_where_they_are_used(demo: Book) -> None:
    unit = Organisation.objects.upe().first()
    assert ReferenceIndex.get_references_to(unit).exists()


def test_statuses_of_the_marks_are_varied(demo: Book) -> None:
    assert set(Mark.objects.values_list("status", flat=True)) == set(MarkStatus.values)

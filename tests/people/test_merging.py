"""Merging two records: the rule of each kind of record, who may, what is refused, and the way back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.test.utils import isolate_apps
from wagtail.models import ModelLogEntry

from attendance.enums import MarkStatus, RegistrationStatus
from attendance.models import FollowUp, Mark, MarkEvent
from certificates.enums import CertificateKind, CertificateState
from courses.models import Enrolment, TestAttempt
from lms.indicators.models import Commitment, Freeze, Period
from lms.people.enums import DuplicateState, InvitationState, Profession, Role
from lms.people.merging import rules, services
from lms.people.merging.rules import Stays, register_rule, unruled_relations
from lms.people.models import Affiliation, DataRequest, Duplicate, Merge, Person, RoleGrant
from tests.factories import (
    AffiliationFactory,
    FollowUpFactory,
    InvitationFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    grant,
    province,
)

from .merging import (
    DAY,
    MOMENT,
    REASON,
    Pair,
    Place,
    build_pair,
    build_place,
    certify,
    changed,
    codes_of,
    everything,
    propose,
    register,
)

PRESENT, ABSENT, HALF = MarkStatus.PRESENT, MarkStatus.ABSENT, MarkStatus.HALF


@pytest.fixture
def pair(db: None) -> Pair:
    return build_pair()


@pytest.fixture
def place(pair: Pair) -> Place:
    return build_place()


class TestRules:
    def test_every_relation_to_a_person_has_a_rule(self) -> None:
        assert unruled_relations() == set()

    @isolate_apps()
    def test_a_relation_added_without_a_rule_is_found(self) -> None:
        class Note(models.Model):  # noqa: DJ008
            about = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
            read_by = models.ManyToManyField(Person, related_name="+")

            class Meta:
                app_label = "people"

        added = Note._meta.apps.all_models["people"].values()
        assert unruled_relations(installed=added) == {"people.Note.about", "people.Note_read_by.person"}

    def test_a_merge_refuses_to_run_while_a_rule_is_missing(self, pair: Pair, monkeypatch: Any) -> None:
        without = {key: rule for key, rule in rules._rules.items() if key.label != "attendance.Evaluation"}
        monkeypatch.setattr(rules, "_rules", without)
        assert unruled_relations() == {"attendance.Evaluation.observer"}
        with pytest.raises(ImproperlyConfigured):
            pair.merge()
        assert Merge.objects.count() == 0

    def test_a_rule_registered_again_replaces_the_first(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(rules, "_rules", dict(rules._rules))
        count = len(rules._rules)
        register_rule("people.Merge", "kept", Stays(says="tells what happened"))
        assert len(rules._rules) == count

    def test_every_rule_states_itself(self) -> None:
        assert [relation for relation, rule in rules._rules.items() if not str(rule.says).endswith(".")] == []


class TestPersons:
    def test_chosen_values_and_the_pointer(self, pair: Pair) -> None:
        given = {"given_name_ar": "absorbed", "family_name_ar": "absorbed", "email": "kept"}
        row = pair.merge(fields=given)
        pair.kept.refresh_from_db()
        pair.absorbed.refresh_from_db()
        assert (pair.kept.latin_name, pair.kept.arabic_name) == ("Fatima-Zahra Bennani", "فاطمة الزهراء بناني")
        assert Person.objects.search("بناني").current().get() == pair.kept
        assert pair.absorbed.merged_into == pair.kept
        assert (row.kept, row.absorbed, row.merged_by, row.reason) == (*pair.both, pair.administrator, REASON)

    def test_records_absorbed_earlier_lead_to_the_last_one(self, pair: Pair) -> None:
        earlier = PersonFactory()
        services.merge(pair.absorbed, earlier, actor=pair.administrator, fields={}, reason=REASON)
        pair.merge()
        earlier.refresh_from_db()
        assert earlier.merged_into == pair.kept

    def test_the_journal_of_the_portal_names_numbers_only(self, pair: Pair) -> None:
        row = pair.merge(fields={"phone": "absorbed"})
        entry = ModelLogEntry.objects.get(action="people.merged")
        assert entry.user == pair.administrator
        assert entry.data == {
            "reason": REASON, "absorbed": pair.absorbed.pk, "merge": row.pk, "fields": ["phone"],
            "rows": len(row.journal),
        }  # fmt: skip

    @pytest.mark.parametrize("fields", [{"merged_into": "kept"}, {"phone": "both"}, {"is_demo": "absorbed"}])
    def test_only_the_listed_fields_and_sides(self, pair: Pair, fields: dict[str, str]) -> None:
        with pytest.raises(ValidationError):
            pair.merge(fields=fields)
        assert Merge.objects.count() == 0

    def test_values_that_make_no_whole_name_are_refused(self, pair: Pair) -> None:
        with pytest.raises(ValidationError):
            pair.merge(fields={"given_name": "absorbed"})
        assert Merge.objects.count() == 0


class TestAffiliations:
    def test_overlapping_days_become_one_and_the_main_one_stays(self, pair: Pair) -> None:
        other = OrganisationFactory()
        AffiliationFactory(person=pair.absorbed, organisation=other, started_on=DAY, is_primary=False)
        own = pair.kept.affiliations.get()
        theirs = pair.absorbed.affiliations.get(organisation=pair.unit)
        Affiliation.objects.filter(pk=own.pk).update(started_on=datetime.date(2026, 2, 1), ended_on=None)
        Affiliation.objects.filter(pk=theirs.pk).update(ended_on=datetime.date(2026, 3, 1))
        pair.merge()
        rows = pair.kept.affiliations.values_list("organisation", "started_on", "ended_on", "is_primary")
        assert set(rows) == {(pair.unit.pk, DAY, None, True), (other.pk, DAY, None, False)}

    def test_two_professions_stay_two_posts(self, pair: Pair) -> None:
        pair.absorbed.affiliations.update(profession=Profession.LISTENER, started_on=datetime.date(2026, 5, 1))
        pair.merge()
        rows = pair.kept.affiliations.order_by("started_on").values_list("profession", "is_primary")
        assert list(rows) == [(Profession.SOCIAL_ASSISTANT, True), (Profession.LISTENER, False)]


class TestRegisters:
    def test_the_registration_with_more_attendance_stays_with_the_marks_of_both(self, pair: Pair, place: Place) -> None:
        session = place.sessions[0]
        weaker = register(session, pair.kept, ABSENT, HALF)
        stronger = register(session, pair.absorbed, PRESENT, ABSENT)
        pair.merge()
        assert list(session.registrations.all()) == [stronger]
        stronger.refresh_from_db()
        assert stronger.person == pair.kept
        assert [mark.status for mark in Mark.objects.filter(registration=stronger).order_by("slot")] == [PRESENT, HALF]
        assert MarkEvent.objects.filter(registration=stronger).count() == 4
        session.refresh_from_db()
        assert session.seats_taken == 1
        assert weaker.pk != stronger.pk

    def test_what_was_struck_out_does_not_come_back(self, pair: Pair, place: Place) -> None:
        session = place.sessions[0]
        register(session, pair.kept, PRESENT, PRESENT, status=RegistrationStatus.VOIDED)
        valid = register(session, pair.absorbed, ABSENT, ABSENT)
        pair.merge()
        assert list(session.registrations.all()) == [valid]
        assert set(valid.marks.values_list("status", flat=True)) == {ABSENT}

    def test_other_sessions_move_with_their_snapshot(self, pair: Pair, place: Place) -> None:
        row = register(place.sessions[1], pair.absorbed, PRESENT, organisation=place.other_unit)
        pair.merge()
        row.refresh_from_db()
        assert (row.person, row.organisation) == (pair.kept, place.other_unit)

    def test_one_contact_noted_twice_is_one_follow_up(self, pair: Pair, place: Place) -> None:
        for person, step in ((pair.kept, ""), (pair.absorbed, "Relire la grille")):
            registration = register(place.sessions[0], person)
            FollowUpFactory(registration=registration, mentor=place.mentor, happened_on=DAY, next_step=step)
        pair.merge()
        assert FollowUp.objects.get().next_step == "Relire la grille"


class TestLearning:
    def test_the_enrolment_further_on_stays_with_every_test_handed_in(self, pair: Pair, place: Place) -> None:
        version, (first, second) = place.versions[0], place.lessons[:2]
        done = {"submitted_at": MOMENT, "points_possible": 2}
        own = Enrolment.objects.create(person=pair.kept, version=version)
        own.progress.create(lesson=first, completed_at=MOMENT)
        own.attempts.create(started_at=MOMENT, points=0, passed=False, **done)
        theirs = Enrolment.objects.create(person=pair.absorbed, version=version)
        theirs.progress.create(lesson=first, completed_at=MOMENT - datetime.timedelta(days=1))
        theirs.progress.create(lesson=second, completed_at=MOMENT)
        theirs.attempts.create(started_at=MOMENT, points=2, passed=True, **done)
        pair.merge()
        assert list(Enrolment.objects.filter(person=pair.kept)) == [theirs]
        assert set(theirs.progress.values_list("lesson", "completed_at")) == {
            (first.pk, MOMENT - datetime.timedelta(days=1)), (second.pk, MOMENT),
        }  # fmt: skip
        assert sorted(theirs.attempts.values_list("points", flat=True)) == [0, 2]

    def test_of_two_open_tests_the_one_with_more_answers_stays(self, pair: Pair, place: Place) -> None:
        question = place.versions[0].questions.get()
        for person, answers in ((pair.kept, 0), (pair.absorbed, 1)):
            enrolment = Enrolment.objects.create(person=person, version=place.versions[0])
            attempt = enrolment.attempts.create(started_at=MOMENT)
            if answers:
                attempt.answers.create(question=question, choice=question.choices.first())
        before = everything()
        row = pair.merge()
        assert TestAttempt.objects.get().answers.count() == 1
        pair.undo(row)
        assert changed(before, everything()) == {}


class TestCertificates:
    def test_one_stays_valid_and_the_other_says_replaced(self, pair: Pair, place: Place) -> None:
        registrations = [register(place.sessions[0], person, PRESENT, PRESENT) for person in pair.both]
        lesser = certify(place, pair.kept, registrations[0], kind=CertificateKind.PARTICIPATION)
        better = certify(place, pair.absorbed, registrations[1])
        pair.merge()
        lesser.refresh_from_db()
        better.refresh_from_db()
        assert {lesser.person, better.person} == {pair.kept}
        assert lesser.registration == better.registration
        assert (better.state, lesser.state, lesser.replaced_by) == (
            CertificateState.ISSUED, CertificateState.REPLACED, better,
        )  # fmt: skip
        assert list(lesser.events.values_list("kind", "actor")) == [("replaced", pair.administrator.pk)]

    def test_ended_ones_move_as_they_are(self, pair: Pair, place: Place) -> None:
        registration = register(place.sessions[0], pair.absorbed)
        revoked = certify(place, pair.absorbed, registration, state=CertificateState.REVOKED, ended_on=DAY)
        pair.merge()
        revoked.refresh_from_db()
        assert (revoked.person, revoked.state) == (pair.kept, CertificateState.REVOKED)


class TestAccounts:
    def test_the_only_account_moves_with_its_roles_and_its_code(self, pair: Pair) -> None:
        Person.objects.filter(pk=pair.absorbed.pk).update(personal_code="K7-19")
        user = UserFactory(person=pair.absorbed, learner=True)
        invitation = InvitationFactory(person=pair.kept)
        pair.merge()
        user.refresh_from_db()
        pair.kept.refresh_from_db()
        invitation.refresh_from_db()
        assert (user.person, user.is_active, pair.kept.personal_code) == (pair.kept, True, "K7-19")
        assert list(user.groups.values_list("name", flat=True)) == [Role.LEARNER]
        assert invitation.state == InvitationState.WITHDRAWN

    def test_of_two_accounts_the_other_is_closed_and_its_roles_end(self, pair: Pair) -> None:
        stays = UserFactory(person=pair.kept, learner=True)
        closes = UserFactory(person=pair.absorbed, learner=True)
        before = everything()
        row = pair.merge()
        closes.refresh_from_db()
        stays.refresh_from_db()
        assert (closes.person, closes.is_active, closes.groups.count()) == (None, False, 0)
        assert (stays.person, stays.is_active, stays.groups.count()) == (pair.kept, True, 1)
        assert RoleGrant.objects.active_on(datetime.date.today()).filter(user=closes).count() == 0  # noqa: DTZ011
        pair.undo(row)
        assert changed(before, everything()) == {}

    def test_open_invitations_of_the_other_record_are_withdrawn(self, pair: Pair) -> None:
        invitation = InvitationFactory(person=pair.absorbed)
        pair.merge()
        invitation.refresh_from_db()
        assert (invitation.person, invitation.state) == (pair.kept, InvitationState.WITHDRAWN)

    def test_an_administrators_account_is_not_closed_by_a_merge(self, pair: Pair) -> None:
        UserFactory(person=pair.kept, learner=True)
        UserFactory(person=pair.absorbed, administrator=True)
        with pytest.raises(ValidationError) as refusal:
            pair.merge()
        assert codes_of(refusal) == ["administrator"]

    def test_an_open_account_does_not_give_way_to_a_closed_one(self, pair: Pair) -> None:
        UserFactory(person=pair.kept, is_active=False)
        UserFactory(person=pair.absorbed)
        with pytest.raises(ValidationError) as refusal:
            pair.merge()
        assert codes_of(refusal) == ["account"]

    def test_nobody_merges_their_own_record(self, pair: Pair) -> None:
        me = UserFactory(person=pair.kept, administrator=True)
        with pytest.raises(ValidationError) as refusal:
            pair.merge(actor=me)
        assert codes_of(refusal) == ["own"]


class TestPairsAndRequests:
    def test_a_decision_about_a_third_record_stands(self, pair: Pair) -> None:
        third = PersonFactory()
        propose(pair)
        Duplicate.objects.create(first=pair.kept, second=third, score=90)
        Duplicate.objects.create(first=pair.absorbed, second=third, score=40, state=DuplicateState.DIFFERENT)
        pair.merge()
        assert set(Duplicate.objects.values_list("first", "second", "score", "state")) == {
            (pair.kept.pk, pair.absorbed.pk, 92, DuplicateState.MERGED),
            (pair.kept.pk, third.pk, 90, DuplicateState.DIFFERENT),
        }

    def test_two_open_requests_become_one_with_the_earlier_day(self, pair: Pair) -> None:
        for person, day, changes in ((pair.kept, 9, {"sex": "female"}), (pair.absorbed, 3, {"phone": "+212600000002"})):
            DataRequest.objects.create(
                person=person, kind="correction", due_on=datetime.date(2026, 12, day), changes=changes
            )
        pair.merge()
        assert set(pair.kept.data_requests.values_list("state", "due_on")) == {
            ("waiting", datetime.date(2026, 12, 3)), ("withdrawn", datetime.date(2026, 12, 9)),
        }  # fmt: skip
        assert pair.kept.data_requests.get(state="waiting").changes == {"phone": "+212600000002", "sex": "female"}


class TestPublishedFigures:
    def test_the_period_of_a_session_attended_is_noted_as_revised(self, pair: Pair, place: Place) -> None:
        register(place.sessions[0], pair.absorbed, PRESENT)
        day = place.sessions[0].ends_on
        spans = {1: (day, day), 2: (day + datetime.timedelta(days=1), day + datetime.timedelta(days=9))}
        for number, (starts_on, ends_on) in spans.items():
            period = Period.objects.create(
                code=f"P{number}",
                kind="quarter",
                name_fr="Essai",
                name_ar="تجربة",
                starts_on=starts_on,
                ends_on=ends_on,
            )
            Freeze.objects.create(
                number=number, commitment=Commitment.objects.first(), period=period, rules_version=1, figures={},
                rows={}, sha256="0" * 64, frozen_at=MOMENT,
            )  # fmt: skip
        row = pair.merge()
        pair.undo(row)
        entries = ModelLogEntry.objects.filter(action="indicators.revised").order_by("pk")
        published = str(Freeze.objects.get(number=1).pk)
        assert [(entry.object_id, entry.data) for entry in entries] == [
            (published, {"merge": row.pk, "undone": undone}) for undone in (0, 1)
        ]


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.AUDITOR, Role.TRAINER, Role.LEARNER])
    def test_other_roles_decide_nothing(self, pair: Pair, role: Role) -> None:
        waiting, user = propose(pair), UserFactory(with_role=role)
        row = pair.merge()
        pair.undo(row)
        for act in (
            lambda: pair.merge(actor=user),
            lambda: pair.undo(pair.merge(), actor=user),
            lambda: services.not_the_same(waiting, actor=user),
            lambda: services.later(waiting, actor=user),
        ):
            with pytest.raises(PermissionDenied), transaction.atomic():
                act()

    def test_the_coordinator_of_the_unit_decides_nothing(self, pair: Pair) -> None:
        with pytest.raises(PermissionDenied):
            pair.merge(actor=UserFactory(coordinates=pair.unit))

    def test_a_territorial_coordinator_within_the_territory(self, pair: Pair) -> None:
        user = UserFactory()
        grant(user, Role.TERRITORIAL_COORDINATOR, region=pair.unit.province.region)
        row = pair.merge(actor=user)
        pair.undo(row, actor=user)
        assert Merge.objects.get().undone_by == user

    def test_not_when_one_record_is_elsewhere(self, pair: Pair) -> None:
        user = UserFactory()
        grant(user, Role.TERRITORIAL_COORDINATOR, province=pair.unit.province)
        pair.absorbed.affiliations.update(organisation=OrganisationFactory(province=province("06.141")))
        with pytest.raises(PermissionDenied):
            pair.merge(actor=user)

    def test_not_over_an_account_of_a_higher_role(self, pair: Pair) -> None:
        user = UserFactory()
        grant(user, Role.TERRITORIAL_COORDINATOR, province=pair.unit.province)
        UserFactory(person=pair.absorbed, ministry_officer=True)
        with pytest.raises(PermissionDenied):
            pair.merge(actor=user)

    def test_not_the_merge_of_somebody_else(self, pair: Pair) -> None:
        user = UserFactory()
        grant(user, Role.TERRITORIAL_COORDINATOR, province=pair.unit.province)
        row = pair.merge()
        with pytest.raises(PermissionDenied):
            pair.undo(row, actor=user)


class TestDecisions:
    def test_not_the_same_and_later(self, pair: Pair) -> None:
        row = propose(pair)
        services.later(row, actor=pair.administrator)
        services.later(row, actor=pair.administrator)
        services.not_the_same(row, actor=pair.administrator, reason="Deux sœurs")
        row.refresh_from_db()
        assert (row.state, row.decided_by, row.reason) == (DuplicateState.DIFFERENT, pair.administrator, "Deux sœurs")
        actions = ModelLogEntry.objects.filter(action__startswith="people.duplicate").order_by("pk")
        assert list(actions.values_list("action", flat=True)) == [
            "people.duplicate_later",
            "people.duplicate_different",
        ]

    def test_a_merged_pair_is_not_decided_again(self, pair: Pair) -> None:
        row = propose(pair)
        pair.merge()
        with pytest.raises((ValidationError, PermissionDenied)):
            services.later(row, actor=pair.administrator)

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_reason_is_asked(self, pair: Pair, reason: str) -> None:
        with pytest.raises(ValidationError):
            pair.merge(reason=reason)

    def test_one_record_is_absorbed_once(self, pair: Pair) -> None:
        pair.merge()
        with pytest.raises((ValidationError, PermissionDenied)):
            pair.merge()
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.create(kept=PersonFactory(), absorbed=pair.absorbed, merged_by=pair.administrator)

"""From a list to the register: decided, recorded once and whole, or not at all."""

from __future__ import annotations

import datetime
import json
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.people.enums import ImportState
from lms.people.imports import recording
from lms.people.imports.checking import check_import
from lms.people.imports.recording import record_import
from lms.people.imports.services import (
    check_again,
    decide,
    drop_import,
    rows_left,
    same_file_recorded,
    start_recording,
)
from lms.people.models import Affiliation, Person, PersonImport
from lms.people.privacy.inactivity import dispose_of_import_files
from lms.people.privacy.retention import IMPORT_FILES
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, province
from tests.people.import_lists import (
    RABAT,
    census,
    checked,
    folder_of_its_own,
    line,
    list_files,
    outcomes,
    recorded,
)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, settings):
    yield from folder_of_its_own(tmp_path, settings)


@pytest.fixture
def rabat(db):
    return OrganisationFactory(name_fr=RABAT)


@pytest.fixture
def fes(db):
    return OrganisationFactory(name_fr="UPE de Fès", province=province("03.231"))


@pytest.fixture
def administrator(db):
    return UserFactory(administrator=True)


class TestRecording:
    def test_persons_and_affiliations_as_the_row_says(self, administrator, rabat):
        row = checked(
            administrator,
            line(
                "El  Ouazzani",
                "Kaltoum",
                sex="F",
                phone="06 11 22 33 44",
                email="Kaltoum@Example.org",
                job="psychologue",
            ),
            line("Amrani", "Omar", start="01/02/2020", end="31/12/2021", job="juriste"),
        )
        recorded(row, administrator)
        kaltoum = Person.objects.get(given_name="Kaltoum")
        assert (kaltoum.family_name, kaltoum.sex, kaltoum.phone, kaltoum.email, kaltoum.language) == (
            "El Ouazzani", "female", "+212611223344", "kaltoum@example.org", "fr",
        )  # fmt: skip
        assert kaltoum in Person.objects.search("ouazzani kaltoum")
        found = kaltoum.affiliations.get()
        assert (found.organisation, found.profession, found.engagement, found.started_on, found.is_primary) == (
            rabat, "psychologist", "paid", datetime.date(2024, 2, 1), True,
        )  # fmt: skip
        omar = Affiliation.objects.get(person__given_name="Omar")
        assert (omar.ended_on, omar.person.sex) == (datetime.date(2021, 12, 31), "not_stated")
        assert row.report["done"] == {"persons": 2, "affiliations": 2, "left": 0}
        assert row.state == ImportState.DONE

    def test_every_act_is_logged_without_a_name_in_its_details(self, administrator, rabat):
        row = checked(administrator, line(), line("Tazi", "Karim"))
        recorded(row, administrator)
        log = ModelLogEntry.objects.filter(action__startswith="people.", user=administrator)
        actions = sorted(log.values_list("action", flat=True))
        assert actions == [
            "people.arrival", "people.arrival", "people.import_recorded", "people.import_uploaded",
            "people.person_recorded", "people.person_recorded",
        ]  # fmt: skip
        text = json.dumps([entry.data for entry in log])
        assert [name for name in ("Alaoui", "Nadia", "Tazi", "Karim") if name in text] == []

    def test_the_same_file_twice_adds_nothing(self, administrator, rabat, fes):
        rows = [
            line(phone="0611223344"),
            line(phone="0611223344", place="UPE de Fès"),
            line("Tazi", "Karim"),
            line("Tazi", "Karim", phone="0655667788"),
            line("Amrani", "Omar", start="01/02/2020", end="31/12/2021"),
        ]
        first = checked(administrator, *rows)
        answers = {found["number"]: "new" for found in first.report["rows"] if found["outcome"] == "undecided"}
        decide(first, answers, actor=administrator)
        recorded(first, administrator)
        before = census()
        second = checked(administrator, *rows)
        assert set(outcomes(second)) == {"nothing"}
        assert same_file_recorded(second) == first
        recorded(second, administrator)
        assert second.report["done"] == {"persons": 0, "affiliations": 0, "left": 0}
        assert census() == before

    def test_the_same_file_checked_twice_before_recording_adds_nothing_either(self, administrator, rabat):
        one, other = (checked(administrator, line(), line("Tazi", "Karim")) for _ in range(2))
        assert outcomes(one) == outcomes(other) == ["new", "new"]
        recorded(one, administrator)
        before = census()
        recorded(other, administrator)
        assert (other.state, census()) == (ImportState.DONE, before)

    def test_started_twice_is_recorded_once(self, administrator, rabat):
        row = checked(administrator, line())
        for _ in range(2):
            start_recording(row, actor=administrator, only_good=False)
        for _ in range(2):
            record_import(row.pk, actor_id=administrator.pk)
        assert Person.objects.filter(family_name="Alaoui").count() == 1

    def test_a_failure_half_way_leaves_nothing(self, administrator, rabat, monkeypatch):
        row = checked(administrator, *[line(f"Nom{n}", "Imane") for n in range(20)])
        before = census(), ModelLogEntry.objects.count()
        start_recording(row, actor=administrator, only_good=False)
        with monkeypatch.context() as patch:
            patch.setattr(recording.audit, "record_many", lambda *args, **options: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                record_import(row.pk, actor_id=administrator.pk)
        row.refresh_from_db()
        assert (row.state, row.report["trouble"]) == (ImportState.CHECKED, "stopped")
        assert (census(), ModelLogEntry.objects.count()) == before
        recorded(row, administrator)
        assert row.report["done"]["persons"] == 20

    def test_wrong_rows_are_left_only_when_that_is_asked(self, administrator, rabat):
        row = checked(administrator, line(), line("Faux", "Jour", start="x"))
        with pytest.raises(ValidationError):
            start_recording(row, actor=administrator, only_good=False)
        row.refresh_from_db()
        assert (row.state, rows_left(row)) == (ImportState.CHECKED, 1)
        recorded(row, administrator, only_good=True)
        assert row.report["done"] == {"persons": 1, "affiliations": 1, "left": 1}

    def test_a_change_of_the_register_is_shown_before_anything_is_recorded(self, administrator, rabat):
        row = checked(administrator, line(phone="0611223344"))
        PersonFactory(given_name="Nadya", family_name="Alawi", phone="+212611223344")
        before = census()
        recorded(row, administrator)
        assert (row.state, row.report["trouble"], census()) == (ImportState.CHECKED, "changed", before)
        check_again(row, actor=administrator)
        check_import(row.pk)
        row.refresh_from_db()
        assert outcomes(row) == ["undecided"]

    def test_a_person_keeps_one_main_organisation(self, administrator, rabat, fes):
        person = AffiliationFactory(
            organisation=fes, person__given_name="Nadia", person__family_name="Alaoui", person__phone="+212611223344"
        ).person
        recorded(checked(administrator, line(phone="0611223344")), administrator)
        assert list(person.affiliations.filter(is_primary=True).values_list("organisation", flat=True)) == [fes.pk]
        assert person.affiliations.count() == 2

    def test_rights_lost_meanwhile_record_nothing(self, rabat):
        coordinator = UserFactory(coordinates=rabat)
        row = checked(coordinator, line())
        start_recording(row, actor=coordinator, only_good=False)
        coordinator.role_grants.update(ends_on=datetime.date(2020, 1, 1))
        before = census()
        record_import(row.pk, actor_id=coordinator.pk)
        row.refresh_from_db()
        assert (row.state, census()) == (ImportState.CHECKED, before)


class TestDeciding:
    @pytest.fixture
    def known(self, fes):
        return AffiliationFactory(
            organisation=fes, person__given_name="Hind", person__family_name="Elfassi", person__phone="+212611223344"
        ).person

    @pytest.fixture
    def row(self, administrator, rabat, known):
        row = checked(administrator, line("Fassi", "Hind", phone="0611223344"), line("Tazi", "Karim"))
        assert outcomes(row) == ["undecided", "new"]
        return row

    def test_the_same_person_gets_the_affiliation(self, administrator, row, known, rabat):
        decide(row, {2: f"person-{known.pk}"}, actor=administrator)
        recorded(row, administrator)
        assert row.report["done"] == {"persons": 1, "affiliations": 2, "left": 0}
        assert known.affiliations.filter(organisation=rabat).count() == 1
        assert Person.objects.filter(family_name="Fassi").count() == 0

    def test_a_new_person_is_another_one(self, administrator, row, known):
        decide(row, {2: "new"}, actor=administrator)
        recorded(row, administrator)
        assert Person.objects.filter(family_name="Fassi").count() == 1

    def test_without_an_answer_the_row_is_left(self, administrator, row):
        recorded(row, administrator, only_good=True)
        assert row.report["done"] == {"persons": 1, "affiliations": 1, "left": 1}

    def test_an_answer_can_be_taken_back(self, administrator, row):
        decide(row, {2: "new"}, actor=administrator)
        decide(row, {2: ""}, actor=administrator)
        row.refresh_from_db()
        assert (row.report["decisions"], rows_left(row)) == ({}, 1)

    @pytest.mark.parametrize("answers", [{2: "person-999999"}, {2: "row-3"}, {3: "new"}, {99: "new"}, {2: "x"}])
    def test_only_what_was_offered(self, administrator, row, answers):
        with pytest.raises(ValidationError):
            decide(row, answers, actor=administrator)
        row.refresh_from_db()
        assert row.report["decisions"] == {}

    def test_the_person_of_an_earlier_row(self, administrator, rabat, fes):
        row = checked(administrator, line(), line(place="UPE de Fès"))
        decide(row, {3: "row-2"}, actor=administrator)
        recorded(row, administrator)
        assert row.report["done"] == {"persons": 1, "affiliations": 2, "left": 0}

    def test_not_by_others(self, row, rabat):
        for user in (UserFactory(coordinates=rabat), UserFactory(auditor=True), UserFactory(ministry_officer=True)):
            for act in (
                lambda user=user: decide(row, {2: "new"}, actor=user),
                lambda user=user: start_recording(row, actor=user, only_good=True),
                lambda user=user: drop_import(row, actor=user),
                lambda user=user: check_again(row, actor=user),
            ):
                with pytest.raises(PermissionDenied):
                    act()


class TestEnding:
    def test_a_dropped_import_loses_its_file_and_stays_dropped(
        self, administrator, rabat, django_capture_on_commit_callbacks
    ):
        row = checked(administrator, line())
        with django_capture_on_commit_callbacks(execute=True):
            drop_import(row, actor=administrator)
            drop_import(row, actor=administrator)
        row.refresh_from_db()
        assert (row.state, row.file.name, list_files()) == (ImportState.DROPPED, "", [])
        for act in (check_again, decide_nothing, start_all):
            with pytest.raises(ValidationError):
                act(row, actor=administrator)
        check_import(row.pk)
        record_import(row.pk, actor_id=administrator.pk)
        row.refresh_from_db()
        assert row.state == ImportState.DROPPED

    def test_a_recorded_import_is_not_dropped(self, administrator, rabat):
        row = recorded(checked(administrator, line()), administrator)
        for act in (drop_import, check_again):
            with pytest.raises(ValidationError):
                act(row, actor=administrator)

    @pytest.mark.parametrize(("age", "gone"), [(29, 0), (30, 0), (31, 1)])
    def test_files_are_forgotten_after_thirty_days(
        self, administrator, rabat, age, gone, django_capture_on_commit_callbacks
    ):
        done = recorded(checked(administrator, line()), administrator)
        open_one = checked(administrator, line("Tazi", "Karim"))
        today = timezone.localdate()
        PersonImport.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=age))
        with django_capture_on_commit_callbacks(execute=True):
            assert dispose_of_import_files(IMPORT_FILES.before(today), apply=True) == 2 * gone
            assert dispose_of_import_files(IMPORT_FILES.before(today), apply=True) == 0
        done.refresh_from_db()
        open_one.refresh_from_db()
        assert (bool(done.file), bool(open_one.file), len(list_files())) == (not gone, not gone, 2 - 2 * gone)
        assert done.state == ImportState.DONE
        assert done.report["done"]["persons"] == 1
        assert open_one.state == (ImportState.DROPPED if gone else ImportState.CHECKED)


def decide_nothing(row, *, actor):
    decide(row, {}, actor=actor)


def start_all(row, *, actor):
    start_recording(row, actor=actor, only_good=False)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_record_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    rabat = OrganisationFactory(name_fr=RABAT)
    user = UserFactory(coordinates=rabat)
    row = checked(user, line(), line("Tazi", "Karim"))
    start_recording(row, actor=user, only_good=False)
    assert not Person.objects.filter(family_name="Alaoui").exists()
    start = threading.Barrier(2)
    failures = []

    def record():
        start.wait()
        try:
            record_import(row.pk, actor_id=user.pk)
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Person.objects.filter(family_name="Alaoui").count() == 1
    assert PersonImport.objects.get(pk=row.pk).state == ImportState.DONE

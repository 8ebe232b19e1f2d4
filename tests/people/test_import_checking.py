"""A list read dry: each row its outcome, and nothing written but the import itself."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from lms.people.enums import ImportState, Role
from lms.people.imports.checking import check_import
from lms.people.imports.services import (
    check_again,
)
from lms.people.imports.wording import OUTCOMES
from lms.people.models import Person, PersonImport
from tests.factories import AffiliationFactory, OrganisationFactory, PersonFactory, UserFactory, grant, province
from tests.people.import_lists import (
    RABAT,
    TITLES,
    census,
    checked,
    content_of,
    folder_of_its_own,
    line,
    list_files,
    outcomes,
    recorded,
    upload,
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


class TestDryRun:
    def test_each_row_has_its_outcome(self, administrator, rabat, fes):
        known = AffiliationFactory(person__given_name="Karim", person__family_name="Tazi", organisation=rabat).person
        hind = PersonFactory(given_name="Hind", family_name="Fassi", phone="+212611111111")
        AffiliationFactory(person=hind, organisation=rabat)
        row = checked(
            administrator,
            line("Nouvelle", "Imane"),
            line("TAZI", "Karim", start="01/01/2020"),
            line("Tazi", "Karim", phone="", email=known.email, place="UPE de Fès", start="01/03/2025"),
            line("Fassy", "Hind"),
            line("Autre", "Nom", phone="0611111111"),
            line("Faux", "Jour", start="32/01/2024"),
        )
        assert row.state == ImportState.CHECKED
        assert outcomes(row) == ["new", "nothing", "known", "undecided", "undecided", "wrong"]
        assert row.report["counts"] == {"new": 1, "nothing": 1, "known": 1, "undecided": 2, "wrong": 1}
        assert (row.rows_read, row.rows_total) == (6, 6)
        assert row.report["rows"][5]["problems"] == [["date", "started_on", {}]]
        assert set(outcomes(row)) == set(OUTCOMES)

    def test_the_report_holds_neither_names_nor_numbers(self, administrator, rabat):
        AffiliationFactory(person=PersonFactory(given_name="Hind", family_name="Fassi", email="hind@example.org"))
        row = checked(
            administrator,
            line("Fassi", "Hind", phone="0699999999", email="canari@example.org"),
            line("Canari", "=1+1", phone="12", email="pas une adresse"),
        )
        text = json.dumps(row.report, ensure_ascii=False).casefold()
        assert [
            word for word in ("fassi", "hind", "canari", "0699999999", "699999999", "@", "rabat") if word in text
        ] == []
        assert row.report["rows"][0]["choices"] != []

    def test_nothing_but_the_import_itself_is_written(self, administrator, rabat):
        AffiliationFactory(person=PersonFactory(given_name="Hind", family_name="Fassi"))
        row = upload(
            administrator, *[line(f"Nom{n}", "Imane") for n in range(600)], line("Fassi", "Hind"), line("x", "")
        )
        written = []

        def refuse_writing(execute, sql, params, many, context):
            if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                written.append(sql)
                assert sql.startswith('UPDATE "people_personimport"')
            return execute(sql, params, many, context)

        before = census(), ModelLogEntry.objects.count()
        with connection.execute_wrapper(refuse_writing):
            check_import(row.pk)
        row.refresh_from_db()
        assert row.report["counts"] == {"new": 600, "undecided": 1, "wrong": 1}
        assert len(written) >= 4
        assert (census(), ModelLogEntry.objects.count()) == before

    def test_the_number_of_queries_does_not_grow(self, administrator, rabat):
        def queries(number):
            for _ in range(number):
                AffiliationFactory(organisation=rabat)
            row = upload(administrator, *[line(f"Nom{n}", "Imane") for n in range(number)])
            with CaptureQueriesContext(connection) as captured:
                check_import(row.pk)
            return len(captured)

        assert queries(1) == queries(30)

    def test_other_peoples_places_are_unknown_and_their_people_unseen(self, rabat, fes):
        coordinator = UserFactory(coordinates=rabat)
        AffiliationFactory(person__given_name="Hind", person__family_name="Fassi", organisation=fes)
        row = checked(
            coordinator, line("Fassi", "Hind"), line("X", "Y", place="UPE de Fès"), line("X", "Y", place="UPE Z")
        )
        assert outcomes(row) == ["new", "wrong", "wrong"]
        elsewhere, nowhere = (found["problems"] for found in row.report["rows"][1:])
        assert elsewhere == nowhere == [["organisation", "organisation", {}]]

    def test_a_territorial_coordinator_reaches_the_territory(self, rabat, fes):
        user = UserFactory()
        grant(user, Role.TERRITORIAL_COORDINATOR, province=rabat.province)
        row = checked(user, line("A", "B"), line("C", "D", place="UPE de Fès"))
        assert outcomes(row) == ["new", "wrong"]

    def test_a_coordinator_of_one_unit_needs_no_column_for_it(self, rabat):
        coordinator = UserFactory(coordinates=rabat)
        content = "Nom;Prénom;Fonction;Depuis\nAlaoui;Nadia;AS;01/02/2024".encode()
        assert outcomes(checked(coordinator, content=content)) == ["new"]

    @pytest.mark.parametrize("role", ["learner", "trainer", "content_editor", "ministry_officer", "auditor"])
    def test_others_may_not(self, role, rabat):
        with pytest.raises(PermissionDenied):
            upload(UserFactory(with_role=role), line())
        assert not PersonImport.objects.exists()

    def test_a_refused_file_is_not_kept(self, administrator, rabat):
        row = checked(administrator, content="Nom;Prénom;CIN;Structure;Fonction;Depuis\na;b;c;d;e;f".encode())
        assert (row.state, row.report["refusal"]["code"], row.file.name) == (
            ImportState.REFUSED, "national_id_column", "",
        )  # fmt: skip
        assert list_files() == []

    def test_what_is_no_list_is_refused_at_once(self, administrator):
        with pytest.raises(ValidationError) as refusal:
            upload(administrator, content=b"%PDF-1.4")
        assert refusal.value.code == "pdf"
        assert not PersonImport.objects.exists()
        assert list_files() == []

    def test_unknown_columns_leave_nothing_behind(self, administrator, rabat):
        titles = (*TITLES, "Né le")
        row = checked(administrator, content=content_of((*line(), "canari-1990"), titles=titles))
        assert row.report["ignored"] == ["Né le"]
        with row.file.open() as stream:
            assert b"canari" not in stream.read()
        assert list_files() == [row.file.name.split("/")[1]]

    def test_reading_that_stops_can_be_started_again(self, administrator, rabat, monkeypatch):
        row = upload(administrator, line())
        with monkeypatch.context() as patch:
            patch.setattr("lms.people.imports.checking.judge", lambda *args, **options: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                check_import(row.pk)
        row.refresh_from_db()
        assert (row.state, row.report["trouble"]) == (ImportState.WAITING, "stopped")
        check_again(row, actor=administrator)
        check_import(row.pk)
        row.refresh_from_db()
        assert (row.state, outcomes(row)) == (ImportState.CHECKED, ["new"])


class TestWithinTheFile:
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            (line(phone="0611223344"), line(phone="0611223344", place="UPE de Fès"), ["new", "known"]),
            (line(email="a@example.org"), line(email="A@example.org", start="05/02/2024"), ["new", "nothing"]),
            (line(), line(), ["new", "nothing"]),
            (line(start="01/02/2024", end="01/03/2024", phone="0611223344"),
             line(start="01/05/2024", phone="0611223344"), ["new", "known"]),
            (line(start="01/05/2024", phone="0611223344"),
             line(start="01/02/2024", phone="0611223344"), ["new", "wrong"]),
            (line(), line(place="UPE de Fès"), ["new", "undecided"]),
            (line(phone="0611223344"), line(phone="0655667788"), ["new", "new"]),
            (line(sex="F"), line(sex="M"), ["new", "new"]),
            (line("Alaoui", "Nadia"), line("Nadia", "Alaoui"), ["new", "nothing"]),
            (line("Alaoui", "Nadia"), line("Alaoui", "Nada"), ["new", "new"]),
        ],
    )  # fmt: skip
    @pytest.mark.usefixtures("rabat", "fes")
    def test_two_rows_about_one_person_or_two(self, administrator, one, other, expected):
        assert outcomes(checked(administrator, one, other)) == expected

    def test_one_person_on_two_rows_is_one_person(self, administrator, rabat, fes):
        row = checked(
            administrator, line(phone="0611223344"), line(phone="0611223344", place="UPE de Fès", start="01/06/2024")
        )
        recorded(row, administrator)
        person = Person.objects.get(family_name="Alaoui")
        rows = person.affiliations.order_by("started_on").values_list("organisation__name_fr", "is_primary")
        assert list(rows) == [(RABAT, True), ("UPE de Fès", False)]

"""The screens of imports: what each reader is shown, what is kept when something is wrong, and the way to the end."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lms.people.enums import ImportState
from lms.people.imports.checking import check_import
from lms.people.imports.columns import KNOWN, MESSAGE, Column, find_layout, fold_title
from lms.people.imports.reading import read_file
from lms.people.imports.services import upload_people_file
from lms.people.imports.values import read_word
from lms.people.imports.wording import OUTCOMES, PROBLEMS, REFUSALS, column_title
from lms.people.models import Affiliation, Person, PersonImport
from lms.people.reasons import REASONS
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory

TITLES = "Nom;Prénom;Téléphone;Structure;Fonction;Depuis"
GOOD = "Alaoui;Nadia;0611223344;UPE de Rabat;AS;01/02/2024"
WRONG = "Tazi;Karim;12;UPE de Rabat;AS;31/02/2024"
PERHAPS = "Fassi;Hind;;UPE de Rabat;AS;01/02/2024"


@pytest.fixture
def rabat(db):
    return OrganisationFactory(name_fr="UPE de Rabat", name_ar="وحدة الرباط")


@pytest.fixture
def user(client, rabat):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


@pytest.fixture
def known(db):
    return AffiliationFactory(person__given_name="Hind", person__family_name="Fassi").person


def file_of(*lines, name="Équipe.csv", titles=TITLES):
    return SimpleUploadedFile(name, "\n".join([titles, *lines]).encode())


def checked(user, *lines, **options):
    row = upload_people_file(file_of(*lines, **options), actor=user)
    check_import(row.pk)
    row.refresh_from_db()
    return row


def address(row, name="import-report"):
    return reverse(name, args=[row.uuid])


def numbers(response):
    return [line.number for line in response.context["page"]]


class TestSending:
    def test_a_list_is_read_and_nobody_recorded(self, client, user, django_capture_on_commit_callbacks):
        before = Person.objects.count()
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("import-upload"), {"file": file_of(GOOD, WRONG)})
        row = PersonImport.objects.get()
        assert (response.status_code, response.url) == (302, address(row))
        assert (row.state, row.original_name, row.uploaded_by) == (ImportState.CHECKED, "Équipe.csv", user)
        assert Person.objects.count() == before

    @pytest.mark.parametrize(
        ("content", "code"),
        [(b"", "empty"), (b"%PDF-1.7", "pdf"), (b"PK\x03\x04x", "damaged"), (b"\0\1\2", "not_a_table"),
         (b"x" * (5 * 1024 * 1024 + 1), "too_big")],
    )  # fmt: skip
    def test_what_is_no_list_is_an_error_beside_the_field(self, client, user, content, code):
        response = client.post(reverse("import-upload"), {"file": SimpleUploadedFile("a.xlsx", content)})
        assert response.status_code == 422
        assert [error.code for error in response.context["form"].errors.as_data()["file"]] == [code]
        assert 'id="id_file_error"' in response.content.decode()
        assert not PersonImport.objects.exists()

    def test_no_file_at_all(self, client, user):
        response = client.post(reverse("import-upload"), {})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"file"}

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "a\\b\\c.csv", "\u202egnp.csv", "x" * 400 + ".csv", "<b>.csv"]
    )
    def test_a_file_is_kept_under_a_name_that_tells_nothing(self, client, user, name):
        client.post(reverse("import-upload"), {"file": file_of(GOOD, name=name)})
        row = PersonImport.objects.get()
        assert re.fullmatch(r"imports/[0-9a-f]{32}(?:_\w+)?\.(?:uploa|json)", row.file.name)
        assert not re.search("[/\\\\\u202e]", row.original_name)
        assert b"<b>.csv" not in client.get(address(row)).content


class TestTheReport:
    @pytest.fixture
    def row(self, user, known):
        return checked(user, GOOD, WRONG, PERHAPS)

    @pytest.mark.parametrize(
        ("shown", "rows"),
        [("", [2, 3, 4]), ("all", [2, 3, 4]), ("wrong", [3]), ("duplicates", [4]), ("good", [2]), ("x", [2, 3, 4])],
    )
    def test_each_filter_shows_its_rows(self, client, row, shown, rows):
        response = client.get(address(row), {"show": shown})
        assert numbers(response) == rows
        assert dict(response.context["filters"]) == {"all": 3, "wrong": 1, "duplicates": 1, "good": 1}

    def test_a_wrong_row_says_where_what_and_how_to_mend_it(self, client, row):
        (line,) = client.get(address(row), {"show": "wrong"}).context["page"]
        assert [(fault.column, fault.value) for fault in line.faults] == [("Téléphone", "12"), ("Depuis", "31/02/2024")]
        assert all(fault.text for fault in line.faults)

    def test_it_speaks_the_language_of_the_reader(self, client, row):
        texts = []
        for language in ("fr", "ar"):
            with translation.override(language):
                response = client.get(address(row), {"show": "wrong"})
            texts.append([fault.text for line in response.context["page"] for fault in line.faults])
        assert len(texts[0]) == len(texts[1]) == 2
        assert not set(texts[0]) & set(texts[1])

    def test_a_choice_is_offered_and_kept(self, client, row, known, user):
        response = client.get(address(row), {"show": "duplicates"})
        (line,) = response.context["page"]
        assert [option.key for option in line.options] == [f"person-{known.pk}", "new"]
        assert f'name="answer-4" value="person-{known.pk}"' in response.content.decode()
        response = client.post(address(row, "import-decide"), {"answer-4": f"person-{known.pk}", "page": "1"})
        assert response.url == f"{address(row)}?show=duplicates&page=1"
        (line,) = client.get(response.url).context["page"]
        assert [option.checked for option in line.options] == [True, False]

    @pytest.mark.parametrize(
        "data",
        [
            {"answer-4": "person-0"},
            {"answer-2": "new"},
            {"answer-٤": "new"},
            {"answer-": "x"},
            {"answer-99999999999": "new"},
            {"page": "x'"},
            {},
        ],
    )
    def test_answers_that_are_none_change_nothing(self, client, row, data):
        response = client.post(address(row, "import-decide"), data)
        assert response.status_code == 302
        row.refresh_from_db()
        assert row.report["decisions"] == {}

    def test_persons_outside_the_readers_scope_are_not_named(self, client, rabat):
        coordinator = UserFactory(coordinates=rabat)
        hidden = AffiliationFactory(person__given_name="Hind", person__family_name="Fassi")
        seen = AffiliationFactory(person__given_name="Hind", person__family_name="Fassi", organisation=rabat)
        AffiliationFactory(person__given_name="Hind", person__family_name="Fassi", organisation=rabat)
        AffiliationFactory(
            person=seen.person, organisation=OrganisationFactory(name_fr="Ailleurs caché"), is_primary=False
        )
        client.force_login(coordinator)
        response = client.get(address(checked(coordinator, PERHAPS)), {"show": "duplicates"})
        (line,) = response.context["page"]
        keys = [option.key for option in line.options]
        assert f"person-{seen.person_id}" in keys
        assert f"person-{hidden.person_id}" not in keys
        assert "Ailleurs caché" not in response.content.decode()

    def test_pages_and_a_constant_number_of_queries(self, client, user, rabat):
        def queries(count):
            for _number in range(count):
                AffiliationFactory(person__given_name="Hind", person__phone=f"+2126{Person.objects.count():08d}")
            phones = list(Person.objects.filter(given_name="Hind").order_by("-pk").values_list("phone", flat=True))
            lines = [f"Tazi;Karim;{phone};UPE de Rabat;AS;01/02/2024" for phone in phones[:count]]
            row = checked(user, *lines)
            with CaptureQueriesContext(connection) as captured:
                assert len(client.get(address(row), {"show": "duplicates"}).context["page"]) == min(count, 25)
            return len(captured)

        queries(1)
        assert queries(1) == queries(3) == queries(30)

    @pytest.mark.parametrize("page", ["0", "2", "99", "x", "-1"])
    def test_any_page_number_is_answered(self, client, row, page):
        assert client.get(address(row), {"page": page}).status_code == 200

    def test_unknown_columns_are_named(self, client, user):
        row = checked(user, f"{GOOD};x", titles=f"{TITLES};Remarque")
        assert b"<bdi>Remarque</bdi>" in client.get(address(row)).content


class TestRecordingScreen:
    def test_all_rows_when_none_is_left(self, client, user, django_capture_on_commit_callbacks):
        row = checked(user, GOOD)
        page = client.get(address(row, "import-record"))
        assert 'name="rows" value="all"' in page.content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(address(row, "import-record"), {"rows": "all"})
        assert response.url == address(row)
        assert Affiliation.objects.filter(person__family_name="Alaoui").count() == 1
        assert client.get(address(row)).context["done"] == {"persons": 1, "affiliations": 1, "left": 0}

    def test_all_rows_are_not_offered_nor_taken_when_some_are_wrong(self, client, user):
        row = checked(user, GOOD, WRONG)
        text = client.get(address(row, "import-record")).content.decode()
        assert ('value="good"' in text, 'value="all"' in text) == (True, False)
        client.post(address(row, "import-record"), {"rows": "all"})
        row.refresh_from_db()
        assert row.state == ImportState.CHECKED
        assert not Person.objects.filter(family_name="Alaoui").exists()

    def test_sent_twice_is_recorded_once(self, client, user, django_capture_on_commit_callbacks):
        row = checked(user, GOOD)
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(2):
                assert client.post(address(row, "import-record"), {"rows": "all"}).status_code == 302
        assert Person.objects.filter(family_name="Alaoui").count() == 1

    def test_nothing_good_offers_nothing(self, client, user):
        row = checked(user, WRONG)
        assert b'name="rows"' not in client.get(address(row, "import-record")).content

    @pytest.mark.parametrize("data", [{}, {"rows": "x"}])
    def test_an_answer_that_is_none(self, client, user, data):
        row = checked(user, GOOD)
        assert client.post(address(row, "import-record"), data).status_code == 200
        row.refresh_from_db()
        assert row.state == ImportState.CHECKED


class TestProgress:
    @pytest.mark.parametrize("state", [ImportState.WAITING, ImportState.CHECKING, ImportState.COMMITTING])
    def test_the_page_renews_itself_without_a_script(self, client, user, state):
        row = checked(user, GOOD)
        PersonImport.objects.update(state=state, rows_read=1, rows_total=4)
        response = client.get(address(row))
        assert response["Refresh"] == "3"
        text = response.content.decode()
        assert ('max="4" value="1"' in text) == (state == ImportState.CHECKING)

    def test_it_stops_renewing_when_reading_stopped(self, client, user):
        row = checked(user, GOOD)
        PersonImport.objects.update(state=ImportState.WAITING, report={"trouble": "stopped"})
        response = client.get(address(row))
        assert not response.has_header("Refresh")
        assert client.post(address(row, "import-check-again")).url == address(row)

    @pytest.mark.parametrize("code", sorted(REFUSALS))
    def test_every_refusal_has_its_words(self, client, user, code):
        row = checked(user, GOOD)
        params = {"megabytes": 5, "limit": 3, "row": 2, "first": "a", "second": "b", "title": "c"}
        if code == "missing":
            params = {"columns": ["profession", "started_on"]}
        PersonImport.objects.update(state=ImportState.REFUSED, report={"refusal": {"code": code, "params": params}})
        response = client.get(address(row))
        assert response.context["refusal"]
        assert "%(" not in response.context["refusal"]

    def test_a_dropped_import_says_so(self, client, user):
        row = checked(user, GOOD)
        assert client.post(address(row, "import-drop")).url == address(row)
        assert client.get(address(row)).status_code == 200
        assert client.get(address(row, "import-left")).status_code == 404
        assert client.get(address(row, "import-record")).url == address(row)


def cells_of(response, sheet=0):
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


class TestSheets:
    @pytest.mark.parametrize("language", ["fr", "ar"])
    def test_the_template_is_understood_in_the_language_it_was_written_in(self, client, user, language):
        with translation.override(language):
            response = client.get(reverse("import-template"))
            titles = [column_title(column) for column in Column]
            assert cells_of(response)[0] == titles
        assert [KNOWN[fold_title(title)] for title in titles] == list(Column)
        listed = cells_of(response, sheet=2)
        for place, column in enumerate(("sex", "language", "profession", "engagement")):
            words = [line[place] for line in listed[1:] if line[place]]
            assert len({read_word(column, word) for word in words}) == len(words) >= 2

    def test_it_names_only_the_organisations_of_the_reader(self, client, rabat):
        OrganisationFactory(name_fr="Ailleurs caché")
        client.force_login(UserFactory(coordinates=rabat))
        listed = cells_of(client.get(reverse("import-template")), sheet=2)
        assert [line[4] for line in listed[1:] if line[4]] == ["UPE de Rabat"]

    @pytest.mark.parametrize("language", ["fr", "ar"])
    def test_the_rows_to_correct_can_be_corrected_and_sent_again(self, client, user, known, language):
        row = checked(user, GOOD, "=Tazi;Karim;+212612;UPE de Rabat;AS;31/02/2024", PERHAPS)
        with translation.override(language):
            response = client.get(address(row, "import-left"))
        titles, wrong, undecided = cells_of(response)
        assert titles[:-1] == TITLES.split(";")
        assert fold_title(titles[-1]) in MESSAGE
        assert wrong[:3] == ["'=Tazi", "Karim", "'+212612"]
        assert wrong[-1].count(":") >= 3
        assert undecided[0] == "Fassi"
        again = find_layout(read_file(response.content))
        assert (again.ignored, len(again.places)) == ([], 6)

    def test_no_cell_is_a_formula(self, client, user):
        row = checked(user, "=1+1;@x;-1;+2;=A1;=NOW()")
        book = openpyxl.load_workbook(io.BytesIO(client.get(address(row, "import-left")).content))
        types = {cell.data_type for cells in book.active.iter_rows() for cell in cells}
        assert types == {"s"}


class TestWhoMayRead:
    @pytest.mark.parametrize("role", ["learner", "trainer", "content_editor", "ministry_officer"])
    def test_others_find_nothing(self, client, user, role):
        row = checked(user, GOOD)
        client.force_login(UserFactory(with_role=role))
        for name in ("import-list", "import-upload", "import-template"):
            assert client.get(reverse(name)).status_code == 404
        for name in ("import-report", "import-record", "import-left"):
            assert client.get(address(row, name)).status_code == 404

    def test_a_coordinator_finds_their_own_only(self, client, rabat):
        mine, theirs = (UserFactory(coordinates=rabat) for _ in range(2))
        own, other = checked(mine, GOOD), checked(theirs, GOOD)
        client.force_login(mine)
        assert list(client.get(reverse("import-list")).context["page"]) == [own]
        for name, method in (
            ("report", "get"),
            ("record", "get"),
            ("left", "get"),
            ("drop", "post"),
            ("decide", "post"),
        ):
            assert getattr(client, method)(address(other, f"import-{name}")).status_code == 404
        assert client.get(address(own)).status_code == 200

    def test_an_auditor_reads_and_does_not_act(self, client, user):
        row = checked(user, GOOD, WRONG)
        client.force_login(UserFactory(auditor=True))
        assert list(client.get(reverse("import-list")).context["page"]) == [row]
        text = client.get(address(row)).content.decode()
        assert address(row, "import-record") not in text
        assert address(row, "import-drop") not in text
        for name in ("import-record", "import-drop", "import-decide", "import-check-again"):
            assert client.post(address(row, name)).status_code == 404
        row.refresh_from_db()
        assert row.state == ImportState.CHECKED

    def test_the_list_is_paginated_with_a_constant_number_of_queries(self, client, user):
        def queries(count):
            for _ in range(count):
                checked(user, GOOD)
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("import-list"))
            return len(captured)

        queries(1)
        assert queries(1) == queries(3)
        assert len(client.get(reverse("import-list")).context["page"]) == 5

    def test_an_empty_list_says_what_to_do(self, client, user):
        assert 'class="empty"' in client.get(reverse("import-list")).content.decode()


@pytest.mark.parametrize("words", [REFUSALS, PROBLEMS, OUTCOMES, REASONS])
def test_every_code_has_words_in_both_languages(words):
    for language in ("fr", "ar"):
        with translation.override("en"):
            english = {code: str(text) for code, text in words.items()}
        with translation.override(language):
            assert {code for code, text in words.items() if str(text) == english[code]} == set()

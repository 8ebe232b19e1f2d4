"""Files of every kind: read as they are meant, or refused with a code that says what to do."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.people.imports import kept
from lms.people.imports.columns import ARABIC_NAMES, Column, find_layout
from lms.people.imports.places import Places
from lms.people.imports.reading import read_file
from lms.people.imports.rows import read_rows
from lms.people.imports.table import FileRefused, Table
from lms.people.imports.values import REMOVED_ID, CellProblem, clean_cell, read_day, read_phone, read_word
from lms.people.imports.wording import PROBLEMS, REFUSALS
from lms.people.models import Organisation
from tests.factories import OrganisationFactory, province
from tests.people.import_corpus import CORPUS, DAY, HOSTILE, SALMA, Odd, changed, text_file, workbook

TODAY = datetime.date(2026, 6, 1)
NADOR = "02.381"
SHORT = ["Nom", "Prénom", "Nom ar", "Prénom ar", "Sexe", "Tél", "UPE", "Poste", "Du"]


def names(odds):
    return [odd.name for odd in odds]


@pytest.fixture
def places(db):
    OrganisationFactory(name_fr="UPE de Nador", name_ar="وحدة حماية الطفولة بالناظور", province=province(NADOR))
    OrganisationFactory(name_fr="UPE de Rabat", name_ar="وحدة حماية الطفولة بالرباط")
    return Places(Organisation.objects.all())


def read(content: bytes, places: Places):
    table = read_file(content)
    return list(read_rows(table, find_layout(table), places, TODAY))


def problems(row):
    return tuple(sorted(f"{problem.column}:{problem.code}" for problem in row.problems))


def test_there_are_files_of_every_kind():
    assert len(CORPUS) >= 80
    assert len(set(names(CORPUS))) == len(CORPUS)
    assert {odd.refusal for odd in HOSTILE} == set(REFUSALS) - {"gone"}


@pytest.mark.parametrize("odd", [odd for odd in CORPUS if not odd.refusal], ids=lambda odd: odd.name)
def test_an_odd_file_is_read_as_it_is_meant(odd: Odd, places):
    rows = read(odd.make(), places)
    assert [problems(row) for row in rows] == [tuple(sorted(row)) for row in odd.rows]
    for row in rows:
        if not row.problems:
            assert (row.family_name, row.given_name) in {("El Idrissi", "Salma"), ("", "")}
            assert (row.family_name_ar, row.given_name_ar) in {("الإدريسي", "سلمى"), ("", "")}
            assert row.family_name or row.family_name_ar
            facts = (row.sex, row.phone, row.profession, row.engagement, row.started_on)
            assert facts == ("female", "+212611223344", "social_assistant", "paid", DAY)
            assert places.organisations[row.organisation_id].name_fr == "UPE de Nador"


@pytest.mark.parametrize("odd", HOSTILE, ids=lambda odd: odd.name)
def test_a_file_that_is_no_list_is_refused_with_its_reason(odd: Odd, places):
    content = odd.make()
    start = time.process_time()
    with pytest.raises(FileRefused) as refusal:
        read(content, places)
    assert refusal.value.code == odd.refusal
    # Processor time: a busy machine is no reason to fail.
    assert time.process_time() - start < 1


MEASURE = """
import re, sys, json
from pathlib import Path
import openpyxl
from lms.people.imports.reading import read_file
from lms.people.imports.table import FileRefused

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

before = peak()
for path in sys.argv[1:]:
    try:
        read_file(Path(path).read_bytes())
    except FileRefused:
        pass
print(json.dumps([before, peak()]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from Linux")
def test_no_hostile_file_takes_more_than_256_mb(tmp_path):
    paths = []
    for number, odd in enumerate(HOSTILE):
        path = tmp_path / str(number)
        path.write_bytes(odd.make())
        paths.append(str(path))
    done = subprocess.run([sys.executable, "-c", MEASURE, *paths], stdout=subprocess.PIPE, check=True, text=True)
    before, after = json.loads(done.stdout)
    assert before < after < 256 * 1024


def test_what_is_kept_of_a_file_is_its_known_columns_without_identity_numbers():
    rows = ((*changed(Prénom="AB 123456"), "1990-01-01"), (*SALMA, "1990-01-01"))
    table = read_file(text_file(*rows, titles=(*SHORT, "Né le")))
    content = kept.keep(table, find_layout(table))
    assert re.findall("123456|1990", content.decode()) == []
    again, layout = kept.load(content)
    assert layout.titles == SHORT
    assert [(number, layout.cell(cells, Column.GIVEN_NAME)) for number, cells in again.rows] == [
        (2, REMOVED_ID),
        (3, "Salma"),
    ]
    with pytest.raises(CellProblem) as problem:
        clean_cell(REMOVED_ID)
    assert problem.value.code == "national_id"


def test_unknown_columns_are_named():
    table = read_file(
        workbook(
            (*SALMA, "x", "y"),
            titles=("Nom", *SHORT[1:], "Né le", "À corriger"),
        )
    )
    assert find_layout(table).ignored == ["Né le"]


def test_names_of_one_alphabet_are_enough():
    titles = [("الاسم العائلي بالعربية", "الاسم الشخصي بالعربية"), ("Nom", "Prénom")]
    for pair in titles:
        layout = find_layout(Table([(1, [*pair, "UPE", "Fonction", "Depuis"]), (2, ["x"])]))
        assert set(layout.places) >= set(ARABIC_NAMES) or set(layout.places) >= {"family_name", "given_name"}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("15/03/2024", (2024, 3, 15)),
        ("03/04/2026", (2026, 4, 3)),
        ("2024-03-15", (2024, 3, 15)),
        ("2024/3/5", (2024, 3, 5)),
        ("1.12.2023", (2023, 12, 1)),
        ("١٥-٠٣-٢٠٢٤", (2024, 3, 15)),
        ("1er juillet 2024", (2024, 7, 1)),
        ("2 غشت 2024", (2024, 8, 2)),
        ("29/02/2024", (2024, 2, 29)),
        ("2024-03-15 00:00:00", (2024, 3, 15)),
        ("45366", (2024, 3, 15)),
        ("45366.5", (2024, 3, 15)),
        ("01/01/1990", (1990, 1, 1)),
    ],
)
def test_days_however_written(written, day):
    assert read_day(written) == datetime.date(*day)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("29/02/2023", "date"),
        ("15/13/2024", "date"),
        ("2024", "date"),
        ("hier", "date"),
        ("15/03/24", "date"),
        ("0001-01-01", "past"),
        ("31/12/1989", "past"),
        ("4/9/1445", "past"),
        ("99999999", "date"),
        ("NaN", "date"),
        ("1e999", "date"),
        ("-1", "date"),
        ("12 brumaire 2024", "date"),
    ],
)
def test_what_is_no_day(written, code):
    with pytest.raises(CellProblem) as problem:
        read_day(written)
    assert problem.value.code == code


@pytest.mark.parametrize(
    "written",
    [
        "0611223344",
        "06 11 22 33 44",
        "06.11.22.33.44",
        "611223344",
        "+212 6 11 22 33 44",
        "212611223344",
        "00212611223344",
        "+212 (0)6 11 22 33 44",
        "٠٦١١٢٢٣٣٤٤",
    ],
)
def test_phones_however_written(written):
    assert read_phone(written) == "+212611223344"


@pytest.mark.parametrize("written", ["123", "06112233", "0611223344 / 0622334455", "+33612345678", "néant"])
def test_what_is_no_phone(written):
    with pytest.raises(CellProblem):
        read_phone(written)


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("sex", "F", "female"),
        ("sex", "Mme", "female"),
        ("sex", "أنثى", "female"),
        ("sex", "Femme", "female"),
        ("sex", "H", "male"),
        ("sex", "M", "male"),
        ("sex", "ذكر", "male"),
        ("sex", "-", ""),
        ("sex", "nd", "not_stated"),
        ("language", "Arabe", "ar"),
        ("language", "الفرنسية", "fr"),
        ("engagement", "Bénévole", "volunteer"),
        ("engagement", "متطوع(ة)", "volunteer"),
        ("engagement", "CDI", "paid"),
        ("engagement", "stagiaire", "intern"),
        ("profession", "Assistant(e) social(e)", "social_assistant"),
        ("profession", "AS", "social_assistant"),
        ("profession", "Éducateur·trice spécialisé·e", "specialised_educator"),
        ("profession", "EDUCATRICE", "educator"),
        ("profession", "مساعد(ة) اجتماعي(ة)", "social_assistant"),
        ("profession", "أخصائية نفسية", "psychologist"),
        ("profession", "Directrice de l’UPE", "director"),
        ("profession", "منسقة الوحدة", "coordinator"),
        ("profession", "psy.", "psychologist"),
        ("profession", "M&E", "monitoring_officer"),
    ],
)
def test_words_of_three_languages(column, written, value):
    assert read_word(column, written) == value


class TestPlaces:
    @pytest.mark.parametrize(
        "name",
        [
            "UPE de Nador",
            "upe nador",
            "UPE  NADOR",
            "U.P.E. de Nador",
            "Unité de Protection de l'Enfance de Nador",
            "وحدة حماية الطفولة بالناظور",
            "وحدة حماية الطفوله بالناظور",
        ],
    )
    def test_an_organisation_by_its_usual_names(self, places, name):
        assert places.find_organisation(name, None).name_fr == "UPE de Nador"

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("الناضور", NADOR),
            ("الناظور", NADOR),
            ("nador", NADOR),
            ("Province de Nador", NADOR),
            ("إقليم الناظور", NADOR),
            ("Sidi-Kacem", "04.481"),
            ("SIDI KACEM", "04.481"),
            ("Préfecture de Rabat", "04.421"),
            ("عمالة الرباط", "04.421"),
        ],
    )
    def test_a_province_by_its_spellings(self, places, name, code):
        assert places.find_province(name) == province(code).pk

    def test_a_near_name_is_proposed(self, places):
        with pytest.raises(CellProblem) as problem:
            places.find_province("Ouarzazat")
        assert problem.value.params == {"near": "Ouarzazate"}

    def test_the_province_tells_namesakes_apart(self, places):
        twin = OrganisationFactory(name_fr="UPE de Nador", province=province())
        both = Places(Organisation.objects.all())
        with pytest.raises(CellProblem) as problem:
            both.find_organisation("UPE Nador", None)
        assert problem.value.code == "organisations"
        assert both.find_organisation("UPE Nador", twin.province_id).pk == twin.pk
        with pytest.raises(CellProblem) as problem:
            both.find_organisation("UPE Nador", province("06.141").pk)
        assert problem.value.code == "organisation_elsewhere"

    def test_the_only_organisation_needs_no_name(self, places):
        only = Places(Organisation.objects.filter(name_fr="UPE de Nador"))
        assert only.find_organisation("", None).name_fr == "UPE de Nador"
        table = Table([(1, ["Nom", "Prénom", "Fonction", "Depuis"]), (2, ["El Idrissi", "Salma", "AS", "15/03/2024"])])
        (row,) = read_rows(table, find_layout(table, needs_organisation=False), only, TODAY)
        assert problems(row) == ()

    def test_a_closed_organisation_takes_nobody_new(self, places):
        Organisation.objects.filter(name_fr="UPE de Nador").update(closed_on=datetime.date(2024, 3, 14))
        (row,) = read(text_file(SALMA), Places(Organisation.objects.all()))
        assert problems(row) == ("started_on:closed",)


NAMES = st.text(max_size=40)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reading(content):
    codes = set()
    for prefix in (b"", b"PK\x03\x04", b"\xff\xfe", "Nom;Prénom;UPE;Poste;Du\n".encode()):
        try:
            table = read_file(prefix + content)
            find_layout(table)
        except FileRefused as refusal:
            codes.add(refusal.code)
    assert codes <= set(REFUSALS)


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMES, min_size=9, max_size=9))
def test_no_text_breaks_a_row(cells):
    titles = ["Nom", "Prénom", "Nom ar", "Prénom ar", "Sexe", "Téléphone", "Structure", "Fonction", "Depuis"]
    table = Table([(1, titles), (2, cells)])
    places = Places.__new__(Places)
    places.organisations, places._by_name, places._provinces, places._names = {}, {}, {}, {}
    for row in read_rows(table, find_layout(table), places, TODAY):
        assert {problem.code for problem in row.problems} <= set(PROBLEMS)

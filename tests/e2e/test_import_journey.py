"""From a list in a file to the register, without a script: both languages, a phone and a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lms.people.models import Person
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory
from tests.people.import_corpus import SALMA, changed, workbook

from .test_accessibility import problems
from .walking import Walker

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LIST = workbook(
    (*SALMA, "note"),
    (*changed(Nom="Tazi", Prénom="Karim", Téléphone="12", Depuis="31/02/2024"), ""),
    (*changed(Nom="Fassi", Prénom="Hind", Nom_en_arabe="", Prénom_en_arabe="", Téléphone=""), ""),
    titles=(
        "Nom",
        "Prénom",
        "Nom en arabe",
        "Prénom en arabe",
        "Sexe",
        "Téléphone",
        "Structure",
        "Fonction",
        "Depuis",
        "X",
    ),
)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_list_is_read_decided_and_recorded(language: str, arrive: Callable[..., Walker], tmp_path: Path) -> None:
    OrganisationFactory(name_fr="UPE de Nador", name_ar="وحدة الناظور")
    AffiliationFactory(person__given_name="Hind", person__family_name="Fassi", person__given_name_ar="هند")
    user = UserFactory(administrator=True, person__given_name="Amina", person__given_name_ar="أمينة")
    path = tmp_path / "equipe.xlsx"
    path.write_bytes(LIST)
    found: dict[str, list[str]] = {}
    walker = arrive(language=language)
    walker.enter_as(user)
    page = walker.page

    def send(button: str) -> None:
        with page.expect_navigation():
            page.click(button)

    def look(name: str) -> None:
        walker.look()
        if wrong := problems(page):
            found[name] = wrong

    walker.open(f"/{language}/imports/")
    look("list")
    walker.open(f"/{language}/imports/new/")
    send("main form button")
    look("no file")
    page.set_input_files("input[type=file]", str(path))
    send("main form button")
    look("report")
    report = page.url
    page.goto(f"{report}?show=wrong")
    look("wrong rows")
    page.goto(f"{report}?show=duplicates")
    look("undecided rows")
    page.check("input[type=radio] >> nth=0")
    send("main form[action$='decide/'] button")
    look("decided")
    page.goto(f"{report}record/")
    look("before recording")
    send("button[name=rows]")
    look("recorded")
    assert found == {}
    assert walker.troubles == []
    assert walker.untranslated == {}
    assert Person.objects.filter(family_name="El Idrissi", given_name="Salma", phone="+212611223344").count() == 1
    assert Person.objects.filter(family_name="Fassi").count() == 1
    assert Person.objects.filter(family_name="Tazi").count() == 0

"""The columns of a file of people: what they are called in French, Arabic and English, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.core.text import fold

from .table import FileRefused, Table


class Column(StrEnum):
    """What a file may say of a person, in the order of the template."""

    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME_AR = "family_name_ar"
    GIVEN_NAME_AR = "given_name_ar"
    SEX = "sex"
    PHONE = "phone"
    EMAIL = "email"
    LANGUAGE = "language"
    ORGANISATION = "organisation"
    PROVINCE = "province"
    PROFESSION = "profession"
    ENGAGEMENT = "engagement"
    STARTED_ON = "started_on"
    ENDED_ON = "ended_on"


LATIN_NAMES = (Column.FAMILY_NAME, Column.GIVEN_NAME)
ARABIC_NAMES = (Column.FAMILY_NAME_AR, Column.GIVEN_NAME_AR)
REQUIRED = (Column.ORGANISATION, Column.PROFESSION, Column.STARTED_ON)
# A title line or two may stand above the titles of the columns.
TITLES_WITHIN = 10
# Written by `exports` beside the rows to correct, read by nobody.
MESSAGE_TITLES = ("à corriger", "للتصحيح", "to correct")
NATIONAL_ID_TITLES = (
    "cin", "cnie", "n cin", "n cnie", "numero cin", "numero de cin", "numero cnie", "num cin", "no cin", "nº cin",
    "carte nationale", "carte d'identité nationale", "numéro de la carte nationale", "n° carte nationale",
    "pièce d'identité", "national id", "id card", "identity card",
    "البطاقة الوطنية", "رقم البطاقة الوطنية", "رقم البطاقة", "البطاقة الوطنية للتعريف", "رقم بطاقة التعريف",
    "رقم بطاقة التعريف الوطنية", "ر ب و", "ر ب ت و", "ب ت و",
)  # fmt: skip
FULL_NAME_TITLES = (
    "nom et prénom", "nom et prénoms", "nom prénom", "nom & prénom", "prénom et nom", "prénom nom", "nom complet",
    "nom et prénom en arabe", "full name", "name", "الاسم الكامل", "الاسم والنسب", "الاسم و النسب", "الإسم الكامل",
    "الإسم والنسب", "النسب والاسم", "الاسم العائلي والشخصي", "الاسم الشخصي والعائلي",
)  # fmt: skip
TITLES: dict[Column, tuple[str, ...]] = {
    Column.FAMILY_NAME: (
        "nom", "nom de famille", "nom famille", "noms", "nom latin", "nom en français", "nom (français)", "nom fr",
        "nom en lettres latines", "family name", "last name", "surname", "lastname", "الاسم العائلي", "النسب", "اللقب",
        "الإسم العائلي", "الاسم العائلي بالفرنسية", "الاسم العائلي باللاتينية", "الاسم العائلي بالحروف اللاتينية",
        "النسب بالفرنسية",
    ),
    Column.GIVEN_NAME: (
        "prénom", "prénoms", "prénom(s)", "prénom latin", "prénom en français", "prénom (français)", "prénom fr",
        "prénom en lettres latines", "given name", "first name", "firstname", "forename", "الاسم الشخصي", "الاسم",
        "الإسم الشخصي", "الإسم", "الاسم الشخصي بالفرنسية", "الاسم الشخصي باللاتينية",
        "الاسم الشخصي بالحروف اللاتينية", "الاسم بالفرنسية",
    ),
    Column.FAMILY_NAME_AR: (
        "nom en arabe", "nom arabe", "nom (arabe)", "nom ar", "nom de famille en arabe", "nom de famille (arabe)",
        "family name in arabic", "family name (arabic)", "last name in arabic", "الاسم العائلي بالعربية",
        "الإسم العائلي بالعربية", "النسب بالعربية", "الاسم العائلي بالحروف العربية",
    ),
    Column.GIVEN_NAME_AR: (
        "prénom en arabe", "prénom arabe", "prénom (arabe)", "prénom ar", "given name in arabic",
        "given name (arabic)", "first name in arabic", "الاسم الشخصي بالعربية", "الإسم الشخصي بالعربية",
        "الاسم بالعربية", "الإسم بالعربية", "الاسم الشخصي بالحروف العربية",
    ),
    Column.SEX: ("sexe", "genre", "sex", "gender", "h/f", "f/h", "m/f", "f/m", "civilité", "الجنس", "النوع"),
    Column.PHONE: (
        "téléphone", "tél", "tel", "gsm", "n° de téléphone", "n tel", "numéro de téléphone", "n° tél", "portable",
        "mobile", "téléphone portable", "phone", "phone number", "mobile phone", "الهاتف", "رقم الهاتف",
        "الهاتف المحمول", "الهاتف النقال",
    ),
    Column.EMAIL: (
        "e-mail", "email", "mail", "courriel", "adresse électronique", "adresse e-mail", "adresse mail",
        "adresse email", "e-mail address", "email address", "البريد الإلكتروني", "البريد الالكتروني", "الإيميل",
    ),
    Column.LANGUAGE: ("langue", "langue préférée", "langue de correspondance", "language", "اللغة", "لغة التواصل"),
    Column.ORGANISATION: (
        "structure", "organisation", "organisme", "upe", "unité", "établissement", "institution", "organization",
        "structure d'affectation", "lieu d'affectation", "affectation", "nom de la structure", "nom de l'upe",
        "unité de protection de l'enfance", "unit", "الهيئة", "المؤسسة", "البنية", "الوحدة", "المنظمة", "مقر العمل",
        "وحدة حماية الطفولة", "اسم الوحدة", "اسم المؤسسة", "مكان العمل",
    ),
    Column.PROVINCE: (
        "province", "préfecture", "province ou préfecture", "province/préfecture", "préfecture ou province",
        "préfecture/province", "prefecture", "province or prefecture", "الإقليم", "العمالة", "الإقليم أو العمالة",
        "العمالة أو الإقليم", "الإقليم/العمالة", "العمالة/الإقليم",
    ),
    Column.PROFESSION: (
        "profession", "fonction", "métier", "poste", "fonction occupée", "qualité", "job", "position", "job title",
        "المهنة", "الوظيفة", "المهمة", "الصفة",
    ),
    Column.ENGAGEMENT: (
        "engagement", "statut", "statut d'emploi", "type de contrat", "contrat", "type d'engagement", "lien de travail",
        "contract", "status", "employment", "وضعية الاشتغال", "نوع العلاقة", "نوع العقد", "الوضعية",
        "الوضعية الإدارية", "العقد", "نوع الالتزام",
    ),
    Column.STARTED_ON: (
        "du", "depuis", "depuis le", "date de début", "début", "date d'affectation", "date d'entrée",
        "date de prise de service", "date de recrutement", "date d'embauche", "dans la structure depuis",
        "en poste depuis", "from", "since", "start date", "started on", "تاريخ الالتحاق", "تاريخ البداية",
        "تاريخ التعيين", "منذ", "ابتداء من", "تاريخ التوظيف", "تاريخ بداية العمل",
    ),
    Column.ENDED_ON: (
        "au", "jusqu'au", "date de fin", "fin", "date de départ", "date de sortie", "until", "end date", "to",
        "ended on", "تاريخ المغادرة", "تاريخ النهاية", "تاريخ الانتهاء", "إلى غاية", "إلى",
    ),
}  # fmt: skip


def fold_title(text: str) -> str:
    """A title without what does not tell: case, accents, signs, numero marks."""
    return fold(re.sub(r"[_*:°º]|\bN°", " ", text.replace("\n", " ")))


KNOWN = {fold_title(title): column for column, titles in TITLES.items() for title in titles}
NATIONAL_ID = frozenset(map(fold_title, NATIONAL_ID_TITLES))
FULL_NAME = frozenset(map(fold_title, FULL_NAME_TITLES))
MESSAGE = frozenset(map(fold_title, MESSAGE_TITLES))


@dataclass(frozen=True)
class Layout:
    """Where each known column stands, the titles as they were written, and those nobody reads."""

    header_row: int
    titles: list[str]
    places: dict[str, int]
    ignored: list[str]

    def cell(self, cells: Sequence[str], column: Column) -> str:
        """The cell of a column, empty when the file has no such column or the row stops before it."""
        place = self.places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""


def count_known(cells: Sequence[str]) -> int:
    """How many titles of a row are known."""
    return sum(fold_title(cell) in KNOWN for cell in cells)


def find_layout(table: Table, *, needs_organisation: bool = True) -> Layout:
    """The row of titles and the columns under it. `needs_organisation` is False when only one is possible.

    Raises FileRefused "empty", "no_titles", "national_id_column", "twice", "full_name" or "missing".
    """
    if not table.rows:
        raise FileRefused("empty")
    number, titles = max(table.rows[:TITLES_WITHIN], key=lambda row: count_known(row[1]))
    if count_known(titles) < 2:
        raise FileRefused("no_titles")
    folded = [fold_title(title) for title in titles]
    for title, key in zip(titles, folded, strict=True):
        if key in NATIONAL_ID:
            raise FileRefused("national_id_column", title=title)
    places: dict[str, int] = {}
    for place, key in enumerate(folded):
        column = KNOWN.get(key)
        if column in places:
            raise FileRefused("twice", first=titles[places[column]], second=titles[place])
        if column:
            places[column] = place
    _check_complete(places, folded, titles, needs_organisation=needs_organisation)
    if table.rows[-1][0] == number:
        raise FileRefused("no_rows")
    ignored = [
        title
        for title, key in zip(titles, folded, strict=True)
        if title.strip() and key not in KNOWN and key not in MESSAGE
    ]
    return Layout(number, titles, places, ignored)


def _check_complete(places: dict[str, int], folded: list[str], titles: list[str], *, needs_organisation: bool) -> None:
    if not any(all(name in places for name in names) for names in (LATIN_NAMES, ARABIC_NAMES)):
        for key, title in zip(folded, titles, strict=True):
            if key in FULL_NAME:
                raise FileRefused("full_name", title=title)
        raise FileRefused("missing", columns=[name for name in LATIN_NAMES if name not in places])
    missing = [
        str(column)
        for column in REQUIRED
        if column not in places and (needs_organisation or column != Column.ORGANISATION)
    ]
    if missing:
        raise FileRefused("missing", columns=missing)

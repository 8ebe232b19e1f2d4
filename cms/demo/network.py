"""The invented network: 41 units and their associations, other institutions, and who works where from when."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lms.people.enums import Engagement, OrganisationKind, Profession

from . import facts
from .names import Name, NameMaker
from .planned import PlannedAccount, PlannedAffiliation, PlannedOrganisation, PlannedPerson

AGREEMENT = datetime.date(2023, 11, 23), datetime.date(2026, 11, 22)
# The day the unit of Salé passed from one association to another: affiliations are split there.
NEW_MANAGER = "sale", "passerelles", datetime.date(2025, 4, 1)
FIRST_DAY = datetime.date(2023, 11, 23)
# The prefectures of arrondissements of the units of Casablanca.
PARTS = {"casablanca-ouest": "06.141.01.30", "casablanca-est": "06.141.01.20"}
# A support centre whose agreement always ends some weeks after the day of loading.
ENDING_SOON = "cape-oujda", datetime.timedelta(days=45)
TRAINERS = 12
WOMEN, MEN, NOT_STATED = 126, 50, 4
NEWCOMERS_WITHOUT_LEAVER = ("tanger-5", "fes-5", "el-jadida-5", "marrakech-5")
WHERE_SOMEONE_LEFT = (
    "larache", "al-hoceima", "berkane", "taourirt", "ifrane", "temara", "khouribga", "mohammadia", "safi", "guelmim",
)  # fmt: skip
ONLY_LATIN = ("nador-3", "oujda-4", "sefrou-3", "settat-4", "dakhla-2", "kenitra-4")
ONLY_ARABIC = ("azilal-4", "zagora-3", "tiznit-4", "tan-tan-3", "essaouira-4")
# What the third, fourth and fifth member of a unit may be.
PROFESSIONS = {
    3: (Profession.PSYCHOLOGIST, Profession.SPECIALISED_EDUCATOR, Profession.LISTENER),
    4: (Profession.EDUCATOR, Profession.LEGAL_OFFICER, Profession.MULTI_TASK_AGENT, Profession.SOCIAL_WORKER),
    5: (Profession.SOCIAL_WORKER, Profession.PSYCHOLOGIST, Profession.MULTI_TASK_AGENT),
}
DAY = datetime.timedelta(days=1)


def date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def plan_organisations(today: datetime.date) -> list[PlannedOrganisation]:
    """Managing associations first, then the units, then the other institutions."""
    associations: dict[str, PlannedOrganisation] = {}
    units = []
    for row in facts.table("units"):
        association = associations.setdefault(
            row["association_fr"],
            PlannedOrganisation(
                key=f"association-{row['key']}",
                kind=OrganisationKind.ASSOCIATION,
                province=row["province"],
                name_fr=row["association_fr"],
                name_ar=row["association_ar"],
            ),
        )
        changed = row["key"] == NEW_MANAGER[0]
        units.append(
            PlannedOrganisation(
                key=row["key"],
                kind=OrganisationKind.UPE,
                province=row["province"],
                name_fr=row["name_fr"],
                name_ar=row["name_ar"],
                managed_by=NEW_MANAGER[1] if changed else association.key,
                managed_before=association.key if changed else "",
                managed_since=NEW_MANAGER[2] if changed else None,
                part=PARTS.get(row["key"], ""),
                opened_on=date(row["opened_on"]),
                closed_on=date(row["closed_on"]),
                agreement_from=NEW_MANAGER[2] if changed else AGREEMENT[0],
                agreement_to=AGREEMENT[1],
            )
        )
    others = [
        PlannedOrganisation(row["key"], row["kind"], row["province"], row["name_fr"], row["name_ar"])
        for row in facts.table("institutions")
    ]
    others = [
        replace(row, agreement_from=AGREEMENT[0], agreement_to=today + ENDING_SOON[1])
        if row.key == ENDING_SOON[0]
        else row
        for row in others
    ]
    return [*associations.values(), *units, *others]


def demonstration_phone(number: int) -> str:
    """The number of the person `number` (1–999), in a block that looks like what it is: +212 6000 and five digits.

    Two check digits keep any two numbers apart by more than one digit: a near number hints at one person twice.
    """
    first, second, third = (int(digit) for digit in f"{number:03d}")
    check = (first + 2 * second + 3 * third) % 10, (7 * first + 3 * second + third) % 10
    return f"+2126000{number:03d}{check[0]}{check[1]}"


def plan_desks() -> list[PlannedPerson]:
    """Persons of other institutions whom two desks recorded: one person twice, but for the last two, who only sound
    alike. Nobody of them is trained, so that no figure is about them."""
    return [
        PlannedPerson(
            key=row["key"],
            given=row["given"],
            family=row["family"],
            given_ar=row["given_ar"],
            family_ar=row["family_ar"],
            sex=row["sex"],
            phone=demonstration_phone(int(row["number"])) if row["number"] else "",
            email="",
            language=row["language"],
            affiliations=(PlannedAffiliation(row["organisation"], row["profession"], Engagement.PAID, FIRST_DAY),),
            duplicate_of=row["duplicate_of"],
        )
        for row in facts.table("doubles")
    ]


class Staffing:
    """Fills the places of the network with invented people. One use per plan: it draws as it goes."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"{seed}/people")  # noqa: S311  (invented data, replayable)
        self.account_facts = facts.document("accounts")
        fixed: list[dict[str, Any]] = self.account_facts["accounts"]
        self.fixed = {row["seat"]: row for row in fixed}
        taken = {(row["given_ar"], row["family_ar"]) for row in [*fixed, *facts.table("doubles")]}
        self.names = NameMaker(self.rng, taken=taken)
        self.moves = {row["from_unit"]: row for row in facts.table("moves")}
        self.count = 0

    def plan(self) -> tuple[list[PlannedPerson], list[PlannedAccount]]:
        persons = [*self._unit_staff(), *self._trainers(), *self._guests(), *self._office()]
        accounts = [self._account(row) for row in self.account_facts["accounts"]]
        return persons, accounts

    def _unit_staff(self) -> Iterable[PlannedPerson]:
        units = facts.table("units")
        seats = [f"{unit['key']}-{number}" for unit in units for number in range(1, int(unit["staff"]) + 1)]
        free = [seat for seat in seats if seat not in self.fixed]
        held = [self.fixed[seat]["sex"] for seat in seats if seat in self.fixed]
        sexes = ["female"] * (WOMEN - held.count("female")) + ["male"] * (MEN - held.count("male"))
        sexes += ["not_stated"] * NOT_STATED
        self.rng.shuffle(sexes)
        sex_of = dict(zip(free, sexes, strict=True))
        for unit in units:
            for number in range(1, int(unit["staff"]) + 1):
                yield self._member(unit, number, sex_of)

    def _member(self, unit: dict[str, str], number: int, sex_of: dict[str, str]) -> PlannedPerson:
        seat = f"{unit['key']}-{number}"
        fixed = self.fixed.get(seat)
        if fixed:
            profession = fixed["profession"]
        elif number == 1:
            profession = self.rng.choice((Profession.COORDINATOR, Profession.DIRECTOR))
        elif number == 2:
            profession = Profession.SOCIAL_ASSISTANT
        else:
            profession = self.rng.choice(PROFESSIONS[number])
        affiliations = self._affiliations(unit, number, profession)
        person = self._person(seat, sex_of.get(seat, ""), affiliations, fixed)
        if seat in ONLY_LATIN:
            return replace(person, given_ar="", family_ar="")
        if seat in ONLY_ARABIC:
            return replace(person, given="", family="", language="ar")
        return person

    def _affiliations(self, unit: dict[str, str], number: int, profession: str) -> tuple[PlannedAffiliation, ...]:
        """Where the member of a unit worked: from its opening, unless they came, left or moved."""
        key, opened = unit["key"], date(unit["opened_on"])
        assert opened is not None  # noqa: S101  (the fact table dates every opening)
        engagement = self.rng.choices(
            (Engagement.PAID, Engagement.VOLUNTEER, Engagement.INTERN), weights=(85, 12, 3)
        )[0] if number > 1 else Engagement.PAID  # fmt: skip
        first = PlannedAffiliation(key, profession, engagement, opened, date(unit["closed_on"]))
        if key in WHERE_SOMEONE_LEFT and number in {3, 4}:
            left_on = self._last_of_a_month(key)
            came_on = left_on + self.rng.randint(15, 60) * DAY
            return (replace(first, ended_on=left_on) if number == 3 else replace(first, started_on=came_on),)
        if f"{key}-{number}" in NEWCOMERS_WITHOUT_LEAVER:
            return (replace(first, started_on=opened + self.rng.randint(200, 500) * DAY),)
        if key == NEW_MANAGER[0]:
            return replace(first, ended_on=NEW_MANAGER[2] - DAY), replace(first, started_on=NEW_MANAGER[2])
        if number == 2 and key in self.moves:
            last_day = datetime.date.fromisoformat(self.moves[key]["last_day"])
            there = PlannedAffiliation(self.moves[key]["to_unit"], profession, engagement, last_day + DAY)
            return replace(first, ended_on=last_day), there
        return (first,)

    def _last_of_a_month(self, key: str) -> datetime.date:
        """The day somebody left a unit: the end of a month between July 2024 and September 2025."""
        months = 6 + WHERE_SOMEONE_LEFT.index(key) * 14 // (len(WHERE_SOMEONE_LEFT) - 1)
        return datetime.date(2024 + (months + 1) // 12, (months + 1) % 12 + 1, 1) - DAY

    def _trainers(self) -> Iterable[PlannedPerson]:
        for number in range(1, TRAINERS + 1):
            seat = f"trainer-{number}"
            home = "trainers-oriental" if number == 1 else "institute"
            yield self._person(
                seat,
                "female" if number % 2 else "male",
                (PlannedAffiliation(home, Profession.TRAINER, Engagement.PAID, FIRST_DAY),),
                self.fixed.get(seat),
            )

    def _guests(self) -> Iterable[PlannedPerson]:
        """The participants from other institutions."""
        for row in facts.table("institutions"):
            for number, profession in enumerate(row["participants"].split(), 1):
                affiliation = PlannedAffiliation(row["key"], profession, Engagement.PAID, FIRST_DAY)
                sex = self.rng.choices(("female", "male"), weights=(55, 45))[0]
                yield self._person(f"{row['key']}-{number}", sex, (affiliation,), None)

    def _office(self) -> Iterable[PlannedPerson]:
        """Those who have an account and no place among staff or trainers."""
        institutions = {row["key"] for row in facts.table("institutions")}
        for row in self.account_facts["accounts"]:
            if row["seat"] in institutions:
                affiliation = PlannedAffiliation(row["seat"], row["profession"], Engagement.PAID, FIRST_DAY)
                yield self._person(f"{row['seat']}-{row['username']}", row["sex"], (affiliation,), row)

    def _person(
        self, key: str, sex: str, affiliations: tuple[PlannedAffiliation, ...], fixed: dict[str, Any] | None
    ) -> PlannedPerson:
        self.count += 1
        phone = demonstration_phone(self.count)
        if fixed:
            names = {column: fixed[column] for column in ("given", "family", "given_ar", "family_ar")}
            return PlannedPerson(
                key=key, sex=fixed["sex"], phone=phone, email=self._mail(fixed["username"]),
                language=fixed["language"], affiliations=affiliations, **names,
            )  # fmt: skip
        name = self.names.draw(sex if sex != "not_stated" else self.rng.choice(("female", "male")))
        return PlannedPerson(
            key=key,
            given=name.given,
            family=name.family,
            given_ar=name.given_ar,
            family_ar=name.family_ar,
            sex=sex,
            phone=phone if self.rng.random() < 0.92 else "",
            email=self._written_mail(name),
            language="ar" if self.rng.random() < 0.6 else "fr",
            affiliations=affiliations,
        )

    def _written_mail(self, name: Name) -> str:
        """An address for two persons out of three."""
        return f"{name.address}@courriel.example" if self.rng.random() < 0.67 else ""

    def _mail(self, username: str) -> str:
        return f"{username}@{self.account_facts['mail_domain']}"

    def _account(self, row: dict[str, Any]) -> PlannedAccount:
        institutions = {institution["key"] for institution in facts.table("institutions")}
        seat = row["seat"]
        return PlannedAccount(
            username=row["username"],
            person=f"{seat}-{row['username']}" if seat in institutions else seat,
            role=row["role"],
            says=row["says"],
            email=self._mail(row["username"]),
            organisation=row.get("organisation", ""),
            province=row.get("province", ""),
        )

"""What the writers look up while they load: the rows already there, by the names the plan gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from attendance.models import Series
from courses.enums import VersionState
from courses.models import CourseVersion
from lms.people.models import Organisation, Person, Province, User

from . import facts

if TYPE_CHECKING:
    from .planned import DemoPlan, PlannedPerson, PlannedSession

ADMINISTRATOR = "admin"


@dataclass
class Book:
    """Made once the network and the accounts are written."""

    plan: DemoPlan
    provinces: dict[str, Province] = field(init=False)
    organisations: dict[str, Organisation] = field(init=False)
    persons: dict[str, Person] = field(init=False)
    versions: dict[str, CourseVersion] = field(init=False)
    users: dict[str, User] = field(init=False)

    def __post_init__(self) -> None:
        self.provinces = {row.code: row for row in Province.objects.all()}
        organisations = {row.uuid: row for row in Organisation.objects.filter(is_demo=True)}
        self.organisations = {
            row.key: organisations[self.plan.identity("organisation", row.key)] for row in self.plan.organisations
        }
        persons = {row.uuid: row for row in Person.objects.filter(is_demo=True)}
        self.persons = {row.key: persons[self.plan.identity("person", row.key)] for row in self.plan.persons}
        published = CourseVersion.objects.filter(state=VersionState.PUBLISHED).select_related("course")
        self.versions = {row.course.code: row for row in published}
        names = [row.username for row in self.plan.accounts]
        self.users = {row.username: row for row in User.objects.filter(username__in=names)}

    @property
    def administrator(self) -> User:
        return self.users[ADMINISTRATOR]

    def leader_of(self, session: PlannedSession) -> User:
        """Who writes the register: the first trainer with an account, else the office."""
        users = {row.person_id: row for row in self.users.values()}
        for key in session.trainers:
            if user := users.get(self.persons[key].pk):
                return user
        return self.administrator

    def writer_of(self, session: PlannedSession) -> User:
        """Who typed the marks: the leader in the room, the office when the sheet came in later."""
        return self.administrator if session.entered_late else self.leader_of(session)

    @cached_property
    def people(self) -> dict[str, PlannedPerson]:
        return {row.key: row for row in self.plan.persons}

    @cached_property
    def seven_cities(self) -> Series:
        """The series of seven sessions on one module, in the cities of the workshops of 2017–2018."""
        columns = facts.document("training")["series"]
        return Series.objects.get_or_create(name_fr=columns["name_fr"], defaults=columns)[0]

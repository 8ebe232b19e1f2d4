"""Writing the network and its accounts. Each function is all or nothing, and does nothing the second time."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from lms.people.models import (
    Affiliation,
    ArrondissementPrefecture,
    Management,
    Organisation,
    Person,
    Province,
    User,
)
from lms.people.roles import grant_role

from . import facts
from .network import DAY, FIRST_DAY
from .planned import DemoPlan, PlannedOrganisation, PlannedPerson


@transaction.atomic
def write_network(plan: DemoPlan) -> None:
    """Organisations, persons and affiliations of the plan."""
    if Organisation.objects.filter(uuid=plan.identity("organisation", plan.organisations[0].key)).exists():
        return
    organisations = _write_organisations(plan)
    persons = Person.objects.bulk_create(_person(plan, row) for row in plan.persons)
    Affiliation.objects.bulk_create(
        Affiliation(
            person=person,
            organisation=organisations[row.organisation],
            profession=row.profession,
            engagement=row.engagement,
            started_on=row.started_on,
            ended_on=row.ended_on,
        )
        for person, planned in zip(persons, plan.persons, strict=True)
        for row in planned.affiliations
    )


def _write_organisations(plan: DemoPlan) -> dict[str, Organisation]:
    provinces = {row.code: row for row in Province.objects.all()}
    parts = {row.code: row for row in ArrondissementPrefecture.objects.all()}
    rows = {
        row.key: Organisation(
            uuid=plan.identity("organisation", row.key),
            kind=row.kind,
            name_fr=row.name_fr,
            name_ar=row.name_ar,
            province=provinces[row.province],
            arrondissement_prefecture=parts.get(row.part),
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            agreement_from=row.agreement_from,
            agreement_to=row.agreement_to,
            is_demo=True,
        )
        for row in plan.organisations
    }
    Organisation.objects.bulk_create(rows.values())
    Management.objects.bulk_create(management for row in plan.organisations for management in _managements(row, rows))
    return rows


def _managements(row: PlannedOrganisation, rows: dict[str, Organisation]) -> list[Management]:
    """The associations that ran an organisation, one after the other."""
    if not row.managed_by:
        return []
    since = row.managed_since or row.opened_on
    found = [
        Management(
            organisation=rows[row.key], association=rows[row.managed_by], started_on=since, ended_on=row.closed_on
        )
    ]
    if row.managed_before and since:
        found.append(
            Management(
                organisation=rows[row.key], association=rows[row.managed_before], started_on=row.opened_on,
                ended_on=since - DAY,
            )
        )  # fmt: skip
    return found


def _person(plan: DemoPlan, row: PlannedPerson) -> Person:
    return Person(
        uuid=plan.identity("person", row.key),
        given_name=row.given,
        family_name=row.family,
        given_name_ar=row.given_ar,
        family_name_ar=row.family_ar,
        sex=row.sex,
        phone=row.phone,
        email=row.email,
        language=row.language,
        is_demo=True,
    )


@transaction.atomic
def open_accounts(plan: DemoPlan) -> None:
    """One account per role, its e-mail address verified, all with the password of the fact table."""
    # One hash for all: the password is public anyway, and hashing is slow on purpose.
    password = make_password(facts.document("accounts")["password"])
    known = set(User.objects.values_list("username", flat=True))
    for row in plan.accounts:
        if row.username in known:
            continue
        person = Person.objects.get(uuid=plan.identity("person", row.person))
        user = User.objects.create(username=row.username, email=row.email, password=password, person=person)
        EmailAddress.objects.create(user=user, email=row.email, verified=True, primary=True)
        target: dict[str, object] = {}
        if row.organisation:
            uuid = plan.identity("organisation", row.organisation)
            target["organisation"] = Organisation.objects.get(uuid=uuid)
        if row.province:
            target["province"] = Province.objects.get(code=row.province)
        grant_role(user, row.role, actor=None, starts_on=FIRST_DAY, **target)  # type: ignore[arg-type]

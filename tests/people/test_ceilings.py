"""Nobody gives more than they hold, and the portal is never in one person's hands."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lms.people import role_matrix
from lms.people.accounts.closing import close_account
from lms.people.accounts.permissions import can_grant, grantable_organisations, grantable_roles
from lms.people.enums import Role, Scope
from lms.people.models import RoleGrant, User
from lms.people.roles import end_role_grant, grant_role
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory, grant, province

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
BELOW = (Role.LEARNER, Role.UPE_COORDINATOR, Role.TRAINER)
RABAT, SALE, CASABLANCA = "04.421", "04.441", "06.141"


def colleague(organisation):
    """An account whose person works there today."""
    return AffiliationFactory(organisation=organisation, person=UserFactory().person).person.user


@pytest.fixture
def unit():
    return OrganisationFactory(province=province(RABAT))


@pytest.fixture
def far_unit():
    return OrganisationFactory(province=province(CASABLANCA))


@pytest.fixture
def territorial():
    user = UserFactory()
    grant(user, Role.TERRITORIAL_COORDINATOR, province=province(RABAT))
    return user


@pytest.fixture
def administrators():
    return [UserFactory(administrator=True) for _ in range(2)]


class TestTheCeiling:
    def test_what_each_role_may_give(self, territorial, unit):
        held = {role: grantable_roles(UserFactory(with_role=role)) for role in Role if not _has_place(role)}
        held[Role.UPE_COORDINATOR] = grantable_roles(UserFactory(coordinates=unit))
        held[Role.TERRITORIAL_COORDINATOR] = grantable_roles(territorial)
        expected = dict.fromkeys(Role, ())
        assert held == expected | {Role.ADMINISTRATOR: tuple(Role), Role.TERRITORIAL_COORDINATOR: BELOW}

    def test_nobody_gives_more_than_they_hold(self):
        """Every ceiling but the administrators' stays below the role itself and holds no national role."""
        national = {role for role, scopes in role_matrix.SCOPES.items() if Scope.NATIONAL in scopes}
        for role, ceiling in role_matrix.CEILINGS.items():
            assert role == Role.ADMINISTRATOR or not ceiling & (national | {role}), role

    @pytest.mark.parametrize("role", Role)
    def test_a_territorial_coordinator_gives_what_is_below(self, territorial, unit, role):
        user = colleague(unit)
        terms = {"organisation": unit} if role == Role.UPE_COORDINATOR else {}
        if role in BELOW:
            assert grant_role(user, role, actor=territorial, **terms).granted_by == territorial
        else:
            with pytest.raises(PermissionDenied):
                grant_role(user, role, actor=territorial, **terms)
        assert set(user.role_grants.values_list("role", flat=True)) == ({role} if role in BELOW else set())

    @pytest.mark.parametrize("role", BELOW)
    def test_only_to_people_at_work_in_the_territory_today(self, territorial, unit, far_unit, role):
        gone = AffiliationFactory(organisation=unit, person=UserFactory().person, ended=True).person.user
        terms = {"organisation": unit} if role == Role.UPE_COORDINATOR else {}
        for user in (colleague(far_unit), gone, UserFactory()):
            with pytest.raises(PermissionDenied):
                grant_role(user, role, actor=territorial, **terms)
        assert not RoleGrant.objects.filter(granted_by=territorial).exists()

    def test_a_unit_elsewhere_is_refused_even_for_somebody_here(self, territorial, unit, far_unit):
        with pytest.raises(PermissionDenied):
            grant_role(colleague(unit), Role.UPE_COORDINATOR, actor=territorial, organisation=far_unit)

    def test_the_unit_one_coordinates_besides_is_no_territory(self, territorial, far_unit):
        grant(territorial, Role.UPE_COORDINATOR, organisation=far_unit)
        assert not can_grant(territorial, Role.LEARNER, to=colleague(far_unit))
        assert list(grantable_organisations(territorial)) == []

    def test_a_region_is_the_territory_of_its_provinces(self, unit, far_unit):
        regional = UserFactory()
        grant(regional, Role.TERRITORIAL_COORDINATOR, region=province(RABAT).region)
        sale = OrganisationFactory(province=province(SALE))
        assert set(grantable_organisations(regional)) == {unit, sale}
        assert grant_role(colleague(sale), Role.UPE_COORDINATOR, actor=regional, organisation=sale)

    def test_a_territory_that_has_ended_gives_nothing(self, unit):
        former = UserFactory()
        row = grant(former, Role.TERRITORIAL_COORDINATOR, province=province(RABAT))
        RoleGrant.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - DAY)
        assert not can_grant(User.objects.get(pk=former.pk), Role.LEARNER, to=colleague(unit))

    def test_nobody_changes_their_own(self, territorial, unit):
        AffiliationFactory(organisation=unit, person=territorial.person)
        with pytest.raises(PermissionDenied):
            grant_role(territorial, Role.TRAINER, actor=territorial)
        own = grant(territorial, Role.TRAINER)
        with pytest.raises(PermissionDenied):
            end_role_grant(own, actor=territorial)

    def test_who_may_give_a_role_may_end_it(self, territorial, unit, far_unit):
        near, far = grant(colleague(unit), Role.TRAINER), grant(colleague(far_unit), Role.TRAINER)
        end_role_grant(near, actor=territorial)
        with pytest.raises(PermissionDenied):
            end_role_grant(far, actor=territorial)
        with pytest.raises(PermissionDenied):
            end_role_grant(grant(colleague(unit), Role.AUDITOR), actor=territorial)
        assert [row.ends_on is None for row in RoleGrant.objects.filter(role=Role.TRAINER).order_by("pk")] == [
            False,
            True,
        ]

    def test_the_coordinator_of_a_unit_here_may_work_elsewhere(self, territorial, unit, far_unit):
        row = grant(colleague(far_unit), Role.UPE_COORDINATOR, organisation=unit)
        assert end_role_grant(row, actor=territorial).ends_on is not None


def _has_place(role):
    return not {Scope.OWN, Scope.NATIONAL} & set(role_matrix.SCOPES[role])


class TestTwoAdministratorsRemain:
    def test_one_alone_may_give_the_role_to_a_second(self):
        alone = UserFactory(administrator=True)
        assert grant_role(UserFactory(), Role.ADMINISTRATOR, actor=alone).role == Role.ADMINISTRATOR

    @pytest.mark.parametrize("number", [1, 2])
    def test_neither_of_the_last_two_is_ended_nor_closed(self, number):
        """When there is only one, it takes a superuser to try: nobody ends their own role."""
        actor = UserFactory(administrator=True) if number == 2 else UserFactory(is_superuser=True)
        last = UserFactory(administrator=True)
        with pytest.raises(ValidationError) as refusal:
            end_role_grant(last.role_grants.get(), actor=actor)
        assert refusal.value.code == "too_few_administrators"
        with pytest.raises(ValidationError):
            close_account(last, actor=actor, reason="départ")
        last.refresh_from_db()
        assert (last.is_active, last.role_grants.get().ends_on) == (True, None)

    def test_the_third_may_go(self, administrators):
        third = UserFactory(administrator=True)
        end_role_grant(third.role_grants.get(), actor=administrators[0])
        assert third.role_grants.get().ends_on == timezone.localdate() - DAY

    @pytest.mark.parametrize("does_not_count", ["closed", "past", "future"])
    def test_who_does_not_act_does_not_count(self, administrators, does_not_count):
        third = UserFactory(administrator=True, is_active=does_not_count != "closed")
        today = timezone.localdate()
        days = {"closed": {}, "past": {"ends_on": today - DAY}, "future": {"starts_on": today + DAY}}[does_not_count]
        third.role_grants.update(**days)
        with pytest.raises(ValidationError):
            end_role_grant(administrators[1].role_grants.get(), actor=administrators[0])

    def test_an_end_to_come_of_the_third_counts_too(self, administrators):
        """Ending the second today would leave two until next month, and then one."""
        third = UserFactory(administrator=True)
        third.role_grants.update(ends_on=timezone.localdate() + 30 * DAY)
        with pytest.raises(ValidationError):
            end_role_grant(administrators[1].role_grants.get(), actor=administrators[0])
        end_role_grant(third.role_grants.get(), actor=administrators[0])

    def test_a_last_day_to_come_is_refused_as_well(self, administrators):
        with pytest.raises(ValidationError):
            end_role_grant(
                administrators[1].role_grants.get(), actor=administrators[0], last_day=timezone.localdate() + DAY
            )

    def test_a_role_that_is_held_twice_may_end_once(self, administrators):
        twice = grant(administrators[1], Role.ADMINISTRATOR)
        end_role_grant(twice, actor=administrators[0])
        with pytest.raises(ValidationError):
            end_role_grant(administrators[1].role_grants.exclude(pk=twice.pk).get(), actor=administrators[0])

    def test_the_other_roles_of_an_administrator_end_freely(self, administrators):
        row = grant(administrators[1], Role.TRAINER)
        assert end_role_grant(row, actor=administrators[0]).ends_on is not None

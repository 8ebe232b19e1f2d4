"""Groups follow the matrix and the grants; nobody raises themselves."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupPagePermission, ModelLogEntry, Page

from lms.people import role_matrix, roles_page
from lms.people.enums import Role, Scope
from lms.people.models import RoleGrant
from lms.people.roles import end_role_grant, grant_role, refresh_groups, sync_roles
from lms.people.scopes import reach_of
from tests.factories import OrganisationFactory, RoleGrantFactory, UserFactory, province

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def names_of(group: str) -> set[str]:
    return {
        f"{app}.{codename}"
        for app, codename in Group.objects.get(name=group).permissions.values_list(
            "content_type__app_label", "codename"
        )
    }


class TestTheMatrix:
    def test_every_permission_it_names_exists(self):
        assert sync_roles() == []

    @pytest.mark.parametrize("role", Role)
    def test_each_group_holds_exactly_its_rights(self, role):
        sync_roles()
        assert names_of(role.value) == role_matrix.permissions_of(role)

    def test_rights_added_by_hand_are_taken_away(self):
        Group.objects.get(name=Role.TRAINER).permissions.add(Permission.objects.get(codename="delete_person"))
        sync_roles()
        assert names_of(Role.TRAINER) == role_matrix.permissions_of(Role.TRAINER)

    def test_nobody_deletes_people_and_nobody_edits_accounts_or_groups(self):
        for role in Role:
            for name in role_matrix.permissions_of(role):
                app, codename = name.split(".")
                assert not codename.startswith("delete_") or app == "wagtailredirects", name
                assert codename.split("_")[-1] not in {"user", "group"}, name

    @pytest.mark.parametrize("role", [Role.LEARNER, Role.UPE_COORDINATOR, Role.TERRITORIAL_COORDINATOR])
    def test_roles_of_the_portal_have_no_right_in_the_administration(self, role):
        assert role_matrix.permissions_of(role) == set()

    def test_authors_work_below_both_catalogues_and_administrators_everywhere(self):
        sync_roles()
        held = {
            (row.group.name, row.page.specific_class.__name__, row.page.locale.language_code, row.permission.codename)
            for row in GroupPagePermission.objects.select_related("group", "page", "permission")
        }
        authors = {
            (role.value, "CataloguePage", language, action)
            for role in (Role.TRAINER, Role.CONTENT_EDITOR)
            for language in ("fr", "ar")
            for action in ("add_page", "change_page", "publish_page")
        }
        root = Page.objects.get(depth=1)
        everywhere = {
            ("administrator", "Page", root.locale.language_code, action)
            for action in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
        }
        assert held == authors | everywhere

    def test_moderation_is_by_editors_and_administrators(self):
        sync_roles()
        task = GroupApprovalTask.objects.get()
        assert {group.name for group in task.groups.all()} == {"content_editor", "administrator"}

    def test_there_is_one_group_per_role_and_no_other(self):
        assert {group.name for group in Group.objects.all()} == set(Role.values)

    def test_syncing_again_writes_nothing(self):
        UserFactory(trainer=True)
        sync_roles()
        with CaptureQueriesContext(connection) as captured:
            sync_roles()
        writing = [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert writing == []

    def test_the_pages_in_docs_are_current(self):
        assert roles_page.are_current(), "run manage.py sync_roles --write-docs"

    def test_the_command_says_when_roles_are_in_step(self, capsys):
        call_command("sync_roles")
        assert capsys.readouterr().out.strip() == "Roles are in step."


class TestGranting:
    def test_a_grant_gives_scope_group_and_a_line_in_the_journal(self, administrator):
        user, organisation = UserFactory(), OrganisationFactory()
        grant = grant_role(user, Role.UPE_COORDINATOR, actor=administrator, organisation=organisation)
        assert (grant.scope, grant.starts_on, grant.ends_on) == (Scope.ORGANISATION, timezone.localdate(), None)
        assert [group.name for group in user.groups.all()] == ["upe_coordinator"]
        assert reach_of(user).organisation_ids == {organisation.pk}
        entry = ModelLogEntry.objects.get(action="people.role_granted")
        assert (entry.user, entry.object_id) == (administrator, str(grant.pk))

    def test_the_same_grant_twice_is_one(self, administrator):
        user = UserFactory()
        first = grant_role(user, Role.TRAINER, actor=administrator)
        assert grant_role(user, Role.TRAINER, actor=administrator) == first
        assert RoleGrant.objects.filter(user=user).count() == 1

    def test_two_organisations_are_two_grants(self, administrator):
        user = UserFactory()
        for organisation in OrganisationFactory.create_batch(2):
            grant_role(user, Role.UPE_COORDINATOR, actor=administrator, organisation=organisation)
        assert len(reach_of(user).organisation_ids) == 2

    @pytest.mark.parametrize("role", ["trainer", "ministry_officer", "auditor", "content_editor", "learner"])
    def test_only_administrators_grant(self, role):
        with pytest.raises(PermissionDenied):
            grant_role(UserFactory(), Role.LEARNER, actor=UserFactory(with_role=role))

    def test_a_coordinator_does_not_grant(self):
        coordinator = UserFactory(coordinates=OrganisationFactory())
        with pytest.raises(PermissionDenied):
            grant_role(UserFactory(), Role.LEARNER, actor=coordinator)

    def test_nobody_grants_to_themselves(self, administrator):
        with pytest.raises(PermissionDenied):
            grant_role(administrator, Role.AUDITOR, actor=administrator)

    @pytest.mark.parametrize(
        ("role", "scope"),
        [
            (Role.TRAINER, Scope.NATIONAL),
            (Role.LEARNER, Scope.NATIONAL),
            (Role.UPE_COORDINATOR, Scope.NATIONAL),
            (Role.ADMINISTRATOR, Scope.OWN),
        ],
    )
    def test_a_scope_must_fit_the_role(self, administrator, role, scope):
        with pytest.raises(ValidationError):
            grant_role(UserFactory(), role, actor=administrator, scope=scope)

    def test_a_scope_must_have_its_target(self, administrator):
        for target in ({}, {"province": province()}):
            with pytest.raises(ValidationError):
                grant_role(UserFactory(), Role.UPE_COORDINATOR, actor=administrator, **target)


class TestEnding:
    def test_an_ended_role_acts_no_more_at_once(self, administrator):
        user = UserFactory(trainer=True)
        grant = end_role_grant(user.role_grants.get(), actor=administrator, reason="left")
        assert grant.ends_on == timezone.localdate() - DAY
        user = type(user).objects.get(pk=user.pk)
        assert not user.groups.exists()
        assert reach_of(user).roles == set()
        entry = ModelLogEntry.objects.get(action="people.role_ended")
        assert entry.data["reason"] == "left"

    def test_also_one_that_began_today(self, administrator):
        user = UserFactory()
        grant = grant_role(user, Role.TRAINER, actor=administrator)
        end_role_grant(grant, actor=administrator)
        assert reach_of(type(user).objects.get(pk=user.pk)).roles == set()

    def test_ending_twice_is_ending_once(self, administrator):
        grant = UserFactory(trainer=True).role_grants.get()
        first = end_role_grant(grant, actor=administrator)
        again = end_role_grant(grant, actor=administrator)
        assert again.ends_on == first.ends_on
        assert ModelLogEntry.objects.filter(action="people.role_ended").count() == 1

    def test_a_last_day_to_come_keeps_the_role_until_then(self, administrator):
        user = UserFactory(trainer=True)
        end_role_grant(user.role_grants.get(), actor=administrator, last_day=timezone.localdate() + DAY)
        assert [group.name for group in user.groups.all()] == ["trainer"]

    def test_not_before_the_first_day(self, administrator):
        grant = UserFactory(trainer=True).role_grants.get()
        with pytest.raises(ValidationError):
            end_role_grant(grant, actor=administrator, last_day=grant.starts_on - DAY)

    def test_not_ones_own(self, administrator):
        with pytest.raises(PermissionDenied):
            end_role_grant(administrator.role_grants.get(), actor=administrator)


@pytest.mark.parametrize(
    ("starts", "ends", "acts"),
    [
        (-1, None, True),
        (0, None, True),
        (1, None, False),
        (-2, -1, False),
        (-2, 0, True),
        (0, 0, True),
        (-2, 1, True),
    ],
)
def test_members_on_the_edge_of_a_grant(starts, ends, acts):
    """The same table for the three places that put members in: sign-in, the daily sync, the reach."""
    today = timezone.localdate()
    user = UserFactory()
    RoleGrantFactory(
        user=user,
        role=Role.TRAINER,
        starts_on=today + starts * DAY,
        ends_on=None if ends is None else today + ends * DAY,
    )
    expected = ["trainer"] if acts else []
    assert sorted(reach_of(user).roles) == expected
    sync_roles()
    assert [group.name for group in user.groups.all()] == expected
    user.groups.set(Group.objects.all())
    refresh_groups(user)
    assert [group.name for group in user.groups.all()] == expected


def test_signing_in_brings_the_groups_in_step(client):
    user = UserFactory()
    RoleGrantFactory(user=user, role=Role.TRAINER)
    assert not user.groups.exists()
    client.force_login(user)
    assert [group.name for group in user.groups.all()] == ["trainer"]

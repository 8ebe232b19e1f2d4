"""The screens on accounts: who finds whom, what is shown, what a closing ends."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.people.accounts.closing import close_account, reopen_account
from lms.people.enums import InvitationState, Role
from lms.people.models import User
from tests.factories import AffiliationFactory, InvitationFactory, OrganisationFactory, UserFactory, grant, province

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return OrganisationFactory()


@pytest.fixture
def administrator(client):
    UserFactory(administrator=True)
    UserFactory(administrator=True)
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


def territorial_of(organisation):
    user = UserFactory()
    grant(user, Role.TERRITORIAL_COORDINATOR, province=organisation.province)
    return user


def at_work_in(organisation, **facts):
    user = UserFactory(**facts)
    AffiliationFactory(organisation=organisation, person=user.person)
    return user


def found(client, **query):
    return set(client.get(reverse("account-list"), query).context["page_obj"].paginator.object_list)


class TestTheList:
    def test_a_territorial_coordinator_finds_the_people_at_work_there_today(self, client, unit):
        here = at_work_in(unit, learner=True)
        at_work_in(OrganisationFactory(province=province("06.141")), learner=True)
        gone = UserFactory(learner=True)
        AffiliationFactory(organisation=unit, person=gone.person, ended=True)
        client.force_login(territorial_of(unit))
        assert found(client) == {here}

    def test_filters(self, client, administrator):
        everybody = set(User.objects.all())
        closed = UserFactory(learner=True, is_active=False)
        careful = UserFactory(trainer=True, person__given_name="Ilham", last_login=timezone.now())
        Authenticator.objects.create(user=careful, type=Authenticator.Type.TOTP, data={})
        only_codes = UserFactory(auditor=True, username="controle.sud", last_login=timezone.now())
        Authenticator.objects.create(user=only_codes, type=Authenticator.Type.RECOVERY_CODES, data={})
        assert found(client, state="closed") == {closed}
        assert found(client, factor="yes") == {careful}
        assert found(client, role="auditor") == {only_codes}
        assert found(client, q="ÍLHAM") == {careful}
        assert found(client, q="CONTROLE.sud") == {only_codes}
        assert found(client, q=careful.email) == {careful}
        assert found(client, q="personne") == set()
        assert found(client, state="never") == everybody - {administrator}

    def test_what_means_nothing_filters_nothing(self, client, administrator):
        everybody = set(User.objects.all())
        assert found(client, role="king", state="x", factor="maybe", page="zz") == everybody
        page = client.get(reverse("account-list"), {"role": "king", "q": "Zineb"})
        assert (page.status_code, 'value="Zineb"' in page.content.decode()) == (200, True)

    def test_as_many_queries_for_three_as_for_one(self, client, unit):
        client.force_login(territorial_of(unit))
        counts = []
        for number in (1, 2):
            for _ in range(number):
                user = at_work_in(unit, trainer=True)
                grant(user, Role.UPE_COORDINATOR, organisation=unit)
            client.get(reverse("account-list"))
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(reverse("account-list"))
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestRoles:
    def give(self, client, user, **typed):
        return client.post(
            reverse("role-give", args=[user.pk]), {"starts_on": timezone.localdate().isoformat(), **typed}
        )

    def test_a_territorial_coordinator_names_the_coordinator_of_a_unit(self, client, unit):
        user, giver = at_work_in(unit), territorial_of(unit)
        client.force_login(giver)
        answer = self.give(client, user, role="upe_coordinator", organisation=unit.pk, reason="nommée")
        assert answer.url == reverse("account-detail", args=[user.pk])
        row = user.role_grants.get()
        assert (row.role, row.organisation, row.granted_by) == ("upe_coordinator", unit, giver)
        assert ModelLogEntry.objects.get(action="people.role_granted").data["reason"] == "nommée"

    def test_is_offered_what_the_ceiling_allows(self, client, unit):
        far = OrganisationFactory(province=province("06.141"))
        user = at_work_in(unit)
        client.force_login(territorial_of(unit))
        form = client.get(reverse("role-give", args=[user.pk])).context["form"]
        assert [value for value, _ in form.fields["role"].choices] == ["", "learner", "upe_coordinator", "trainer"]
        assert "province" not in form.fields
        for typed in ({"role": "administrator"}, {"role": "upe_coordinator", "organisation": far.pk}):
            assert self.give(client, user, **typed).status_code == 422
        assert not user.role_grants.exists()

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"role": "upe_coordinator"}, "organisation"),
            ({"role": "trainer", "organisation": True}, "organisation"),
            ({"role": "territorial_coordinator"}, "province"),
            ({"role": "territorial_coordinator", "province": True, "region": True}, "region"),
            ({"role": "trainer", "ends_on": "2001-01-01"}, "ends_on"),
            ({"role": "trainer", "starts_on": "demain"}, "starts_on"),
            ({"role": ""}, "role"),
        ],
    )
    def test_what_does_not_fit_is_said_beside_the_field(self, client, administrator, unit, typed, field):
        records = {"organisation": unit, "province": unit.province, "region": unit.province.region}
        typed = {name: records[name].pk if value is True else value for name, value in typed.items()}
        user = UserFactory()
        answer = self.give(client, user, **typed)
        assert answer.status_code == 422
        if field == "ends_on":  # the record itself says so, of the whole grant
            field = next(iter(answer.context["form"].errors))
        assert list(answer.context["form"].errors) == [field]
        assert not user.role_grants.exists()

    def test_an_end_is_recorded_with_its_reason(self, client, unit):
        user = at_work_in(unit, trainer=True)
        client.force_login(territorial_of(unit))
        client.post(reverse("role-end", args=[user.role_grants.get().pk]), {"reason": "mutation"})
        assert user.role_grants.active_on(timezone.localdate()).count() == 0
        assert ModelLogEntry.objects.get(action="people.role_ended").data["reason"] == "mutation"

    def test_ones_own_account_shows_no_way_to_change_it(self, client, administrator):
        page = client.get(reverse("account-detail", args=[administrator.pk])).content.decode()
        own = administrator.role_grants.get().pk
        for name, key in (("role-give", administrator.pk), ("account-close", administrator.pk), ("role-end", own)):
            address = reverse(name, args=[key])
            assert address not in page
            assert client.post(address, {"reason": "essai"}).status_code == 404
        administrator.refresh_from_db()
        assert administrator.is_active

    def test_an_auditor_reads_and_changes_nothing(self, client):
        client.force_login(UserFactory(auditor=True))
        user = UserFactory(learner=True)
        page = client.get(reverse("account-detail", args=[user.pk]))
        assert (page.context["may_give"], page.context["may_close"]) == (False, False)
        assert [may_end for _, may_end in page.context["grants"]] == [False]


class TestClosing:
    def test_ends_the_sessions_and_keeps_the_roles(self, client, administrator):
        user, device, other = UserFactory(trainer=True), Client(), Client()
        device.force_login(user)
        other.force_login(UserFactory(learner=True))
        before = Session.objects.count()
        answer = client.post(reverse("account-close", args=[user.pk]), {"reason": "départ"})
        assert answer.url == reverse("account-detail", args=[user.pk])
        user.refresh_from_db()
        assert (user.is_active, user.role_grants.active_on(timezone.localdate()).count()) == (False, 1)
        assert Session.objects.count() == before - 1
        assert device.get(reverse("my-learning")).status_code == 302
        assert other.get(reverse("my-learning")).status_code == 200
        entry = ModelLogEntry.objects.get(action="people.account_closed")
        assert (entry.user, entry.data) == (administrator, {"reason": "départ", "sessions": 1})

    def test_reopening_does_not_bring_the_sessions_back(self, administrator):
        user, device = UserFactory(trainer=True), Client()
        device.force_login(user)
        close_account(user, actor=administrator, reason="congé")
        reopen_account(user, actor=administrator, reason="retour")
        user.refresh_from_db()
        assert user.is_active
        assert device.get(reverse("my-learning")).status_code == 302
        assert ModelLogEntry.objects.filter(action="people.account_reopened").count() == 1

    def test_withdraws_the_staff_invitations_it_sent(self, administrator):
        other = UserFactory(administrator=True)
        staff = InvitationFactory(invited_by=other, role=Role.ADMINISTRATOR)
        learner = InvitationFactory(invited_by=other)
        close_account(other, actor=administrator, reason="départ")
        for invitation in (staff, learner):
            invitation.refresh_from_db()
        assert (staff.state, learner.state) == (InvitationState.WITHDRAWN, InvitationState.SENT)

    def test_twice_is_once(self, administrator):
        user = UserFactory(learner=True)
        for _ in range(2):
            close_account(user, actor=administrator, reason="départ")
        assert ModelLogEntry.objects.filter(action="people.account_closed").count() == 1

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_reason_is_asked(self, client, administrator, reason):
        user = UserFactory(learner=True)
        answer = client.post(reverse("account-close", args=[user.pk]), {"reason": reason})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
        with pytest.raises(ValidationError):
            close_account(user, actor=administrator, reason=reason)
        user.refresh_from_db()
        assert user.is_active

    def test_never_one_of_the_last_two(self, client):
        last, actor = UserFactory(administrator=True), UserFactory(administrator=True)
        client.force_login(actor)
        answer = client.post(reverse("account-close", args=[last.pk]), {"reason": "départ"})
        assert answer.status_code == 422
        (refusal,) = answer.context["form"].errors.as_data()["__all__"]
        assert "deux administrateurs" in str(refusal.message)
        last.refresh_from_db()
        assert last.is_active

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.UPE_COORDINATOR}))
    def test_only_administrators_close_and_open(self, role, unit):
        actor = territorial_of(unit) if role == Role.TERRITORIAL_COORDINATOR else UserFactory(with_role=role)
        for act, is_active in ((close_account, True), (reopen_account, False)):
            user = at_work_in(unit, is_active=is_active)
            with pytest.raises(PermissionDenied):
                act(user, actor=actor, reason="essai")
            user.refresh_from_db()
            assert user.is_active == is_active

    def test_the_account_of_a_merged_record_stays_closed(self, administrator):
        user, kept = UserFactory(is_active=False), UserFactory()
        user.person.merged_into = kept.person
        user.person.save()
        with pytest.raises(ValidationError):
            reopen_account(user, actor=administrator, reason="essai")

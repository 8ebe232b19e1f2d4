"""An invitation opens one account, once, for the person it names."""

from __future__ import annotations

import datetime
import re
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from lms.people.enums import InvitationState, Role
from lms.people.invitations import accept_invitation, invite_person, withdraw_invitation
from lms.people.models import Invitation, User
from tests.factories import (
    PASSWORD,
    AffiliationFactory,
    InvitationFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "sept-figues-au-soleil"


@pytest.fixture
def upe():
    return OrganisationFactory(name_fr="UPE de Rabat")


@pytest.fixture
def coordinator(upe):
    return UserFactory(coordinates=upe)


def invite(person, coordinator, upe, commit, **other):
    with commit(execute=True):
        return invite_person(person, email=person.email, actor=coordinator, organisation=upe, **other)


class TestInviting:
    def test_the_link_goes_out_in_the_language_of_the_person(
        self, upe, coordinator, django_capture_on_commit_callbacks, settings
    ):
        settings.WAGTAILADMIN_BASE_URL = "https://takwin.example"
        for language, word in (("fr", "/fr/team/invitations/"), ("ar", "/ar/team/invitations/")):
            mail.outbox.clear()
            person = PersonFactory(language=language)
            invitation = invite(person, coordinator, upe, django_capture_on_commit_callbacks)
            (letter,) = mail.outbox
            assert letter.to == [person.email]
            assert f"https://takwin.example{word}{invitation.token}/" in letter.body
            with translation.override(language):
                assert person.full_name in letter.body

    def test_it_is_valid_for_fourteen_days(self, upe, coordinator, django_capture_on_commit_callbacks):
        invitation = invite(PersonFactory(), coordinator, upe, django_capture_on_commit_callbacks)
        remaining = invitation.expires_at - timezone.now()
        assert datetime.timedelta(days=13, hours=23) < remaining <= datetime.timedelta(days=14)

    def test_inviting_twice_sends_one_letter(self, upe, coordinator, django_capture_on_commit_callbacks):
        person = PersonFactory()
        first = invite(person, coordinator, upe, django_capture_on_commit_callbacks)
        assert invite(person, coordinator, upe, django_capture_on_commit_callbacks) == first
        assert len(mail.outbox) == 1

    def test_another_address_replaces_the_invitation(self, upe, coordinator, django_capture_on_commit_callbacks):
        person = PersonFactory()
        first = invite(person, coordinator, upe, django_capture_on_commit_callbacks)
        with django_capture_on_commit_callbacks(execute=True):
            second = invite_person(person, email="Autre@Example.org", actor=coordinator, organisation=upe)
        first.refresh_from_db()
        assert (first.state, second.state) == (InvitationState.WITHDRAWN, InvitationState.SENT)
        assert second.email == "autre@example.org"

    def test_an_expired_one_is_replaced(self, upe, coordinator, django_capture_on_commit_callbacks):
        person = PersonFactory()
        old = InvitationFactory(person=person, organisation=upe, expires_at=timezone.now())
        new = invite(person, coordinator, upe, django_capture_on_commit_callbacks)
        assert new != old
        assert len(mail.outbox) == 1

    def test_not_somebody_with_an_account(self, upe, coordinator):
        with pytest.raises(ValidationError):
            invite_person(UserFactory().person, email="x@example.org", actor=coordinator, organisation=upe)

    @pytest.mark.parametrize("taken_as", ["email", "username"])
    def test_not_at_the_address_of_another_account(self, upe, coordinator, taken_as):
        UserFactory(**{taken_as: "prise@example.org"})
        with pytest.raises(ValidationError) as refusal:
            invite_person(PersonFactory(), email="PRISE@example.org", actor=coordinator, organisation=upe)
        assert set(refusal.value.message_dict) == {"email"}

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.LEARNER])
    def test_a_coordinator_invites_learners_only(self, upe, coordinator, role):
        with pytest.raises(PermissionDenied):
            invite_person(PersonFactory(), email="x@example.org", actor=coordinator, organisation=upe, role=role)

    def test_a_coordinator_invites_into_his_own_organisation_only(self, coordinator):
        for organisation in (OrganisationFactory(), None):
            with pytest.raises(PermissionDenied):
                invite_person(PersonFactory(), email="x@example.org", actor=coordinator, organisation=organisation)

    @pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER, Role.AUDITOR, Role.MINISTRY_OFFICER])
    def test_others_invite_nobody(self, upe, role):
        with pytest.raises(PermissionDenied):
            invite_person(PersonFactory(), email="x@example.org", actor=UserFactory(with_role=role), organisation=upe)

    def test_an_administrator_invites_any_role(self, django_capture_on_commit_callbacks):
        administrator, person = UserFactory(administrator=True), PersonFactory()
        invite(person, administrator, None, django_capture_on_commit_callbacks, role=Role.TRAINER)
        user = accept_invitation(
            Invitation.objects.get(person=person).token, username="formatrice", password=NEW_PASSWORD
        )
        assert [(grant.role, grant.granted_by) for grant in user.role_grants.all()] == [("trainer", administrator)]

    def test_a_coordinator_needs_an_organisation(self):
        with pytest.raises(ValidationError):
            invite_person(
                PersonFactory(), email="x@example.org", actor=UserFactory(administrator=True), role=Role.UPE_COORDINATOR
            )


class TestAccepting:
    def test_it_opens_an_account_with_its_role(self, coordinator, upe):
        invitation = InvitationFactory(organisation=upe, invited_by=coordinator)
        user = accept_invitation(invitation.token, username=invitation.email, password=NEW_PASSWORD)
        assert user.person == invitation.person
        assert user.check_password(NEW_PASSWORD)
        assert [(row.email, row.verified, row.primary) for row in EmailAddress.objects.filter(user=user)] == [
            (invitation.email, True, True)
        ]
        assert [(grant.role, grant.granted_by) for grant in user.role_grants.all()] == [("learner", coordinator)]
        assert [group.name for group in user.groups.all()] == ["learner"]
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.ACCEPTED
        assert ModelLogEntry.objects.get(action="people.invitation_accepted").user == user

    def test_a_coordinator_gets_the_organisation_of_the_invitation(self, upe):
        invitation = InvitationFactory(organisation=upe, role=Role.UPE_COORDINATOR)
        user = accept_invitation(invitation.token, username="coordo", password=NEW_PASSWORD)
        assert user.role_grants.get().organisation == upe

    @pytest.mark.parametrize("password", ["court", "1234567890123", "password123", "motdepasse"])
    def test_weak_passwords_are_refused(self, password):
        invitation = InvitationFactory(person__email="motdepasse@example.org")
        with pytest.raises(ValidationError) as refusal:
            accept_invitation(invitation.token, username="motdepasse", password=password)
        assert set(refusal.value.message_dict) == {"password1"}
        assert not User.objects.filter(person=invitation.person).exists()

    def test_user_names_of_others_are_refused(self):
        UserFactory(username="Amina", email="amina@example.org")
        invitation = InvitationFactory()
        for username in ("amina", "AMINA", "amina@example.org", "personne@example.org"):
            with pytest.raises(ValidationError) as refusal:
                accept_invitation(invitation.token, username=username, password=NEW_PASSWORD)
            assert set(refusal.value.message_dict) == {"username"}
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.SENT


def test_a_user_name_taken_at_the_last_moment_is_an_error_of_the_form(monkeypatch):
    """Two people choose one name at once: both checks passed, the database decides."""
    monkeypatch.setattr("lms.people.invitations.validate_username", lambda username, email: None)
    monkeypatch.setattr(User, "full_clean", lambda self, **kwargs: None)
    UserFactory(username="amal")
    invitation = InvitationFactory()
    with pytest.raises(ValidationError) as refusal:
        accept_invitation(invitation.token, username="amal", password=NEW_PASSWORD)
    assert set(refusal.value.message_dict) == {"username"}
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT
    assert accept_invitation(invitation.token, username="amal2", password=NEW_PASSWORD).person == invitation.person


def address(invitation_or_token) -> str:
    return reverse("invitation-accept", args=[getattr(invitation_or_token, "token", invitation_or_token)])


def answer(**other):
    return {"username": "amal", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, **other}


class TestThePage:
    def test_it_names_the_person_and_proposes_the_address(self, client, upe):
        invitation = InvitationFactory(organisation=upe)
        response = client.get(address(invitation))
        text = response.content.decode()
        assert response.status_code == 200
        assert invitation.person.full_name in text
        assert "UPE de Rabat" in text
        assert f'value="{invitation.email}"' in text
        assert "no-store" in response["Cache-Control"]

    def test_accepting_signs_in_through_allauth(self, client):
        invitation = InvitationFactory()
        response = client.post(address(invitation), answer())
        assert response.status_code == 302
        assert response.url == reverse("signed-in")
        assert client.session["_auth_user_id"] == str(User.objects.get(username="amal").pk)

    def test_answering_twice_opens_one_account(self, client):
        invitation = InvitationFactory()
        client.post(address(invitation), answer())
        client.logout()
        response = client.post(address(invitation), answer(username="amal2"))
        assert response.status_code == 200
        assert reverse("account_login") in response.content.decode()
        assert User.objects.filter(person=invitation.person).count() == 1
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize(
        ("make", "status"),
        [
            (uuid.uuid4, 404),
            (lambda: InvitationFactory(state=InvitationState.WITHDRAWN), 404),
            (lambda: InvitationFactory(expires_at=timezone.now()), 410),
        ],
    )
    def test_a_link_that_opens_nothing_says_so(self, client, make, status, method):
        accounts = User.objects.count
        link = address(make())
        before = accounts()
        response = getattr(client, method)(link, answer())
        assert response.status_code == status
        assert "<h1>" in response.content.decode()
        assert accounts() == before

    def test_withdrawn_and_unknown_look_alike(self, client):
        withdrawn = client.get(address(InvitationFactory(state=InvitationState.WITHDRAWN))).content.decode()
        unknown = client.get(address(uuid.uuid4())).content.decode()
        without_paths = [re.sub(r"invitations/[0-9a-f-]+/|value=\"[^\"]+\"", "", page) for page in (withdrawn, unknown)]
        assert without_paths[0] == without_paths[1]

    def test_somebody_signed_in_is_told_to_sign_out(self, client):
        invitation = InvitationFactory()
        client.force_login(UserFactory())
        for response in (client.get(address(invitation)), client.post(address(invitation), answer())):
            assert response.status_code == 409
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.SENT

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"username": "amal"},
            answer(password2="autre-chose-encore"),
            answer(username=""),
            answer(username="a" * 151),
            answer(username="amal\x00"),
            answer(username="أمل بنت"),
            answer(password1=" ", password2=" "),
            answer(password1="x" * 200, password2="x" * 200),
        ],
    )
    def test_bad_answers_give_the_form_back(self, client, data):
        invitation = InvitationFactory()
        response = client.post(address(invitation), data)
        assert response.status_code == 422
        text = response.content.decode()
        assert 'role="alert"' in text
        assert NEW_PASSWORD not in text
        assert not User.objects.filter(person=invitation.person).exists()

    @pytest.mark.parametrize("username", ["O'Neil", "D'", "Ñ", "Ḥ", "عبدالله", "+212600000000", "AB123456"])
    def test_unusual_user_names_never_break_the_page(self, client, username):
        response = client.post(address(InvitationFactory()), answer(username=username))
        assert response.status_code in {302, 422}


class TestWithdrawing:
    def test_the_link_dies(self, client, upe, coordinator):
        invitation = InvitationFactory(organisation=upe, person=AffiliationFactory(organisation=upe).person)
        client.force_login(coordinator)
        response = client.post(reverse("invitation-withdraw", args=[invitation.pk]))
        assert (response.status_code, response.url) == (302, reverse("team"))
        client.logout()
        assert client.get(address(invitation)).status_code == 404

    def test_not_by_get(self, client, upe, coordinator):
        client.force_login(coordinator)
        invitation = InvitationFactory(organisation=upe)
        assert client.get(reverse("invitation-withdraw", args=[invitation.pk])).status_code == 405

    def test_not_of_another_organisation(self, client, coordinator):
        invitation = InvitationFactory()
        client.force_login(coordinator)
        assert client.post(reverse("invitation-withdraw", args=[invitation.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            withdraw_invitation(invitation, actor=coordinator)
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.SENT

    def test_an_accepted_one_stays_accepted(self, upe, coordinator):
        invitation = InvitationFactory(organisation=upe, state=InvitationState.ACCEPTED)
        assert withdraw_invitation(invitation, actor=coordinator).state == InvitationState.ACCEPTED


def test_the_password_of_the_factories_would_be_accepted():
    user = accept_invitation(InvitationFactory().token, username="amal", password=PASSWORD)
    assert user.check_password(PASSWORD)

"""A card opens one account, or sets one new password, once, for the person it was printed for."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.core import sms
from lms.core.codes import ALPHABET, BITS_PER_CHARACTER
from lms.people import personal_codes
from lms.people.cards import codes
from lms.people.cards.issuing import issue_card, issue_recovery_card
from lms.people.cards.opening import CardUnusable, open_card, use_card
from lms.people.enums import InvitationState, Role
from lms.people.invitations import InvitationNotFound, invite_person, open_invitation, withdraw_invitation
from lms.people.models import Person, SignInCard, User
from tests.factories import (
    PASSWORD,
    AffiliationFactory,
    OrganisationFactory,
    PersonFactory,
    RoleGrantFactory,
    UserFactory,
    grant,
)

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "sept-figues-au-soleil"
# Nobody else here has such a name: nothing is asked before the card is printed.
HIND = {
    "given_name": "Hind", "family_name": "Kettani", "given_name_ar": "هند", "family_name_ar": "الكتاني", "email": "",
}  # fmt: skip
DAY = datetime.timedelta(days=1)
NATIONAL_ROLES = (Role.CONTENT_EDITOR, Role.MINISTRY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)


@pytest.fixture
def upe():
    return OrganisationFactory(name_fr="UPE de Rabat")


@pytest.fixture
def coordinator(upe):
    return UserFactory(coordinates=upe)


@pytest.fixture
def newcomer(upe):
    return AffiliationFactory(organisation=upe, person=PersonFactory(**HIND)).person


@pytest.fixture
def learner(upe):
    user = UserFactory(learner=True, person__email="", email="")
    AffiliationFactory(organisation=upe, person=user.person)
    return user


@pytest.fixture
def issued(newcomer, coordinator, upe):
    return issue_card(newcomer, actor=coordinator, organisation=upe)


@pytest.fixture
def recovery(learner, coordinator):
    return issue_recovery_card(learner.person, actor=coordinator)


class TestTheCode:
    def test_it_has_more_than_forty_bits(self):
        assert codes.LENGTH * BITS_PER_CHARACTER == 50
        assert not set("ILOU") & set(ALPHABET)

    @pytest.mark.parametrize(
        "typed",
        [
            "0123456789",
            "01234-56789",
            " 01234 56789 ",
            "O1234-56789",
            "oi234 56789",
            "0l234_56789",
            "٠١٢٣٤-٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
        ],
    )  # fmt: skip
    def test_it_is_read_however_typed(self, typed):
        assert codes.read(typed) == "0123456789"

    @pytest.mark.parametrize("typed", ["", "012345678", "01234567890", "01234-5678U", "أبجدهوزحطي", "\x00"])
    def test_what_is_no_code_is_nothing(self, typed):
        assert codes.read(typed) == ""

    def test_only_a_keyed_digest_is_kept(self, issued, settings):
        stored = SignInCard.objects.values().get()
        assert issued.code not in str(stored)
        assert stored["code_digest"] == codes.digest_of(issued.code)
        settings.SECRET_KEY = "another-key-entirely"
        assert stored["code_digest"] != codes.digest_of(issued.code)


class TestIssuing:
    def test_the_personal_code_never_changes(self, newcomer, coordinator, upe):
        given = {issue_card(newcomer, actor=coordinator, organisation=upe).card.person.personal_code for _ in range(2)}
        assert len(given) == 1

    @pytest.mark.parametrize(("kind", "days"), [("issued", 14), ("recovery", 3)])
    def test_its_life(self, request, kind, days):
        left = request.getfixturevalue(kind).card.expires_at - timezone.now()
        assert datetime.timedelta(days=days) - datetime.timedelta(minutes=5) < left <= datetime.timedelta(days=days)

    def test_a_new_card_withdraws_the_old_one(self, issued, newcomer, coordinator, upe):
        second = issue_card(newcomer, actor=coordinator, organisation=upe)
        with pytest.raises(CardUnusable):
            open_card(issued.code)
        assert open_card(second.code) == second.card
        assert list(newcomer.invitations.values_list("state", flat=True)) == ["sent", "withdrawn"]

    def test_a_letter_and_a_card_replace_each_other(self, issued, newcomer, coordinator, upe):
        letter = invite_person(newcomer, email="neuf@example.org", actor=coordinator, organisation=upe)
        with pytest.raises(CardUnusable):
            open_card(issued.code)
        issue_card(newcomer, actor=coordinator, organisation=upe)
        letter.refresh_from_db()
        assert letter.state == InvitationState.WITHDRAWN

    def test_withdrawing_its_invitation_withdraws_it(self, issued, coordinator):
        withdraw_invitation(issued.card.invitation, actor=coordinator)
        with pytest.raises(CardUnusable):
            open_card(issued.code)
        assert SignInCard.objects.get().withdrawn_at is not None

    def test_an_invitation_on_paper_has_no_link(self, issued):
        with pytest.raises(InvitationNotFound):
            open_invitation(issued.card.invitation.token)

    def test_its_link_is_in_the_persons_language_and_from_the_settings(self, newcomer, coordinator, upe, settings):
        settings.WAGTAILADMIN_BASE_URL = "https://takwin.example/"
        newcomer.language = "ar"
        newcomer.save()
        issued = issue_card(newcomer, actor=coordinator, organisation=upe)
        assert issued.link == f"https://takwin.example/ar/card/{issued.code}/"

    def test_each_act_is_logged_without_names(self, issued, recovery, coordinator):
        use_card(issued.code, password=NEW_PASSWORD)
        entries = ModelLogEntry.objects.filter(action__startswith="people.")
        wanted = ["people.card_issued", "people.recovery_card_issued", "people.card_used"]
        assert [entries.get(action=action).user for action in wanted[:2]] == [coordinator, coordinator]
        assert entries.filter(action__in=wanted, data={}).count() == 3

    def test_a_message_goes_to_the_sign_in_phone(self, learner, coordinator, django_capture_on_commit_callbacks):
        sms.outbox.clear()
        User.objects.filter(pk=learner.pk).update(sign_in_phone="+212611223344")
        with django_capture_on_commit_callbacks(execute=True):
            issue_recovery_card(learner.person, actor=coordinator)
        ((phone, text),) = sms.outbox
        assert phone == "+212611223344"
        assert learner.person.family_name not in text

    def test_nothing_is_sent_without_one(self, learner, coordinator, django_capture_on_commit_callbacks):
        sms.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            issue_recovery_card(learner.person, actor=coordinator)
        assert sms.outbox == []

    def test_not_for_an_absorbed_record(self, newcomer, coordinator, upe):
        Person.objects.filter(pk=newcomer.pk).update(merged_into=PersonFactory())
        with pytest.raises(ValidationError):
            issue_card(newcomer, actor=coordinator, organisation=upe)

    def test_not_for_a_closed_account(self, learner, coordinator):
        User.objects.filter(pk=learner.pk).update(is_active=False)
        with pytest.raises(ValidationError):
            issue_recovery_card(learner.person, actor=coordinator)


class TestWhoMayIssue:
    def test_a_first_card_not_for_somebody_with_an_account(self, learner, coordinator, upe):
        with pytest.raises(ValidationError):
            issue_card(learner.person, actor=coordinator, organisation=upe)

    def test_a_coordinator_not_for_another_organisation(self, coordinator, upe, newcomer):
        other = AffiliationFactory().person
        for person, organisation in ((other, upe), (other, other.affiliations.get().organisation), (newcomer, None)):
            with pytest.raises(PermissionDenied):
                issue_card(person, actor=coordinator, organisation=organisation)

    def test_a_coordinator_not_for_somebody_who_left(self, coordinator, upe):
        left = AffiliationFactory(organisation=upe, ended_on=timezone.localdate() - DAY).person
        with pytest.raises(PermissionDenied):
            issue_card(left, actor=coordinator, organisation=upe)

    def test_a_coordinator_not_to_recover_an_account_elsewhere(self, coordinator):
        elsewhere = UserFactory(learner=True)
        AffiliationFactory(person=elsewhere.person)
        with pytest.raises(PermissionDenied):
            issue_recovery_card(elsewhere.person, actor=coordinator)

    @pytest.mark.parametrize(
        "role", sorted(set(Role) - {Role.LEARNER, Role.UPE_COORDINATOR, Role.TERRITORIAL_COORDINATOR})
    )
    @pytest.mark.parametrize("starts_in", [datetime.timedelta(), 30 * DAY])
    def test_a_coordinator_not_above_his_ceiling_today_or_later(self, learner, coordinator, role, starts_in):
        RoleGrantFactory(user=learner, role=role, starts_on=timezone.localdate() + starts_in)
        with pytest.raises(PermissionDenied):
            issue_recovery_card(learner.person, actor=coordinator)

    def test_a_coordinator_for_somebody_whose_role_ended(self, learner, coordinator):
        RoleGrantFactory(user=learner, role=Role.TRAINER, ends_on=timezone.localdate() - DAY)
        assert issue_recovery_card(learner.person, actor=coordinator).card.person == learner.person

    def test_a_coordinator_not_for_a_colleague_who_coordinates(self, learner, coordinator, upe):
        grant(learner, Role.UPE_COORDINATOR, organisation=upe)
        with pytest.raises(PermissionDenied):
            issue_recovery_card(learner.person, actor=coordinator)

    @pytest.mark.parametrize(
        "role", [Role.LEARNER, Role.TRAINER, Role.CONTENT_EDITOR, Role.MINISTRY_OFFICER, Role.AUDITOR]
    )
    def test_others_print_nothing(self, newcomer, learner, upe, role):
        user = UserFactory(with_role=role)
        with pytest.raises(PermissionDenied):
            issue_card(newcomer, actor=user, organisation=upe)
        with pytest.raises(PermissionDenied):
            issue_recovery_card(learner.person, actor=user)

    def test_an_administrator_for_everybody_but_oneself(self, coordinator, newcomer):
        administrator = UserFactory(administrator=True)
        assert issue_card(newcomer, actor=administrator, organisation=None).card.person == newcomer
        assert issue_recovery_card(coordinator.person, actor=administrator).card.person == coordinator.person
        with pytest.raises(PermissionDenied):
            issue_recovery_card(administrator.person, actor=administrator)

    def test_a_superuser_is_above_administrators(self):
        with pytest.raises(PermissionDenied):
            issue_recovery_card(UserFactory(is_superuser=True).person, actor=UserFactory(administrator=True))


class TestUsing:
    def test_it_opens_an_account_as_an_invitation_does(self, issued, newcomer, coordinator):
        user = use_card(issued.code.lower(), password=NEW_PASSWORD, sign_in_phone="+212611223344")
        assert (user.person, user.username, user.email) == (newcomer, newcomer.personal_code or user.username, "")
        assert user.username == Person.objects.get(pk=newcomer.pk).personal_code
        assert user.sign_in_phone == "+212611223344"
        assert user.check_password(NEW_PASSWORD)
        assert [(row.role, row.granted_by) for row in user.role_grants.all()] == [("learner", coordinator)]
        assert newcomer.invitations.get().state == InvitationState.ACCEPTED

    def test_it_sets_a_new_password(self, recovery, learner):
        user = use_card(recovery.code, password=NEW_PASSWORD)
        assert user == learner
        assert user.check_password(NEW_PASSWORD)

    @pytest.mark.parametrize("kind", ["issued", "recovery"])
    def test_once(self, request, kind):
        code = request.getfixturevalue(kind).code
        use_card(code, password=NEW_PASSWORD)
        with pytest.raises(CardUnusable):
            use_card(code, password=PASSWORD)

    @pytest.mark.parametrize("kind", ["issued", "recovery"])
    def test_not_after_its_last_moment(self, request, kind):
        issued = request.getfixturevalue(kind)
        SignInCard.objects.update(expires_at=timezone.now())
        with pytest.raises(CardUnusable):
            use_card(issued.code, password=NEW_PASSWORD)

    def test_not_of_an_account_closed_meanwhile(self, recovery, learner):
        User.objects.filter(pk=learner.pk).update(is_active=False)
        with pytest.raises(CardUnusable):
            use_card(recovery.code, password=NEW_PASSWORD)

    @pytest.mark.parametrize("kind", ["issued", "recovery"])
    def test_a_weak_password_leaves_it_good(self, request, kind):
        issued = request.getfixturevalue(kind)
        with pytest.raises(ValidationError) as refusal:
            use_card(issued.code, password="1234567890")
        assert set(refusal.value.message_dict) == {"password1"}
        assert open_card(issued.code) == issued.card

    def test_a_phone_of_another_account_leaves_it_good(self, issued):
        UserFactory(sign_in_phone="+212611223344")
        with pytest.raises(ValidationError) as refusal:
            use_card(issued.code, password=NEW_PASSWORD, sign_in_phone="+212611223344")
        assert set(refusal.value.message_dict) == {"sign_in_phone"}
        assert open_card(issued.code) == issued.card

    def test_a_phone_taken_at_the_last_moment_is_an_error_of_the_form(self, issued, monkeypatch):
        UserFactory(sign_in_phone="+212611223344")
        monkeypatch.setattr("lms.people.invitations.refuse_taken_phone", lambda phone: None)
        monkeypatch.setattr(User, "full_clean", lambda self, **kwargs: None)
        with pytest.raises(ValidationError) as refusal:
            use_card(issued.code, password=NEW_PASSWORD, sign_in_phone="+212611223344")
        assert set(refusal.value.message_dict) == {"sign_in_phone"}
        assert open_card(issued.code) == issued.card

    def test_other_sessions_end(self, recovery, learner, client):
        client.force_login(learner)
        assert client.get(reverse("my-learning")).status_code == 200
        use_card(recovery.code, password=NEW_PASSWORD)
        assert client.get(reverse("my-learning")).status_code == 302


def link(code: str) -> str:
    return reverse("card-open", args=[code])


def answer(**other):
    return {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, **other}


class TestTheScreenOfTheHolder:
    def test_typing_the_code_leads_to_the_password(self, client, issued):
        response = client.post(reverse("card"), {"code": f" {issued.code[:5].lower()}-{issued.code[5:]} "})
        assert (response.status_code, response.url) == (302, link(issued.code))
        text = client.get(response.url).content.decode()
        assert issued.card.person.full_name in text
        assert personal_codes.printed(issued.card.person.personal_code) in text

    def test_it_signs_in(self, client, issued):
        response = client.post(link(issued.code), answer(sign_in_phone="06 11 22 33 44"))
        assert (response.status_code, response.url) == (302, reverse("signed-in"))
        user = User.objects.get(sign_in_phone="+212611223344")
        assert client.session["_auth_user_id"] == str(user.pk)

    @pytest.mark.parametrize(
        ("data", "fields"),
        [
            ({}, {"password1", "password2"}),
            (answer(password2="autre"), {"password2"}),
            (answer(password1="1234567890", password2="1234567890"), {"password1"}),
            (answer(sign_in_phone="123"), {"sign_in_phone"}),
            (answer(sign_in_phone="+33 6 12 34 56 78"), {"sign_in_phone"}),
        ],
    )
    def test_bad_answers_give_the_form_back(self, client, issued, data, fields):
        response = client.post(link(issued.code), data)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == fields
        assert not User.objects.filter(person=issued.card.person).exists()

    @pytest.mark.parametrize("typed", ["", "123", "x" * 41, "أبجد", "<b>"])
    def test_a_malformed_code_is_an_error_beside_the_field(self, client, typed):
        response = client.post(reverse("card"), {"code": typed})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"code"}

    def test_every_useless_code_gives_the_same_page_with_a_way_on(self, client, newcomer, coordinator, upe, learner):
        withdrawn = issue_card(newcomer, actor=coordinator, organisation=upe).code
        used = issue_card(newcomer, actor=coordinator, organisation=upe).code
        use_card(used, password=NEW_PASSWORD)
        expired = issue_recovery_card(learner.person, actor=coordinator).code
        SignInCard.objects.filter(person=learner.person).update(expires_at=timezone.now())
        pages = {"typed": set(), "scanned": set()}
        for code in (withdrawn, used, expired, "ZZZZZZZZZZ"):
            scanned, typed = client.get(link(code)), client.post(reverse("card"), {"code": code})
            assert (scanned.status_code, typed.status_code) == (404, 422)
            assert reverse("account_login") in scanned.content.decode()
            for kind, response in (("scanned", scanned), ("typed", typed)):
                text = response.content.decode().replace(code, "")
                pages[kind].add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text))
        assert [len(pages["typed"]), len(pages["scanned"])] == [1, 1]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_somebody_signed_in_is_told_to_sign_out(self, client, issued, learner, method):
        client.force_login(learner)
        for address in (link(issued.code), reverse("card")):
            assert getattr(client, method)(address, answer()).status_code == 409
        assert open_card(issued.code) == issued.card

    def test_many_codes_from_one_address_are_refused(self, client, issued):
        statuses = [client.get(link("ZZZZZZZZZZ")).status_code for _ in range(12)]
        statuses += [client.post(reverse("card"), {"code": "ZZZZZZZZZZ"}).status_code for _ in range(12)]
        assert statuses == [404] * 12 + [422] * 8 + [429] * 4
        assert client.get(link(issued.code)).status_code == 429


def told(client: Client, user: User, password: str) -> int:
    """How many notices about cards the first page after a sign-in holds."""
    client.post(reverse("account_login"), {"login": user.username, "password": password})
    client.post(reverse("privacy-notice"))
    page = client.get(reverse("my-learning"))
    count = sum("printed" in str(message) for message in page.context["messages"])
    client.post(reverse("account_logout"))
    return count


class TestTelling:
    @pytest.fixture(autouse=True)
    def in_english(self, monkeypatch):
        monkeypatch.setattr("lms.people.cards.announcing._", lambda text: text)

    def test_the_holder_is_told_once_at_the_next_sign_in(self, client, recovery, learner):
        assert [told(client, learner, PASSWORD) for _ in range(2)] == [1, 0]
        assert SignInCard.objects.get().announced_at is not None

    def test_using_the_card_tells_nothing_to_whoever_holds_it(self, client, recovery, learner):
        client.post(link(recovery.code), answer())
        assert SignInCard.objects.get().announced_at is None
        client.post(reverse("account_logout"))
        assert told(client, learner, NEW_PASSWORD) == 1

    def test_a_first_card_is_no_news(self, client, issued):
        user = use_card(issued.code, password=NEW_PASSWORD)
        assert told(client, user, NEW_PASSWORD) == 0


class TestTheScreenOfTheIssuer:
    def address(self, person):
        return reverse("card-issue", args=[person.uuid])

    def test_the_card_is_shown_once(self, client, coordinator, newcomer, settings):
        client.force_login(coordinator)
        assert client.get(self.address(newcomer)).status_code == 200
        response = client.post(self.address(newcomer))
        text = response.content.decode()
        code = response.context["code"]
        newcomer.refresh_from_db()
        assert "no-store" in response["Cache-Control"]
        assert open_card(code).person == newcomer
        for shown in (code, personal_codes.printed(newcomer.personal_code), "data:image/svg+xml", newcomer.latin_name):
            assert shown in text
        for language in ("fr", "ar"):
            assert f'<ol lang="{language}"' in text
            assert f"/{language}/card/</bdi>" in text
        assert code not in client.get(self.address(newcomer)).content.decode()

    def test_for_somebody_with_an_account_it_sets_a_password(self, client, coordinator, learner):
        client.force_login(coordinator)
        response = client.post(self.address(learner.person))
        assert open_card(response.context["code"]).invitation is None

    @pytest.mark.parametrize("role", [Role.TRAINER, Role.UPE_COORDINATOR])
    def test_above_the_ceiling_the_page_says_who_does(self, client, coordinator, learner, upe, role):
        grant(learner, role, **({"organisation": upe} if role == Role.UPE_COORDINATOR else {}))
        client.force_login(coordinator)
        response = client.get(self.address(learner.person))
        assert response.status_code == 200
        assert "<form" not in response.content.decode().split("<main")[1]
        assert client.post(self.address(learner.person)).status_code == 403
        assert not SignInCard.objects.exists()

    def test_not_for_oneself(self, client, coordinator):
        client.force_login(coordinator)
        response = client.get(self.address(coordinator.person))
        assert reverse("account_change_password") in response.content.decode()
        assert client.post(self.address(coordinator.person)).status_code == 403

    def test_outside_ones_organisations_nothing_is_there(self, client, coordinator):
        client.force_login(coordinator)
        outside = AffiliationFactory().person
        for method in (client.get, client.post):
            assert method(self.address(outside)).status_code == 404

    def test_a_newcomer_without_email_is_recorded_with_a_card(self, client, coordinator, upe):
        client.force_login(coordinator)
        data = {
            "given_name": "Nadia", "family_name": "Ait Ali", "sex": "female", "profession": "educator",
            "started_on": "2026-01-05", "email": "", "language": "ar", "by_card": "on",
        }  # fmt: skip
        response = client.post(reverse("invitation-create"), data)
        assert response.status_code == 200
        person = Person.objects.get(given_name="Nadia")
        assert open_card(response.context["code"]).person == person
        assert person.affiliations.get().organisation == upe
        response = client.post(reverse("invitation-create"), data | {"by_card": "", "given_name": "Amal"})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"email"}

    def test_the_team_offers_cards_at_the_same_cost(self, client, coordinator, upe, newcomer):
        client.force_login(coordinator)
        client.get(reverse("team"))
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                page = client.get(reverse("team"))
            counts.append(len(queries))
            AffiliationFactory.create_batch(3, organisation=upe)
        assert counts[0] == counts[1]
        assert self.address(newcomer) in page.content.decode()
        assert self.address(coordinator.person) not in page.content.decode()

    def test_an_administrator_finds_it_in_the_list_of_persons(self, client, newcomer):
        for role, offered in ((Role.ADMINISTRATOR, True), (Role.MINISTRY_OFFICER, False)):
            client.force_login(UserFactory(with_role=role))
            page = client.get("/admin/person/").content.decode()
            assert newcomer.family_name in page
            assert (self.address(newcomer) in page) is offered

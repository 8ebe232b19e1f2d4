"""One field, four ways to name an account, and nothing that tells which accounts exist."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from lms.people import sign_in
from lms.people.invitations import validate_username
from lms.people.personal_codes import give_personal_code
from lms.people.sign_in import account_of, change_sign_in_phone, read_identifier
from tests.factories import PASSWORD, PersonFactory, UserFactory

from .merging import build_pair

pytestmark = pytest.mark.django_db
PHONE = "+212611223344"
ADDRESS = "/fr/account/login/"


@pytest.fixture
def user():
    person = PersonFactory(email="salma@example.org")
    give_personal_code(person)
    return UserFactory(learner=True, person=person, username="Salma.B", email="salma@example.org", sign_in_phone=PHONE)


def ways(user) -> dict[str, list[str]]:
    code = user.person.personal_code
    return {
        "user name": ["Salma.B", "salma.b", "SALMA.B", " salma.b "],
        "address": ["salma@example.org", "Salma@Example.ORG", " salma@example.org "],
        "phone": [PHONE, "0611223344", "06 11 22 33 44", "06.11.22.33.44", "00212611223344", "٠٦١١٢٢٣٣٤٤"],
        "personal code": [code, f"{code[:4]} {code[4:]}", f"{code[:4]}-{code[4:]}", f"\u2067{code}\u2069"],
    }


def try_to_sign_in(client, login, password=PASSWORD, **headers):
    return client.post(ADDRESS, {"login": login, "password": password}, **headers)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("way", ["user name", "address", "phone", "personal code"])
def test_every_way_of_typing_each_of_them_signs_in(client, user, way):
    for typed in ways(user)[way]:
        try_to_sign_in(client, typed)
        assert is_signed_in(client), typed
        client.logout()


class TestWhoseAccount:
    def test_a_verified_address_before_one_that_is_not(self, user):
        EmailAddress.objects.create(user=UserFactory(), email="salma@example.org", verified=False)
        assert account_of("salma@example.org") == user

    def test_an_additional_address(self, user):
        EmailAddress.objects.create(user=user, email="autre@example.org", verified=True)
        assert account_of("autre@example.org") == user

    def test_the_code_of_an_absorbed_record_goes_on_working(self, user):
        absorbed = PersonFactory(merged_into=user.person)
        assert account_of(give_personal_code(absorbed)) == user

    def test_the_phone_for_calls_names_nobody(self):
        UserFactory(person__phone="+212699887766")
        assert account_of("0699887766") is None

    @pytest.mark.parametrize("typed", ["", " ", "nobody", "0612345678", "12345678", "x@example.org", "a" * 5000, "@"])
    def test_anything_else_names_nobody(self, user, typed):
        assert account_of(typed) is None

    @pytest.mark.parametrize("username", ["0611223344", "+212 611223344", "48217735", "٤٨٢١٧٧٣٥", "12-34"])
    def test_a_user_name_is_nobodys_phone_or_code(self, username):
        with pytest.raises(ValidationError):
            validate_username(username, "")


class TestNothingIsTold:
    @pytest.fixture
    def hashes(self, monkeypatch):
        """How many passwords were hashed."""
        count = Counter()
        encode = MD5PasswordHasher.encode

        def counting(self, password, salt):
            count["hashes"] += 1
            return encode(self, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
        return count

    def test_every_attempt_costs_one_hash(self, client, user, hashes):
        closed = UserFactory(is_active=False)
        without = UserFactory()
        without.set_unusable_password()
        without.save()
        unknown = ["nobody", "x@example.org", "0612345678", "12345678"]
        known = [typed[0] for typed in ways(user).values()]
        costs = {}
        for typed in [*unknown, *known[:4], closed.username, without.username]:
            hashes.clear()
            try_to_sign_in(client, typed, "wrong-password")
            costs[typed] = hashes["hashes"]
        assert set(costs.values()) == {1}, costs
        assert len(costs) == 10

    def test_a_right_password_costs_one_hash_too(self, client, user, hashes):
        hashes.clear()
        try_to_sign_in(client, "salma@example.org")
        assert is_signed_in(client)
        assert hashes["hashes"] == 1

    def test_every_refusal_reads_the_same(self, client, user):
        texts = set()
        for typed in ["nobody", "x@example.org", "0612345678", *(typed[0] for typed in ways(user).values())][:5]:
            page = try_to_sign_in(client, typed, "wrong-password", REMOTE_ADDR="10.0.0.1").content.decode()
            summary = re.search(r'class="summary".*?</div>', page, re.DOTALL)
            assert summary is not None
            texts.add(summary.group())
        assert len(texts) == 1

    @pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
    def test_asking_for_a_letter_reads_the_same(self, user, name):
        answers = set()
        for email in ("salma@example.org", "nobody@example.org"):
            answer = Client().post(reverse(name), {"email": email}, follow=True, REMOTE_ADDR="10.0.0.1")
            text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(email, "")
            answers.add((answer.status_code, str(answer.redirect_chain), text))
        assert len(answers) == 1


class TestLimits:
    def fail(self, client, times: int) -> None:
        for _ in range(times):
            try_to_sign_in(client, "Salma.B", "wrong-password")

    def test_five_failures_close_the_account_to_the_right_password_too(self, client, user):
        self.fail(client, 5)
        try_to_sign_in(client, "Salma.B")
        assert not is_signed_in(client)

    def test_all_the_names_of_an_account_count_together(self, client, user):
        """From five addresses, so that no limit of an address is met."""
        typed = ["SALMA.b", "Salma@Example.ORG", "06 11 22 33 44", user.person.personal_code, "٠٠٢١٢٦١١٢٢٣٣٤٤"]
        for number, login in enumerate(typed):
            try_to_sign_in(client, login, "wrong-password", REMOTE_ADDR=f"10.0.0.{number}")
        for way in ways(user).values():
            try_to_sign_in(client, way[0], REMOTE_ADDR="10.0.0.9")
            assert not is_signed_in(client), way[0]

    def test_four_failures_do_not(self, client, user):
        self.fail(client, 4)
        try_to_sign_in(client, "salma@example.org")
        assert is_signed_in(client)

    def test_a_success_between_failures_does_not_start_again(self, client, user):
        self.fail(client, 4)
        try_to_sign_in(client, "Salma.B")
        assert is_signed_in(client)
        client.logout()
        self.fail(client, 1)
        try_to_sign_in(client, "Salma.B")
        assert not is_signed_in(client)

    def test_ways_of_writing_an_unknown_name_count_together(self):
        assert {read_identifier(typed) for typed in ("0612345678", "+212 6 12 34 56 78", "٠٦١٢٣٤٥٦٧٨")} == {
            "+212612345678"
        }
        assert {read_identifier(typed) for typed in ("Nobody", " NOBODY ", "nobody\u200b")} == {"nobody"}

    @pytest.mark.parametrize(
        "case",
        [
            # No proxy of ours: the header is what the visitor likes, the connection is what counts.
            (0, "{0}", True),
            (0, "{0}, 10.0.0.1", True),
            # One proxy of ours, which adds the last entry: the entries before it are the visitor's.
            (1, "{0}, 10.0.0.1", True),
            (1, "10.9.9.9, {0}, 10.0.0.1", True),
            # The last entry differs: other visitors, whatever comes before.
            (1, "10.0.0.1, {0}", False),
        ],
    )
    def test_a_forged_address_does_not_escape_the_limit(self, client, user, settings, case):
        """Ten wrong pairs a minute from one address, each of another account."""
        proxies, forged, refused = case
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        for number in range(10):
            header = forged.format(f"192.0.2.{number + 1}")
            try_to_sign_in(client, f"nobody{number}", "wrong-password", HTTP_X_FORWARDED_FOR=header)
        try_to_sign_in(client, "Salma.B", HTTP_X_FORWARDED_FOR=forged.format("192.0.2.99"))
        assert is_signed_in(client) is not refused


def test_the_forms_say_what_may_be_typed_and_the_way_without_email(client):
    for language in ("fr", "ar"):
        login = client.get(f"/{language}/account/login/").content.decode()
        reset = client.get(f"/{language}/account/password/reset/").content.decode()
        assert f'href="/{language}/card/"' in login
        assert f'href="/{language}/card/"' in reset


class TestChoosingThePhone:
    """The page of one's account on which the number to sign in with is set, changed and removed."""

    OTHER = "+212655443322"

    @pytest.fixture
    def signed_in(self, client, user):
        client.force_login(user)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    def send(self, client, typed):
        return client.post(reverse("sign-in-phone"), {"sign_in_phone": typed})

    def test_it_is_set_changed_and_removed_and_logged_without_the_number(self, signed_in, user):
        for typed, kept in (("06 55.44-33 22", self.OTHER), ("", ""), ("٠٦٥٥٤٤٣٣٢٢", self.OTHER), (self.OTHER,) * 2):
            assert self.send(signed_in, typed).status_code == 302
            user.refresh_from_db()
            assert user.sign_in_phone == kept
        entries = ModelLogEntry.objects.filter(action="people.sign_in_phone_changed").order_by("pk")
        assert [(entry.user, entry.data) for entry in entries] == [
            (user, {"act": act}) for act in ("changed", "removed", "set")
        ]

    def test_it_signs_in_and_the_old_one_no_more(self, signed_in, client):
        self.send(signed_in, self.OTHER)
        client.logout()
        try_to_sign_in(client, PHONE)
        assert not is_signed_in(client)
        try_to_sign_in(client, "0655443322")
        assert is_signed_in(client)

    @pytest.mark.parametrize("typed", ["123", "+33612345678", "06 55 44 33 2", "x" * 40, "AB123456", "\x00"])
    def test_what_is_no_number_stays_in_the_form(self, signed_in, user, typed):
        response = self.send(signed_in, typed)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"sign_in_phone"})
        user.refresh_from_db()
        assert user.sign_in_phone == PHONE

    def test_a_number_of_another_account_is_refused_as_on_a_card(self, signed_in, user):
        UserFactory(sign_in_phone=self.OTHER)
        response = self.send(signed_in, "0655443322")
        assert response.context["form"].errors["sign_in_phone"].as_data()[0].code is None
        assert 'value="0655443322"' in response.content.decode()
        user.refresh_from_db()
        assert (response.status_code, user.sign_in_phone) == (422, PHONE)

    def test_one_taken_at_the_last_moment_too(self, signed_in, user, monkeypatch):
        checks = iter([lambda phone, holder: None, sign_in.refuse_taken_phone])
        UserFactory(sign_in_phone=self.OTHER)
        monkeypatch.setattr(
            sign_in, "refuse_taken_phone", lambda phone, holder=None: next(checks)(phone, holder=holder)
        )
        assert self.send(signed_in, self.OTHER).status_code == 422

    def test_who_tries_many_numbers_is_stopped(self, signed_in):
        answers = [self.send(signed_in, f"06554433{number:02}").status_code for number in range(11)]
        assert answers == [302] * 10 + [429]

    def test_the_password_is_asked_again(self, client, user):
        client.force_login(user)
        for response in (client.get(reverse("sign-in-phone")), self.send(client, self.OTHER)):
            assert (response.status_code, reverse("account_reauthenticate") in response.url) == (302, True)
        user.refresh_from_db()
        assert user.sign_in_phone == PHONE

    def test_a_closed_account_of_a_merged_record_holds_no_number(self, user):
        pair = build_pair()
        UserFactory(person=pair.kept)
        UserFactory(person=pair.absorbed, sign_in_phone=self.OTHER)
        row = pair.merge()
        change_sign_in_phone(user, self.OTHER)
        with pytest.raises(ValidationError):
            pair.undo(row)
        change_sign_in_phone(user, "")
        pair.undo(row)
        assert account_of(self.OTHER).person == pair.absorbed

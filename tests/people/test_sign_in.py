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

from lms.people.invitations import validate_username
from lms.people.personal_codes import give_personal_code
from lms.people.sign_in import account_of, read_identifier
from tests.factories import PASSWORD, PersonFactory, UserFactory

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

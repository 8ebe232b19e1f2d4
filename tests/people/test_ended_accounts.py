"""Whoever was closed, erased or merged into another record comes in no more, also with a key received before."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse

from lms.people.accounts.closing import close_account
from lms.people.cards.issuing import issue_recovery_card
from lms.people.merging.services import merge
from lms.people.privacy.pseudonymising import pseudonymise
from tests.factories import PASSWORD, UserFactory

from .test_second_factor import SECRET, code_of_now

pytestmark = pytest.mark.django_db
NEW = {"password1": "un-tout-autre-mot-9", "password2": "un-tout-autre-mot-9"}


def close(user, administrator):
    close_account(user, actor=administrator, reason="départ")


def erase(user, administrator):
    pseudonymise(user.person, actor=administrator, reason="request")


def absorb(user, administrator):
    kept = UserFactory(learner=True).person
    merge(kept, user.person, actor=administrator, fields={}, reason="même personne")


ENDS = (close, erase, absorb)


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


@pytest.fixture
def user():
    user = UserFactory(learner=True, username="salma", email="salma@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def is_in(client):
    return client.get("/fr/my-learning/").status_code == 200


def session_of(user, administrator):
    client = Client()
    client.force_login(user)
    return lambda: client


def password_of(user, administrator):
    def enter():
        client = Client()
        client.post(reverse("account_login"), {"login": "salma", "password": PASSWORD})
        return client

    return enter


def code_of(user, administrator):
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    (code,) = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)

    def enter():
        client.post(reverse("account_confirm_login_code"), {"code": code})
        return client

    return enter


def link_of(user, administrator):
    Client().post(reverse("account_reset_password"), {"email": user.email})
    (link,) = re.findall(r"https?://\S+", mail.outbox[-1].body)

    def enter():
        client = Client()
        # The address of the form, when the link still leads to one.
        form = client.get(link).headers.get("Location", link)
        client.post(form, NEW)
        client.post(reverse("account_login"), {"login": "salma", "password": NEW["password1"]})
        return client

    return enter


def card_of(user, administrator):
    code = issue_recovery_card(user.person, actor=administrator).code

    def enter():
        client = Client()
        client.post(reverse("card-open", args=[code]), NEW)
        return client

    return enter


def half_passed_factor_of(user, administrator):
    TOTP.activate(user, SECRET)
    client = Client()
    client.post(reverse("account_login"), {"login": "salma", "password": PASSWORD})

    def enter():
        client.post(reverse("mfa_authenticate"), {"code": code_of_now()})
        return client

    return enter


KEYS = (session_of, password_of, code_of, link_of, card_of, half_passed_factor_of)


@pytest.mark.parametrize("key", KEYS)
class TestKeys:
    def test_it_opens_while_the_account_is_open(self, user, administrator, key):
        assert is_in(key(user, administrator)())

    @pytest.mark.parametrize("end", ENDS)
    def test_it_opens_nothing_afterwards(self, user, administrator, key, end):
        enter = key(user, administrator)
        end(user, administrator)
        assert not is_in(enter())

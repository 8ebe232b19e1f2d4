"""The information notice: public, and read once by everybody who signs in."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lms.people.models import NoticeAcceptance, User
from lms.people.privacy import notice
from lms.people.privacy.notice_gate import is_open
from lms.people.privacy.retention import TABLE
from tests.factories import PASSWORD, UserFactory

NOTICE = "/fr/my-data/notice/"


@pytest.fixture
def newcomer(db: None) -> User:
    return UserFactory(learner=True, notice=False)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_is_public_and_complete(client: Client, language: str) -> None:
    text = client.get(f"/{language}/my-data/notice/").content.decode()
    with translation.override(language):
        expected = [str(row.what) for row in TABLE] + [str(part.title) for part in (*notice.PASSAGES, notice.RIGHTS)]
    assert [words for words in expected if words.replace("'", "&#x27;") not in text] == []
    assert notice.CNDP_ADDRESS in text
    assert "<form" not in text


@pytest.mark.django_db
def test_every_page_links_to_it(client: Client) -> None:
    assert f'href="{NOTICE}"' in client.get("/fr/account/login/").content.decode()


def test_a_newcomer_is_led_to_it_and_then_goes_on(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    wanted = "/fr/sessions/?q=atelier&when=past"
    response = client.get(wanted)
    assert response.status_code == 302
    assert response.url == f"{NOTICE}?next=/fr/sessions/%3Fq%3Datelier%26when%3Dpast"
    page = client.get(response.url)
    assert 'name="next" value="/fr/sessions/?q=atelier&amp;when=past"' in page.content.decode()
    response = client.post(NOTICE, {"next": wanted})
    assert (response.status_code, response.url) == (302, wanted)
    assert client.get(wanted).status_code == 200
    row = NoticeAcceptance.objects.get(user=newcomer)
    assert (row.version, row.language) == (notice.VERSION, "fr")


def test_signing_in_with_a_password_leads_to_it(client: Client, newcomer: User) -> None:
    response = client.post("/ar/account/login/", {"login": newcomer.username, "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0].startswith("/ar/my-data/notice/?next=/ar/signed-in/")


@pytest.mark.parametrize("address", ["/", "/admin/", "/styleguide/"])
def test_an_address_without_a_language_leads_to_it_too(client: Client, newcomer: User, address: str) -> None:
    client.force_login(newcomer)
    assert client.get(address, headers={"accept-language": "ar"}).url.startswith("/ar/my-data/notice/?next=/")


def test_what_is_open_before(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    for address in ("/fr/account/email/", "/fr/account/logout/", "/fr/verify/", NOTICE, "/ar/my-data/notice/"):
        assert client.get(address).status_code == 200, address
    assert [is_open(path) for path in ("/fr/my-data/", "/fr/team/", "/account/", "/fr/accounts/")] == [False] * 4
    client.post("/fr/account/logout/")
    assert settings.SESSION_COOKIE_NAME not in client.cookies or not client.cookies[settings.SESSION_COOKIE_NAME].value


def test_what_is_being_sent_is_not_lost(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    response = client.post("/fr/my-data/correct/", {"form": "contact", "email": "", "phone": "", "language": "ar"})
    newcomer.person.refresh_from_db()
    assert (response.url, newcomer.person.language) == ("/fr/my-data/", "ar")


def test_twice_is_once(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    for _time in range(2):
        client.post(NOTICE)
    assert NoticeAcceptance.objects.filter(user=newcomer).count() == 1


def test_a_new_version_is_shown_again(client: Client, newcomer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(newcomer)
    client.post(NOTICE)
    assert client.get("/fr/sessions/").status_code == 200
    monkeypatch.setattr(notice, "VERSION", "2")
    assert client.get("/fr/sessions/").url.startswith(NOTICE)


def test_it_leads_nowhere_else(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert client.post(NOTICE, {"next": elsewhere}).url == reverse("signed-in")


def test_reading_it_costs_no_query_on_later_pages(client: Client, newcomer: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(newcomer)
    client.post(NOTICE)
    client.get("/fr/sessions/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/fr/sessions/")
    assert [row["sql"] for row in queries if "noticeacceptance" in row["sql"]] == []


@pytest.mark.django_db
def test_a_visitor_cannot_accept(client: Client) -> None:
    assert client.post(NOTICE).url == NOTICE
    assert not NoticeAcceptance.objects.exists()

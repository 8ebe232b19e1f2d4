"""A session ends by the clock, sooner for whoever can do more; roles and closed accounts act on the next request."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.people import session_limits
from lms.people.enums import Role
from lms.people.models import RoleGrant, User
from lms.people.roles import end_role_grant
from lms.people.session_limits import ADMINISTRATOR, LEARNER, STAFF, TIMES, is_over, limit_of
from tests.factories import OrganisationFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = 3600, 86400
LOGIN = "/fr/account/login/"


@pytest.mark.parametrize(
    ("limit", "idle", "absolute"),
    [(ADMINISTRATOR, 3 * HOUR, 12 * HOUR), (STAFF, 8 * HOUR, 7 * DAY), (LEARNER, 30 * DAY, 90 * DAY)],
)
def test_the_last_moment_and_the_first_one_over(limit, idle, absolute):
    now = 1_800_000_000
    cases = {
        (0, idle - 1): False,
        (0, idle): True,
        (absolute - 1, 0): False,
        (absolute, 0): True,
        (0, 0): False,
    }
    assert {
        (age, rest): is_over(limit, began=now - max(age, rest), seen=now - rest, now=now) for age, rest in cases
    } == cases


@pytest.mark.parametrize(
    ("roles", "limit"),
    [
        (set(), LEARNER),
        ({Role.LEARNER}, LEARNER),
        ({Role.UPE_COORDINATOR}, STAFF),
        ({Role.TRAINER, Role.LEARNER}, STAFF),
        ({Role.CONTENT_EDITOR}, STAFF),
        ({Role.TERRITORIAL_COORDINATOR}, STAFF),
        ({Role.MINISTRY_OFFICER}, STAFF),
        ({Role.AUDITOR}, STAFF),
        ({Role.ADMINISTRATOR}, ADMINISTRATOR),
        ({Role.ADMINISTRATOR, Role.LEARNER, Role.TRAINER}, ADMINISTRATOR),
    ],
)
def test_the_shortest_limit_of_several_roles(roles, limit):
    assert limit_of(roles) == limit


def test_the_cookie_outlives_the_longest_session():
    assert LEARNER.absolute.total_seconds() <= django_settings.SESSION_COOKIE_AGE


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)`: that much later."""
    moment = [session_limits.current_time()]
    monkeypatch.setattr(session_limits, "current_time", lambda: moment[0])

    def later(seconds: int) -> None:
        moment[0] += seconds

    return later


class TestTheSession:
    @pytest.mark.parametrize(
        ("role", "idle"), [("administrator", 3 * HOUR), ("trainer", 8 * HOUR), ("learner", 30 * DAY)]
    )
    def test_it_ends_after_rest(self, client, clock, role, idle):
        client.force_login(UserFactory(**{role: True}))
        clock(idle - 1)
        assert client.get("/fr/my-learning/").status_code == 200
        clock(idle)
        assert client.get("/fr/my-learning/?x=1").url == f"{LOGIN}?next=/fr/my-learning/%3Fx%3D1"

    def test_use_keeps_it_until_its_whole_length(self, client, clock):
        client.force_login(UserFactory(administrator=True))
        for _ in range(11):
            clock(HOUR)
            assert client.get("/fr/my-learning/").status_code == 200
        clock(HOUR)
        assert client.get("/fr/my-learning/").status_code == 302

    def test_the_sign_in_page_says_why_and_leads_back(self, client, clock):
        client.force_login(UserFactory(administrator=True))
        clock(3 * HOUR)
        response = client.get("/fr/indicators/", follow=True)
        assert [str(message.level_tag) for message in response.context["messages"]] == ["info"]
        assert 'name="next" value="/fr/indicators/"' in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_a_form_sent_too_late_leads_back_to_its_page(self, client, clock):
        client.force_login(UserFactory(coordinates=OrganisationFactory()))
        clock(8 * HOUR)
        address = reverse("invitation-create")
        response = client.post(address, {}, HTTP_REFERER=f"http://testserver{address}?x=1")
        assert response.url == f"{LOGIN}?next={address}%3Fx%3D1"
        client.force_login(UserFactory(coordinates=OrganisationFactory()))
        clock(8 * HOUR)
        response = client.post(address, {}, HTTP_REFERER="https://evil.example/")
        assert response.url == f"{LOGIN}?next={reverse('signed-in')}"

    def test_the_sign_in_page_itself_is_shown(self, client, clock):
        client.force_login(UserFactory(administrator=True))
        clock(3 * HOUR)
        assert client.get(LOGIN).status_code == 200

    def test_signing_in_again_starts_again(self, client, clock):
        user = UserFactory(administrator=True)
        client.force_login(user)
        clock(13 * HOUR)
        client.force_login(user)
        assert client.get("/fr/my-learning/").status_code == 200

    def test_a_session_from_before_is_counted_from_now(self, client, clock):
        client.force_login(UserFactory(administrator=True))
        session = client.session
        del session[TIMES]
        session.save()
        assert client.get("/fr/my-learning/").status_code == 200
        clock(3 * HOUR)
        assert client.get("/fr/my-learning/").status_code == 302

    def test_a_role_given_meanwhile_shortens_it(self, client, clock):
        user = UserFactory(learner=True)
        client.force_login(user)
        clock(9 * HOUR)
        RoleGrantFactory(user=user, role=Role.TRAINER)
        assert client.get("/fr/my-learning/").status_code == 302

    def test_pages_in_the_same_minute_write_nothing(self, client):
        client.force_login(UserFactory(learner=True))
        with CaptureQueriesContext(connection) as queries:
            client.get("/fr/my-learning/")
        written = [query["sql"] for query in queries if "django_session" in query["sql"]]
        assert [sql for sql in written if not sql.startswith("SELECT")] == []
        assert len(written) == 1


def administers(client) -> bool:
    return client.get("/admin/").status_code == 200


class TestTheNextRequest:
    """What changed since a session began acts in it at once."""

    @pytest.fixture
    def today(self, monkeypatch):
        """`today(days)`: that many days later."""
        real = timezone.localdate
        shift = [0]
        monkeypatch.setattr(timezone, "localdate", lambda *a, **k: real(*a, **k) + datetime.timedelta(days=shift[0]))
        return lambda days: shift.__setitem__(0, days)

    def test_a_closed_account_is_out(self, client):
        user = UserFactory(learner=True)
        client.force_login(user)
        assert client.get("/fr/my-learning/").status_code == 200
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert client.get("/fr/my-learning/").status_code == 302

    def test_a_role_ended_by_hand_gives_nothing_more(self, client):
        user = UserFactory(content_editor=True)
        client.force_login(user)
        assert administers(client)
        end_role_grant(RoleGrant.objects.get(user=user), actor=UserFactory(administrator=True))
        assert not administers(client)

    def test_a_dated_role_ends_in_an_open_session(self, client, today):
        user = UserFactory(content_editor=True)
        RoleGrant.objects.filter(user=user).update(ends_on=timezone.localdate())
        client.force_login(user)
        assert administers(client)
        today(1)
        assert not administers(client)
        assert set(user.groups.values_list("name", flat=True)) == set()

    def test_a_dated_role_begins_in_an_open_session(self, client, today):
        user = UserFactory(learner=True)
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        RoleGrantFactory(user=user, role=Role.CONTENT_EDITOR, starts_on=tomorrow)
        client.force_login(user)
        assert not administers(client)
        today(1)
        assert administers(client)

    def test_the_groups_are_looked_at_once_a_day(self, client, monkeypatch):
        asked = []
        monkeypatch.setattr("lms.people.role_freshness.refresh_groups", asked.append)
        client.force_login(UserFactory(learner=True))
        for _ in range(3):
            client.get("/fr/my-learning/")
        assert len(asked) == 1

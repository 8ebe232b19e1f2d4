"""Nothing about people, no secret and no forged line in any log, whoever writes it."""

from __future__ import annotations

import contextlib
import io
import logging
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.views.debug import ExceptionReporter

from lms.core.log_privacy import PrivateLogFilter, scrub

CANARIES = ("kanari@canary.example", "0612345987", "+212612345987", "BE123456", "s3cr3t-kanari")


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """What a handler as the settings build it has written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(PrivateLogFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from kanari.z+1@canary.example.ma to", "from [e-mail] to"),
        ("call 06 12 34 59 87 now", "call [phone] now"),
        ("call 06.12.34.59.87", "call [phone]"),
        ("call +212612345987", "call [phone]"),
        ("call 00212 6 12 34 59 87", "call [phone]"),
        ("id BE123456.", "id [identity number]."),
        ("id K 54321", "id [identity number]"),
        ("password='hunter2' x", "password='[secret]' x"),
        ('{"token": "abc", "n": 1}', '{"token": "[secret]", "n": 1}'),
        ("Authorization: Bearer abc.def", "Authorization: [secret]"),
        ("GET /fr/team/invitations/3f2a-11/ 200", "GET /fr/team/invitations/[secret]/ 200"),
        ("GET /fr/account/password/reset/key/9-abc/ 200", "GET /fr/account/password/reset/key/[secret]/ 200"),
        ("GET /v/7K4MQ2XD9RTBH5WN 302", "GET /v/[secret] 302"),
        ("GET /fr/verify/7K4MQ2XD9RTBH5WN/ 200", "GET /fr/verify/[secret]/ 200"),
        ("DETAIL:  Failing row contains (1, Salma, El Idrissi).", "DETAIL:  [row]"),
    ],
)
def test_scrubbed(text: str, expected: str) -> None:
    assert scrub(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "GET /fr/sessions/0b1c9d3e-52a4-4f0a-9a40-9f1d6c0c3a11/ 200",
        "S-2026-00417 closed, 12 marks, 2026-11-22 10:15:30",
        "attendance.session_closed TK-2026-00417",
        "64738291056 bytes",
    ],
)
def test_codes_and_numbers_stay(text: str) -> None:
    assert scrub(text) == text


def test_arguments_are_scrubbed(written: Callable[[], str]) -> None:
    logging.getLogger("somewhere.else").warning("sent to %s (%s)", CANARIES[0], {"phone": CANARIES[1]})
    assert written() == "WARNING sent to [e-mail] ({'phone': '[phone]'})\n"


def test_a_traceback_is_scrubbed(written: Callable[[], str]) -> None:
    try:
        raise ValueError(f"password={CANARIES[4]} of {CANARIES[0]}, {CANARIES[1]}, {CANARIES[3]}")
    except ValueError:
        logging.getLogger("somewhere").exception("failed for %s", CANARIES[2])
    text = written()
    assert [canary for canary in CANARIES if canary in text] == []
    assert "ERROR failed for [phone]\n| Traceback" in text
    assert "ValueError: password=[secret] of [e-mail], [phone], [identity number]" in text


def test_nobody_forges_a_line(written: Callable[[], str]) -> None:
    logging.getLogger("x").warning("user %s", "a\r\nERROR forged\u2028more\x1b[2J")
    assert written() == "WARNING user a\\r\\nERROR forged\\x2028more\\x1b[2J\n"


def test_nor_through_an_exception(written: Callable[[], str]) -> None:
    try:
        raise ValueError("one\nERROR forged")
    except ValueError:
        logging.getLogger("x").exception("failed")
    assert [line for line in written().splitlines() if line.startswith("ERROR")] == ["ERROR failed"]


def test_two_handlers_write_the_same(written: Callable[[], str]) -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "to %s", (CANARIES[0],), None)
    for _time in range(2):
        assert PrivateLogFilter().filter(record)
    assert record.getMessage() == "to [e-mail]"


def test_wrong_arguments_do_not_hide_the_record(written: Callable[[], str]) -> None:
    logging.getLogger("x").warning("of %d kanari@canary.example", "word")
    assert written() == "WARNING of %d [e-mail]\n"


def test_every_handler_of_the_settings_has_the_filter() -> None:
    handlers = settings.LOGGING["handlers"]
    assert {name: "private" in handler["filters"] for name, handler in handlers.items()} == {"console": True}
    live = [logging.getLogger(name) for name in ("", "django", "django.server", "django.request")]
    ours = [handler for logger in live for handler in logger.handlers if type(handler) is logging.StreamHandler]
    assert ours != []
    assert [handler for handler in ours if not any(isinstance(f, PrivateLogFilter) for f in handler.filters)] == []
    assert [type(h).__name__ for h in logging.getLogger("django").handlers] == []


@pytest.mark.django_db
def test_an_error_page_logs_nobody(written: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way: a view that fails with a person's data in its words."""
    from certificates import verification_views

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError(f"no answer for {CANARIES[0]} {CANARIES[2]}")

    monkeypatch.setattr(verification_views, "verify", fail)
    response = Client(raise_request_exception=False).get("/fr/verify/7K4MQ2XD9RTBH5WN/")
    assert response.status_code == 500
    text = written()
    assert "RuntimeError: no answer for [e-mail] [phone]" in text
    assert "7K4MQ2XD9RTBH5WN" not in text


def test_an_error_report_shows_nothing_that_was_typed() -> None:
    """Also for the forms of libraries that do not say which of their fields are secret."""
    request = RequestFactory().post("/fr/account/reauthenticate/", {"password": CANARIES[4], "email": CANARIES[0]})
    report = ExceptionReporter(request, RuntimeError, RuntimeError("x"), None)
    assert set(report.filter.get_post_parameters(request).values()) == {"********************"}
    text = report.get_traceback_text()
    assert "reauthenticate" in text
    assert [canary for canary in CANARIES if canary in text] == []


def test_our_own_form_with_passwords_says_so() -> None:
    request = RequestFactory().post(reverse("invitation-accept", args=[uuid.uuid4()]), {"password1": "x"})
    request.user = AnonymousUser()
    match = resolve(request.path)
    with contextlib.suppress(Exception):  # the mark comes first, whatever a bare request lacks afterwards
        match.func(request, *match.args, **match.kwargs)
    assert request.sensitive_post_parameters == ("password1", "password2")  # type: ignore[attr-defined]

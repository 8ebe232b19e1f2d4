"""The measurements of one engine, in a process of its own with production's settings; prints them as JSON.

Started by `tests.benchmarks.__main__`, which prepares the environment.
"""

from __future__ import annotations

import gzip
import io
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from itertools import count
from typing import Any

import django

ROUNDS = 3
REQUESTS = 100


def visitors() -> Iterator[str]:
    """A new address for each request: verification is rationed by address."""
    return (f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}" for number in count(1))


def pages_of(network: Any) -> list[tuple[str, Any, str]]:
    """The ten main pages: name, who opens it, address."""
    register = f"/fr/sessions/{network.open_session.uuid}/register/"
    return [
        ("Home page", None, "/fr/"),
        ("Catalogue", None, "/fr/modules/"),
        ("Module", network.learner, network.course_page.url),
        ("Lesson", network.learner, network.lesson_page.url),
        ("My learning", network.learner, "/fr/my-learning/"),
        ("Sessions", network.trainer, "/fr/sessions/"),
        ("Attendance register", network.trainer, register),
        ("Ministry dashboard", network.officer, "/fr/indicators/"),
        ("Names behind I-2", network.officer, "/fr/indicators/I-2/"),
        ("Verification of a certificate", None, f"/fr/verify/{network.certificate.code}/"),
    ]


def measure(name: str, user: Any, address: str) -> dict[str, Any]:
    """Queries, milliseconds per warm request, and compressed bytes of one page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"accept-encoding": "gzip", "accept-language": "fr"})
    if user is not None:
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    addresses = visitors()

    def get() -> Any:
        response = client.get(address, secure=True, REMOTE_ADDR=next(addresses))
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        return response

    for _ in range(3):
        response = get()
    body = response.content if response.get("Content-Encoding") == "gzip" else gzip.compress(response.content, 6)
    with CaptureQueriesContext(connection) as queries:
        get()
    return {"name": name, "queries": len(queries), "ms": best(get), "bytes": len(body)}


def best(act: Callable[[], Any], requests: int = REQUESTS) -> float:
    """Milliseconds for one act: the best of three rounds, because the others were disturbed."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(requests):
            act()
        rounds.append((time.perf_counter() - start) * 1000 / requests)
    return min(rounds)


def certificate(network: Any) -> dict[str, Any]:
    from certificates.documents import certificate_pdf

    pdf = certificate_pdf(network.certificate)
    return {"ms": best(lambda: certificate_pdf(network.certificate), requests=10), "bytes": len(pdf)}


def everything() -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection

    from .population import populate

    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command(
        "collectstatic", verbosity=0, interactive=False, ignore_patterns=["wagtail*", "admin", "rest_framework"]
    )
    network = populate()
    connection.ensure_connection()
    return {
        "engine": engine(connection),
        "bare": measure("Bare page", None, network.bare_page.url),
        "pages": [measure(*page) for page in pages_of(network)],
        "certificate": certificate(network),
    }


def engine(connection: Any) -> str:
    if connection.vendor == "postgresql":
        return f"PostgreSQL {connection.pg_version // 10000}"
    return f"SQLite {connection.Database.sqlite_version}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    django.setup()
    with redirect_stdout(io.StringIO()):
        result = everything()
    json.dump(result, sys.stdout)

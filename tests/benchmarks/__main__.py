"""Measure on SQLite, and on PostgreSQL when one answers, and write docs/benchmarks.md."""

from __future__ import annotations

import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from . import matching

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Written by `make bench` on {day}, Python {python}, {processors} processors. Not measured in the tests: numbers depend
on the machine, so the last column compares each page with a bare Wagtail page (a title in the portal's frame) served
in the same run.

- **Data**: 500 persons in 41 units, 60 sessions of two days with 20 participants each and every half-day marked,
  1,503 enrolments, and the demonstration catalogue of ten modules in both languages.
- **Served as in production**: its settings, compressed answers, hashed static files, the cache in the database.
- **Queries**: SQL statements of one warm request, session and account included.
- **ms**: one request inside the process, without network; mean of 100 warm requests, best of three rounds.
- **Bytes**: the page itself, compressed. Style sheet and icon come once and are kept: `tests/e2e/test_weight.py`
  holds the whole first view under 50 KB and six requests.
"""


def main() -> int:
    results = []
    with tempfile.TemporaryDirectory(prefix="takwin-bench-") as folder:
        results.append(run(f"sqlite:///{folder}/bench.sqlite3", Path(folder)))
        with postgresql_database() as address:
            if address:
                results.append(run(address, Path(folder)))
            else:
                sys.stderr.write("No PostgreSQL answers: measured on SQLite only.\n")
    parts = report(results), matching_report(matching.measure_labelled(), matching.measure()), imports_report()
    REPORT.write_text("".join(parts), encoding="utf-8")
    sys.stdout.write(REPORT.read_text(encoding="utf-8"))
    return 0


def run(database: str, folder: Path) -> dict[str, Any]:
    """The measurements on one database, in a process with production's settings and nothing of this machine's."""
    sys.stderr.write(f"Measuring on {urlsplit(database).scheme} (some minutes)\n")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "DATABASE_URL": database,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "testserver",
        "PUBLIC_ADDRESS": "https://takwin.example",
        "TAKWIN_VAR_DIR": str(folder),
        "TASKS": "immediate",
        "TRUSTED_PROXY_COUNT": "0",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.measuring"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout))


@contextmanager
def postgresql_database() -> Iterator[str]:
    """The address of a database of our own on the tests' server, dropped afterwards; empty when none answers."""
    import psycopg

    user = os.environ.get("USER") or "root"
    server = urlsplit(os.environ.get("TEST_DATABASE_URL") or f"postgres://{user}@127.0.0.1:5432/postgres")
    name = f"takwin_bench_{os.getpid()}"
    try:
        administration = psycopg.connect(urlunsplit(server), connect_timeout=3, autocommit=True)
    except psycopg.OperationalError:
        yield ""
        return
    with administration:
        administration.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(server._replace(path=f"/{name}"))
        finally:
            administration.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def matching_report(labelled: list[dict[str, Any]], found: dict[str, Any]) -> str:
    """How well doubles are found among pairs that a human labelled, and how fast among invented persons."""
    rows = [f"| {row['name']} | {row['pairs']} | {row['recall']:.1%} | {row['precision']:.1%} |\n" for row in labelled]
    return (
        "\n## Finding doubles\n\n"
        "Pairs labelled by a human (`tests/people/matching_pairs.csv`):\n\n"
        "| Pairs | Number | Recall | Precision |\n|---|---:|---:|---:|\n"
        f"{''.join(rows)}\n"
        f"{found['persons']:,} invented persons, {found['doubles']:,} of them recorded twice with another spelling, "
        "alphabet or fewer contacts; no database.\n\n"
        "| Pairs compared | Recall | Precision | Seconds of one processor |\n|---:|---:|---:|---:|\n"
        f"| {found['compared']:,} | {found['recall']:.1%} | {found['precision']:.1%} | {found['seconds']:.0f} |\n"
    )


def imports_report() -> str:
    """How long a long list takes, read dry and recorded, and sent a second time."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.imports"], cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True
    )
    rows = "".join(
        f"| {row['name']} | {row['check']:.1f} | {row['record']:.1f} | {row['persons']:,} |\n"
        for row in json.loads(done.stdout)
    )
    return (
        "\n## Importing a list\n\n"
        "A workbook of 10,000 rows, 3 % of them wrong, on SQLite.\n\n"
        "| List | Dry run, seconds | Recording, seconds | Persons in the register afterwards |\n|---|---:|---:|---:|\n"
        f"{rows}"
    )


def report(results: list[dict[str, Any]]) -> str:
    """The document, one table per engine."""
    parts = [
        INTRODUCTION.format(
            day=datetime.now(UTC).date().isoformat(), python=platform.python_version(), processors=os.cpu_count()
        )
    ]
    for result in results:
        bare = result["bare"]["ms"]
        parts.append(f"\n## {result['engine']}\n\n| Page | Queries | ms | Bytes | Times a bare page |\n")
        parts.append("|---|---:|---:|---:|---:|\n")
        for row in [*result["pages"], result["bare"]]:
            ratio = f"{row['ms'] / bare:.1f}"
            parts.append(f"| {row['name']} | {row['queries']} | {row['ms']:.1f} | {row['bytes']:,} | {ratio} |\n")
        pdf = result["certificate"]
        parts.append(f"\nOne certificate as PDF: {pdf['ms']:.0f} ms, {pdf['bytes']:,} bytes.\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())

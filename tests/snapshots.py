"""A migrated database in a fraction of a second, on SQLite and on PostgreSQL.

Migrating an empty database takes 10 to 20 seconds, and most of the migrations are Wagtail's and Django's.
So it is done once per state of the migrations; the result is kept (a file under var/, a template database)
under a name made of their fingerprint, and every test process starts from a copy. The copy also replaces
Django's flush after a transactional test, so that the rows that migrations write (regions, locales, the root
page) are always there.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import socket
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, connections

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test-snapshots"
READ_BY_MIGRATIONS = (".py", ".csv", ".json")


def fingerprint() -> str:
    """Sixteen hex digits that change whenever a migration, or a data file one may read, changes."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda app: app.label):
        folder = Path(config.path)
        files = list((folder / "migrations").glob("*.py"))
        if folder.is_relative_to(ROOT):
            files += [path for path in folder.rglob("*") if path.suffix in READ_BY_MIGRATIONS[1:]]
        for path in sorted(set(files)):
            digest.update(f"{config.label}/{path.relative_to(folder)}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def open_database(folder: Path) -> SqliteCopy | PostgresCopy:
    """Point Django's default connection at a fresh, migrated database and return its keeper."""
    if len(connections.databases) != 1:
        raise RuntimeError("The snapshot knows one database; teach it the second one.")
    copy = SqliteCopy(folder) if connection.vendor == "sqlite" else PostgresCopy()
    copy.create()
    # Permissions and groups come from code, not from migrations: bring them up to date in the copy.
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    copy.remember()
    return copy


def prepare() -> None:
    """Make the snapshot in advance, when there is none for this state of the migrations."""
    with SqliteCopy.kept() if connection.vendor == "sqlite" else PostgresCopy().kept():
        pass


def use(name: str) -> None:
    """Make `name` the database that this process opens, in every thread."""
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()


class SqliteCopy:
    """A file per test process: several threads see each other's locks as they would in production."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.sqlite3"
        self.pristine = folder / "pristine.sqlite3"

    def create(self) -> None:
        with self.kept() as kept:
            shutil.copy(kept, self.path)
        use(str(self.path))

    @classmethod
    @contextmanager
    def kept(cls) -> Iterator[Path]:
        """The snapshot, made now if there is none; no other process makes or replaces it meanwhile."""
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / f"{fingerprint()}.sqlite3"
        with (KEPT / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                cls._make(kept)
            yield kept

    @staticmethod
    def _make(kept: Path) -> None:
        for old in KEPT.glob("*.sqlite3*"):
            old.unlink()
        half_made = KEPT / f"half-made-{uuid.uuid4().hex}"
        use(str(half_made))
        migrate()
        _copy_sqlite(half_made, kept)
        for leftover in KEPT.glob(f"{half_made.name}*"):
            leftover.unlink()

    def remember(self) -> None:
        connection.close()
        _copy_sqlite(self.path, self.pristine)

    def restore(self) -> None:
        """Put every row back, also while other connections are open."""
        connection.ensure_connection()
        source = sqlite3.connect(self.pristine)
        try:
            source.backup(connection.connection)
        finally:
            source.close()

    def drop(self) -> None:
        connection.close()


def _copy_sqlite(origin: Path, target: Path) -> None:
    """A whole copy in one file, with what still waits in the write-ahead log; never half a file."""
    part = target.with_suffix(".part")
    source, destination = sqlite3.connect(origin), sqlite3.connect(part)
    try:
        source.backup(destination)
    finally:
        source.close()
        destination.close()
    os.replace(part, target)


class PostgresCopy:
    """A database per test process, created from a template database that is migrated once."""

    LOCK = 0x7461_6B77  # one advisory lock for all processes that make or drop test databases

    def __init__(self) -> None:
        # Several clones and several runs may share one server: names hold machine, clone and process.
        clone = hashlib.sha256(f"{socket.gethostname()}:{ROOT}".encode()).hexdigest()[:8]
        self.maintenance = connection.settings_dict["NAME"]
        self.prefix = f"takwin_test_{clone}_"
        self.template_prefix = f"takwin_template_{clone}_"
        self.name = f"{self.prefix}{os.getpid()}"
        self.pristine = f"{self.prefix}{os.getpid()}_pristine"

    def create(self) -> None:
        with self.kept() as (cursor, template):
            self._copy(cursor, template, self.name)
        use(self.name)

    @contextmanager
    def kept(self) -> Iterator[tuple[Any, str]]:
        """The template's name, made now if there is none, and the cursor of the only process that works on it."""
        template = f"{self.template_prefix}{fingerprint()}"
        with self._administration() as cursor:
            self._drop_leftovers(cursor)
            if template not in self._names(cursor, self.template_prefix):
                self._make(cursor, template)
            yield cursor, template

    def remember(self) -> None:
        connection.close()
        with self._administration() as cursor:
            self._copy(cursor, self.name, self.pristine)

    def restore(self) -> None:
        """Put every row back: the database is made again, and connections still open to it are cut."""
        connections.close_all()
        with self._administration() as cursor:
            self._copy(cursor, self.pristine, self.name)

    def drop(self) -> None:
        connections.close_all()
        with self._administration() as cursor:
            for name in (self.name, self.pristine):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _make(self, cursor: Any, template: str) -> None:
        for old in self._names(cursor, self.template_prefix):
            cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        half_made = f"{self.prefix}{os.getpid()}_half"
        cursor.execute(f'CREATE DATABASE "{half_made}"')
        use(half_made)
        migrate()
        cursor.execute(f'ALTER DATABASE "{half_made}" RENAME TO "{template}"')

    @staticmethod
    def _copy(cursor: Any, origin: str, target: str) -> None:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{origin}"')

    @staticmethod
    def _names(cursor: Any, prefix: str) -> list[str]:
        rows = cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [name for (name,) in rows]

    def _drop_leftovers(self, cursor: Any) -> None:
        """Databases of runs that were killed before they could tidy up."""
        for name in self._names(cursor, self.prefix):
            process = int(name.removeprefix(self.prefix).split("_")[0])
            if not Path(f"/proc/{process}").exists():
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def _administration(self) -> Iterator[Any]:
        """A cursor on the database named by the settings, outside any transaction, one process at a time."""
        parameters = {**connection.get_connection_params(), "dbname": self.maintenance}
        with (
            connection.Database.connect(
                **{
                    key: parameters[key]
                    for key in ("dbname", "user", "password", "host", "port")
                    if parameters.get(key)
                },
                autocommit=True,
            ) as administration,
            administration.cursor() as cursor,
        ):
            cursor.execute("SELECT pg_advisory_lock(%s)", [self.LOCK])
            yield cursor


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    django.setup()
    prepare()

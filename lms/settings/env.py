"""Typed reading of environment variables, so that a wrong value stops the start and says which one."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable as text. Raises ImproperlyConfigured when it is absent and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return value


def boolean(name: str, default: bool = False) -> bool:
    """The variable as yes or no. Raises ImproperlyConfigured on any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"The environment variable {name} must be yes or no, not {value!r}.")


def integer(name: str, default: int) -> int:
    """The variable as a whole number. Raises ImproperlyConfigured when it is not one."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"The environment variable {name} must be a number, not {value!r}.") from error


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """The variable as a list of words separated by commas."""
    value = os.environ.get(name)
    if value is None:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def secret(name: str, *, shortest: int = 50) -> str:
    """A secret of at least `shortest` characters.

    Raises ImproperlyConfigured when it is missing, short, or made of too few different characters:
    the portal does not start with a weak secret.
    """
    value = text(name)
    if len(value) < shortest or len(set(value)) < 10 or "insecure" in value:
        raise ImproperlyConfigured(f"The environment variable {name} must hold at least {shortest} random characters.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """A Django database configuration from an address.

    `postgres://user:password@host:port/name?option=value` or `sqlite:///relative/file` (four slashes for an
    absolute file). SQLite gets write-ahead logging, immediate transactions and a busy timeout: without the
    immediate transactions, two writers that first read end in "database is locked".
    """
    address = urlsplit(text(name, default))
    if address.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(address.path.lstrip("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": unquote(address.hostname or ""),
            "PORT": str(address.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(address.query)),
        }
    if address.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(address.path[1:]) or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
            },
        }
    raise ImproperlyConfigured(f"{name} must start with postgres:// or sqlite://, not {address.scheme}://.")

"""What every page shows and hardly ever changes, remembered by each process for a minute.

The names in the frame (institution, contact, foot pages) would cost two queries on every page of a slow link.
A change is seen at once by the process that made it, by the others within the minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import caches

Value = TypeVar("Value")
PROCESS = "process"


def remembered(key: str, read: Callable[[], Value]) -> Value:
    """The value under `key`, read when this process does not remember it."""
    found: Any = caches[PROCESS].get(key)
    if found is None:
        found = read()
        caches[PROCESS].set(key, found)
    return found


def forget(**_signal: Any) -> None:
    """Read everything again at the next page: a page was published, moved or withdrawn, or a setting changed."""
    caches[PROCESS].clear()

"""Several people at once: jobs in threads that go together, and services whose locks are taken away.

A race is first shown to exist with its guard off, then shown to be lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

Outcome = Any
Job = Callable[[threading.Barrier], Outcome]


def at_once(*jobs: Job) -> list[Outcome]:
    """Run the jobs in as many threads, each with its own connection; what each returned or raised, in order.

    Each job gets the barrier that lets all threads go together.
    """
    barrier = threading.Barrier(len(jobs), timeout=30)
    results: list[Outcome] = [None] * len(jobs)

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            results[index] = jobs[index](barrier)
        except Exception as error:  # noqa: BLE001  (it would be lost with its thread)
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def together(job: Callable[[], Outcome]) -> Job:
    def go(barrier: threading.Barrier) -> Outcome:
        barrier.wait()
        return job()

    return go


def names_of(results: list[Outcome]) -> list[str]:
    """What came out, by kind, whichever thread it came from."""
    return sorted(type(result).__name__ for result in results)


def take_locks_away(monkeypatch: pytest.MonkeyPatch, module: Any, *names: str, threads: int = 2) -> None:
    """Rows are read without being held, and the threads meet where they call these functions of the module: all have
    read, and none has written.

    PostgreSQL only: on SQLite the transaction is the lock and cannot be taken away from here.
    """
    if connection.vendor != "postgresql":
        pytest.skip("SQLite runs writing transactions one after the other")
    have_read = threading.Barrier(threads, timeout=30)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.all())
    for name in names:
        monkeypatch.setattr(module, name, _meeting(have_read, getattr(module, name)))


def _meeting(barrier: threading.Barrier, function: Callable[..., Any]) -> Callable[..., Any]:
    def meet(*args: Any, **options: Any) -> Any:
        barrier.wait()
        return function(*args, **options)

    return meet

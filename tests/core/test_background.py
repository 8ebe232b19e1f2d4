"""Tasks are tried again, and the tasks of a dead worker are taken over."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lms.core.background import LONGEST_RUN, recover_tasks

pytestmark = pytest.mark.django_db
RUNS: list[str] = []
BROKEN: set[str] = set()


@task()
def write_down(word: str) -> str:
    RUNS.append(word)
    if word in BROKEN:
        raise RuntimeError("not today")
    return word


@pytest.fixture(autouse=True)
def tasks_in_database(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASKS = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "certificates"]}
    }
    # The worker would otherwise take the signals of the test run itself.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.Worker.configure_signals", lambda _: None)
    RUNS.clear()
    BROKEN.clear()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    # Closing the connection between tasks would end the transaction the test lives in.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    return lambda: call_command("work", once=True, verbosity=0)


def test_the_worker_empties_the_queue_once(work: Callable[[], None]) -> None:
    write_down.enqueue("a")
    write_down.enqueue("b")
    assert RUNS == []
    work()
    work()
    assert RUNS == ["a", "b"]


def test_a_failed_task_is_tried_three_times_with_growing_delays(work: Callable[[], None]) -> None:
    BROKEN.add("a")
    result = write_down.enqueue("a")
    work()
    row = DBTaskResult.objects.get(pk=result.id)
    delays = []
    for _ in range(2):
        now = timezone.now()
        assert recover_tasks(now=now) == 1
        row.refresh_from_db()
        delays.append(row.run_after - now)
        DBTaskResult.objects.update(run_after=now)
        work()
    assert RUNS == ["a"] * 3
    assert delays == [datetime.timedelta(minutes=1), datetime.timedelta(minutes=5)]
    assert recover_tasks() == 0
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED


@pytest.mark.parametrize(("minutes_late", "put_back"), [(-1, 0), (1, 1)])
def test_a_task_whose_worker_died_runs_again(work: Callable[[], None], minutes_late: int, put_back: int) -> None:
    result = write_down.enqueue("a")
    row = DBTaskResult.objects.get(pk=result.id)
    row.claim("a worker killed half-way")
    now = row.started_at + LONGEST_RUN + datetime.timedelta(minutes=minutes_late)
    assert recover_tasks(now=now) == put_back
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
    work()
    assert ["a"] * put_back == RUNS


def test_a_task_that_kills_its_workers_is_given_up() -> None:
    result = write_down.enqueue("a")
    row = DBTaskResult.objects.get(pk=result.id)
    for worker in ("first", "second", "third"):
        row.claim(worker)
    assert recover_tasks(now=row.started_at + LONGEST_RUN * 2) == 0
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED


def test_without_a_queue_in_the_database_the_command_says_so(settings: object) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="TASKS=database"):
        call_command("work", once=True)

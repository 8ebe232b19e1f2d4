"""What the task queue does not do by itself: try again, and take over from a worker that died.

A task's body must be safe to repeat: it may run again after it failed, or after its worker was killed half-way.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

ATTEMPTS = 3
FIRST_DELAY = datetime.timedelta(minutes=1)
# No task of the portal runs this long; one that seems to has lost its worker.
LONGEST_RUN = datetime.timedelta(minutes=15)


def recover_tasks(*, now: datetime.datetime | None = None) -> int:
    """Put failed tasks and the tasks of dead workers back in the queue, at most three attempts in all.

    Returns how many were put back. Delays grow: one minute, then five. A worker's name is noted at each claim, so
    the number of names is the number of attempts.
    """
    now = now or timezone.now()
    put_back = 0
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.FAILED):
        put_back += _try_again(task, now)
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - LONGEST_RUN):
        put_back += _try_again(task, now)
    return put_back


def _try_again(task: DBTaskResult[Any, Any], now: datetime.datetime) -> int:
    """Requeue `task` unless its attempts are spent; the state it was read in guards against a second reaper."""
    attempts = len(task.worker_ids)
    same = DBTaskResult.objects.filter(pk=task.pk, status=task.status, started_at=task.started_at)
    if attempts >= ATTEMPTS:
        if task.status == TaskResultStatus.RUNNING:
            same.update(status=TaskResultStatus.FAILED, finished_at=now, traceback="The worker died.")
        return 0
    delay = FIRST_DELAY * 5 ** max(attempts - 1, 0)
    return same.update(status=TaskResultStatus.READY, run_after=now + delay, finished_at=None)

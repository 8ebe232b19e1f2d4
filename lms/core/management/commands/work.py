"""Run the background tasks kept in the database: `manage.py work`, as many processes as needed."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from lms.core.background import recover_tasks


class Command(BaseCommand):
    help = "Run background tasks, with retries and recovery of tasks whose worker died."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queues", default="*", help="Queues to serve, separated by commas (default: all).")
        parser.add_argument("--interval", type=float, default=1, help="Seconds between two looks at an empty queue.")
        parser.add_argument("--once", action="store_true", help="Empty the queue, then stop (for cron).")

    def handle(self, *args: Any, queues: str, interval: float, once: bool, **options: Any) -> None:
        if not isinstance(task_backends["default"], DatabaseBackend):
            raise CommandError("Tasks run in the asking process. Set TASKS=database to use workers.")
        worker = Worker(
            queue_names=queues.split(","), interval=interval, batch=True, backend_name="default",
            startup_delay=False, max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
        )  # fmt: skip
        worker.configure_signals()
        self.stdout.write(f"Serving {queues}. Ctrl+C stops after the current task.")
        while worker.running:
            recover_tasks()
            worker.run()
            if once:
                break
            time.sleep(interval)

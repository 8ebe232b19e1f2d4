"""Background work on files of people. Safe to repeat: each act looks at the state it finds."""

from __future__ import annotations

from django_tasks import task


@task()
def check_people_file(import_id: int) -> None:
    """Read a file dry."""
    from .checking import check_import

    check_import(import_id)


@task()
def record_people_file(import_id: int, actor_id: int) -> None:
    """Record what was checked, on behalf of a user."""
    from .recording import record_import

    record_import(import_id, actor_id=actor_id)

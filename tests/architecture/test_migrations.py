"""Migrations: none pending, each named by its purpose, each with a way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.architecture.project import local_apps


@pytest.fixture
def loader(db: None) -> MigrationLoader:
    """Every migration on disk. One of wagtail-localize's asks the database a question when it is imported."""
    return MigrationLoader(None, ignore_no_migrations=True)


@pytest.fixture
def own_migrations(loader: MigrationLoader) -> dict[str, Migration]:
    labels = {config.label for config in local_apps()}
    found = {f"{app}.{name}": step for (app, name), step in loader.disk_migrations.items() if app in labels}
    assert found
    return found


def operations_of(operations: list[Operation]) -> Iterator[Operation]:
    for operation in operations:
        yield operation
        if isinstance(operation, SeparateDatabaseAndState):
            yield from operations_of([*operation.database_operations, *operation.state_operations])


def test_no_migration_is_pending(loader: MigrationLoader) -> None:
    with translation.override(None):  # labels are compared in their source language
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)
    assert {
        app: [str(operation) for step in steps for operation in step.operations] for app, steps in changes.items()
    } == {}


def test_every_migration_is_named_by_a_person(own_migrations: dict[str, Migration]) -> None:
    machine_named = []
    for name, step in own_migrations.items():
        words = step.name.split("_", 1)[1]
        if words != "initial" and ("auto_" in words or words == step.suggest_name()):
            machine_named.append(name)
    assert machine_named == []


def test_every_data_migration_has_a_way_back(own_migrations: dict[str, Migration]) -> None:
    one_way = [
        f"{name}: {operation}"
        for name, step in own_migrations.items()
        for operation in operations_of(step.operations)
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert one_way == []

"""The documents speak of things that exist: commands, targets, settings, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.architecture.project import ROOT, files, name

DOCUMENTS = sorted([ROOT / "README.md", *files(".md", below="docs")])
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")
VARIABLE = re.compile(r"\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|DEBUG|TASKS|STRICT|HOST|PORT|JOBS|ARGS|PYTHON)\b(?==|`)")
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
NOT_OURS = {"static/", "media/"}  # folders of addresses, not of the repository


def code_of(document: Path) -> str:
    return "\n".join(CODE.findall(document.read_text()))


@pytest.fixture(scope="module")
def readers_of_variables() -> str:
    """Where a setting or an environment variable may be read."""
    folders = [
        *files(".py", below="lms/settings"),
        *files(".py", below="tests"),
        *files(".py", below="lms/core"),
    ]
    return "\n".join(path.read_text() for path in [*folders, ROOT / "Makefile", ROOT / ".ci" / "run"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_commands_exist(document: Path) -> None:
    assert set(COMMAND.findall(code_of(document))) - set(get_commands()) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(TARGET.findall(code_of(document))) - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_settings_and_variables_exist(document: Path, readers_of_variables: str) -> None:
    unknown = {
        variable
        for variable in VARIABLE.findall(code_of(document))
        if not hasattr(settings, variable) and not re.search(rf"\b{variable}\b", readers_of_variables)
    }
    assert unknown == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_files_exist(document: Path) -> None:
    named = set(FILE.findall(document.read_text())) - NOT_OURS
    gone = {
        path
        for path in named
        if not path.startswith("var/") and not (ROOT / path).exists() and not (document.parent / path).exists()
    }
    assert gone == set()

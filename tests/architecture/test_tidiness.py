"""Small subjects, honest names, and nothing that only makes sense on somebody's machine."""

from __future__ import annotations

import re

from tests.architecture.project import TEXT, files, name

LONGEST_MODULE = 500
NO_SUBJECT = {
    "utils",
    "util",
    "helpers",
    "helper",
    "misc",
    "common",
    "manager",
    "managers",
    "functions",
    "stuff",
}
# A path of one developer's machine.
SOMEBODYS_PATH = re.compile(r"(?<![\w.}/-])/(?:home|root|Users|work|opt/\w)(?:/|\b)(?!-)")
LOCK_LINE = re.compile(r"[a-z0-9.-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*|")


def test_no_module_is_longer_than_a_subject() -> None:
    written = [path for path in files(".py") if path.parent.name != "migrations"]
    lengths = {name(path): len(path.read_text().splitlines()) for path in written}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_every_module_is_named_by_its_subject() -> None:
    assert [name(path) for path in files(".py") if path.stem in NO_SUBJECT or path.parent.name in NO_SUBJECT] == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    found = [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in files()
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SOMEBODYS_PATH.search(line)
    ]
    assert found == []


def test_lock_files_hold_versions_and_hashes_only() -> None:
    """No index, host or folder: whoever installs chooses where from."""
    locks = list(files(".txt", below="requirements"))
    assert [path.name for path in locks] == ["development.txt", "production.txt"]
    for lock in locks:
        text = lock.read_text()
        assert [line for line in text.splitlines() if not LOCK_LINE.fullmatch(line)] == []
        assert "://" not in text


def test_development_lock_holds_the_production_lock() -> None:
    production, development = (
        set(re.findall(r"^(\S+==\S+)", path.read_text(), re.MULTILINE))
        for path in sorted(files(".txt", below="requirements"), reverse=True)
    )
    assert production - development == set()

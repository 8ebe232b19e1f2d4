"""The direction of imports: the contracts hold, and no app of the project escapes them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from tests.architecture.project import ROOT, local_apps


def contracts() -> list[dict[str, Any]]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return configuration["contracts"]


def test_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_local_app_is_in_both_contracts() -> None:
    chain, inside = contracts()
    names = {config.name for config in local_apps()}
    assert names == set(chain["layers"]) - {"lms.wsgi", "lms.urls", "lms.settings"}
    assert names == set(inside["containers"])


def test_no_contract_has_exceptions() -> None:
    assert [contract["name"] for contract in contracts() if "ignore_imports" in contract] == []

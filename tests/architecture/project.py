"""The project's own files, as the architecture tests see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig, apps

ROOT = Path(__file__).resolve().parents[2]
MADE_HERE = {"var", "__pycache__", "node_modules"}
KEPT_HIDDEN = {".ci"}
TEXT = {
    ".cfg", ".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".py", ".sh", ".svg", ".toml", ".txt",
    ".xml", ".yaml", ".yml", "",
}  # fmt: skip


def files(*suffixes: str, below: str = "") -> Iterator[Path]:
    """Every file of the project (not what this machine made of it), of these suffixes or all."""
    folders = [ROOT / below]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_dir():
                if path.name in KEPT_HIDDEN or (path.name[0] != "." and path.name not in MADE_HERE):
                    folders.append(path)
            elif path.name != ".git" and (not suffixes or path.suffix in suffixes):
                yield path


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def local_apps() -> list[AppConfig]:
    """The Django apps that live in this repository."""
    return [
        config
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(ROOT) and ".venv" not in Path(config.path).parts
    ]

"""Translation catalogues, compiled without gettext's tools so that a fresh machine needs Python only."""

from __future__ import annotations

import os
from pathlib import Path

import polib
from django.conf import settings


def compile_catalogues() -> list[Path]:
    """Write the .mo file beside every .po file of LOCALE_PATHS that is newer; return the files written."""
    sources = [po for folder in settings.LOCALE_PATHS for po in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))]
    return [_compile(po) for po in sources if _is_stale(po)]


def _is_stale(po: Path) -> bool:
    compiled = po.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < po.stat().st_mtime_ns


def _compile(po: Path) -> Path:
    compiled = po.with_suffix(".mo")
    part = compiled.with_suffix(f".{os.getpid()}.part")
    polib.pofile(str(po)).save_as_mofile(str(part))
    # Replaced in one step: a server that starts meanwhile reads the old catalogue or the new one, never half.
    os.replace(part, compiled)
    return compiled

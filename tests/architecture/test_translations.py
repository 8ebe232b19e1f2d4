"""French and Arabic: complete, current, and with the same placeholders as the English source."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.architecture.project import MADE_HERE, ROOT
from tests.conftest import missing

PLACEHOLDER = re.compile(r"%\((\w+)\)[sdif]|\{(\w*)\}|%[sd]")
PLURAL_FORMS = {"fr": 2, "ar": 6}


def catalogue(root: Path, language: str) -> polib.POFile:
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    assert path.exists(), "run `make messages`"
    return polib.pofile(str(path))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
def test_catalogue_is_complete(language: str) -> None:
    entries = catalogue(ROOT, language)
    assert len(entries) > 100
    unfinished = [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete or not all(texts(entry))]
    assert unfinished == []


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
def test_plurals_have_every_form_of_the_language(language: str) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue(ROOT, language)
        if entry.msgid_plural and len(entry.msgstr_plural) != PLURAL_FORMS[language]
    ]
    assert wrong == []


@pytest.mark.parametrize("language", settings.PORTAL_LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    """A translation may leave the number out of a form for one or two, and invent nothing."""
    wrong = []
    for entry in catalogue(ROOT, language):
        allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for text in texts(entry):
            used = placeholders(text)
            if used - allowed or (not entry.msgid_plural and used != allowed):
                wrong.append((entry.msgid, text))
    assert wrong == []


def test_catalogues_are_current(tmp_path: Path) -> None:
    if not shutil.which("msgmerge"):
        missing("GNU gettext")
    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(*MADE_HERE, ".*", "*.mo", "tests", "docs", "requirements")
    )
    command = [sys.executable, "manage.py", "makemessages", "--settings", "lms.settings.test"]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    for language in settings.PORTAL_LANGUAGES:
        kept = {(entry.msgctxt, entry.msgid) for entry in catalogue(ROOT, language)}
        needed = {(entry.msgctxt, entry.msgid) for entry in catalogue(copy, language) if not entry.obsolete}
        assert needed - kept == set(), f"{language}: texts of the source that nobody translated; run `make messages`"
        assert kept - needed == set(), f"{language}: texts no longer in the source; run `make messages`"

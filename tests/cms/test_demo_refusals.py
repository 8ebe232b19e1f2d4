"""Where the demonstration must not be loaded."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.demo import loading
from cms.models import PortalSettings
from lms.people.models import Person, User
from lms.settings import base
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def load(**options: Any) -> None:
    call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO(), **options)


def test_settings_that_do_not_say_so_admit_no_demonstration(settings: Any) -> None:
    settings.DEMO_DATA_ALLOWED = False
    with pytest.raises(CommandError, match="--force-demo"):
        load()
    assert not User.objects.exists()


def test_production_settings_do_not_say_so() -> None:
    assert base.DEMO_DATA_ALLOWED is False
    production = Path(base.__file__).with_name("production.py")
    assert "DEMO_DATA_ALLOWED" not in production.read_text()


def test_real_persons_are_not_mixed_with_invented_ones() -> None:
    PersonFactory()
    with pytest.raises(CommandError, match="personnes réelles"):
        load()
    assert Person.objects.count() == 1


def test_force_passes_over_the_settings_but_not_over_real_persons(settings: Any) -> None:
    settings.DEMO_DATA_ALLOWED = False
    PersonFactory()
    with pytest.raises(CommandError, match="personnes réelles"):
        load(force_demo=True)
    assert not loading.is_loaded()
    assert not PortalSettings.load().shows_demo_data

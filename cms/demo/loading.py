"""Loading the demonstration, step after step. Each part is written once, so an interrupted loading goes on where it
stopped, and a complete one is recognised by its mark in the log."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import ModelLogEntry, Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from attendance.models import Session
from courses.models import Course, CourseVersion, Question
from lms.core import audit
from lms.indicators.past_workshops import load_past_workshops
from lms.people.duplicate_search import find_duplicates
from lms.people.models import Affiliation, Organisation, Person
from lms.people.roles import sync_roles

from ..models import PortalSettings
from .aggregates import write_aggregates
from .at_once import OVER, write_session
from .book import Book
from .own_learning import follow_modules
from .pages import build_pages
from .plan import make_plan
from .planned import DemoPlan, PlannedSession
from .populating import open_accounts, write_network
from .progress import Progress
from .registers import enter_session

LOADED = "cms.demo_loaded"
STEPS = 9
# Modules and foot pages that build_pages announces one by one.
PAGES = 25


class DemoRefused(ImproperlyConfigured):
    """The demonstration must not be loaded here. The message says why, for the person at the terminal."""


def is_loaded() -> bool:
    """Whether a loading has come to its end in this database."""
    return ModelLogEntry.objects.filter(action=LOADED).exists()


def load_demo(*, seed: int, today: datetime.date, progress: Progress, fast: bool = False) -> None:
    """Write everything that is not there yet. `fast` writes the sessions that are over table by table; the rows are
    those that the services write.

    Raises DemoRefused when the database holds real persons or the demonstration of another seed, and ValueError
    when `today` is before the end of the demonstration's two years.
    """
    plan = make_plan(seed, today)
    _refuse_strangers(plan)
    # The index of usages is built once at the end: keeping it row by row would take longer than the rows.
    with disable_reference_index_auto_update():
        _write(plan, progress, fast=fast)
    audit.record(LOADED, PortalSettings.load(), actor=None, seed=seed, today=today.isoformat())


def _refuse_strangers(plan: DemoPlan) -> None:
    if Person.objects.filter(is_demo=False).exists():
        raise DemoRefused("Cette base contient des personnes réelles : la démonstration n'y est pas chargée.")
    first = plan.identity("organisation", plan.organisations[0].key)
    known = Organisation.objects.filter(is_demo=True)
    if known.exists() and not known.filter(uuid=first).exists():
        raise DemoRefused("Une démonstration chargée avec une autre graine se trouve déjà dans cette base.")


def _write(plan: DemoPlan, progress: Progress, *, fast: bool) -> None:
    _label_portal()
    _step(progress, "Rôles et droits", sync_roles)
    _step(progress, "Ateliers de 2017-2018", load_past_workshops)
    progress.start("Modules et pages", PAGES)
    build_pages(progress=progress.advance)
    progress.finish()
    _step(progress, "Structures et personnes", lambda: (write_network(plan), open_accounts(plan)))
    book = Book(plan)
    _enter(book, plan.sessions, "Sessions 2024-2025", progress, fast=fast)
    _enter(book, plan.coming, "Sessions en cours et à venir", progress)
    _step(progress, "Parcours et agrégats", lambda: (follow_modules(book), write_aggregates(book)))
    _step(progress, "Doublons possibles", find_duplicates)
    _step(progress, "Index des usages", _index_usages)


def _label_portal() -> None:
    """From its first row on, the portal says that it holds demonstration data."""
    settings = PortalSettings.load()
    settings.shows_demo_data = True
    settings.save()


def _index_usages() -> None:
    """Where records are used, as the administration shows it: those that the office and the authors edit. The facts
    that hang on persons are thousands, and each person's own page shows them."""
    models: list[Any] = [Page, Course, CourseVersion, Question, Organisation, Affiliation, Session]
    for model in models:
        for row in model.objects.all():
            ReferenceIndex.create_or_update_for_object(row)


def _step(progress: Progress, title: str, act: Callable[[], object]) -> None:
    progress.start(title)
    act()
    progress.finish()


def _enter(
    book: Book, sessions: Sequence[PlannedSession], title: str, progress: Progress, *, fast: bool = False
) -> None:
    progress.start(title, len(sessions))
    for planned in sessions:
        enter = write_session if fast and planned.outcome in OVER else enter_session
        enter(book, planned)
        progress.advance()
    progress.finish()

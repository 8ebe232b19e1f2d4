"""Activities older than the commitment, known by place and head-count only: entered as declared, counted nowhere."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from attendance.enums import SessionKind, SessionStatus
from attendance.models import Series, Session
from lms.core import audit
from lms.people.models import Province

FACTS = Path(__file__).resolve().parent / "past_workshops.toml"


@transaction.atomic
def load_past_workshops(*, actor: Any = None) -> list[Session]:
    """Enter the workshops of 2017–2018 that are not there yet, and return those. Entered once, however often run."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    columns = {key: value.strip() if isinstance(value, str) else value for key, value in facts["series"].items()}
    series, created = Series.objects.get_or_create(name_fr=columns["name_fr"], defaults=columns)
    known = set(Session.objects.filter(series=series).values_list("code", flat=True))
    provinces = {row.code: row for row in Province.objects.all()}
    entered = [
        _enter(series, row["code"], provinces[row["province"]], facts["period"])
        for row in facts["workshops"]
        if row["code"] not in known
    ]
    if created or entered:
        audit.record("indicators.declared_activity_entered", series, actor=actor, sessions=len(entered))
    return entered


def _enter(series: Series, code: str, province: Province, period: dict[str, Any]) -> Session:
    session = Session(
        series=series,
        code=code,
        province=province,
        kind=SessionKind.WORKSHOP,
        status=SessionStatus.HELD,
        is_declared=True,
        dates_are_approximate=True,
        for_upe=False,
        **period,
    )
    session.full_clean()
    session.save()
    return session

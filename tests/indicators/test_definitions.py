"""The words beside the figures, the periods, the public headline, and the office's lists."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from lms.indicators.figures import COMPUTATIONS, Shape, half_up
from lms.indicators.models import Commitment, Freeze, Indicator, Period, Target
from lms.indicators.rows import Figure
from lms.indicators.selectors import Headline, public_headline
from lms.indicators.wording import ratio_text, sex_texts, value_text
from lms.people.models import Region
from tests.factories import UserFactory
from tests.indicators.counting import TODAY

DAY = datetime.date(2026, 1, 1)


@pytest.mark.django_db
def test_every_computed_figure_is_defined_in_both_languages() -> None:
    rows = {row.code: row for row in Indicator.objects.all()}
    assert set(rows) == set(COMPUTATIONS)
    for row in rows.values():
        for column in ("name", "definition", "unit"):
            assert getattr(row, f"{column}_fr")
            assert getattr(row, f"{column}_ar")
    additive = {code for code, row in rows.items() if row.is_additive}
    assert additive == {"I-1", "I-2n", "I-3", "I-4", "I-5", "I-6", "I-22b", "I-24"}
    assert {code for code, row in rows.items() if row.in_commitment} == {"I-1", "I-2", "I-6", "I-24"}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "number"), [("quarter", 16), ("half_year", 8)])
def test_quarters_and_halves_cut_the_commitment_without_gap(kind: str, number: int) -> None:
    commitment = Commitment.objects.get()
    periods = list(Period.objects.filter(kind=kind).order_by("starts_on"))
    assert len(periods) == number
    assert (periods[0].starts_on, periods[-1].ends_on) == (commitment.starts_on, commitment.ends_on)
    for before, after in itertools.pairwise(periods):
        assert after.starts_on == before.ends_on + datetime.timedelta(days=1)


@pytest.mark.django_db
def test_the_windows_of_the_commitment() -> None:
    windows = {
        row.code: (str(row.starts_on), str(row.ends_on))
        for row in Period.objects.filter(code__in=["plan", "activity-2", "agreement-1", "agreement-3"])
    }
    assert windows == {
        "plan": ("2024-01-01", "2027-12-31"),
        "activity-2": ("2024-01-01", "2025-12-31"),
        "agreement-1": ("2023-11-23", "2024-11-22"),
        "agreement-3": ("2025-11-23", "2026-11-22"),
    }


@pytest.mark.django_db
def test_one_target_per_period_for_the_country_and_for_each_region() -> None:
    columns = {"indicator": Indicator.objects.first(), "period": Period.objects.first(), "set_on": DAY}
    region = Region.objects.get(code="01")
    Target.objects.create(value=1, **columns)
    Target.objects.create(value=1, region=region, **columns)
    for place in (None, region):
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(value=2, region=place, **columns)
        with pytest.raises(ValidationError):
            Target(value=2, region=place, **columns).full_clean()


# ----------------------------------------------------------------- words

TEXTS = [
    ("fr", Figure(Fraction(10, 13)), Shape.SHARE, "76,9\xa0%"),
    ("ar", Figure(Fraction(10, 13)), Shape.SHARE, "\u200e76,9%"),
    ("fr", Figure(Fraction(1)), Shape.SHARE, "100\xa0%"),
    ("fr", Figure(Fraction(67, 2)), Shape.QUANTITY, "33,5"),
    ("fr", Figure(201), Shape.QUANTITY, "201"),
    ("fr", Figure(Fraction(5, 3)), Shape.MEAN, "1,67"),
    ("ar", Figure(Fraction(1, 2)), Shape.GAIN, "0,500"),
    ("fr", Figure(Fraction(-1, 2)), Shape.GAIN, "-0,500"),
    ("fr", Figure(0), Shape.COUNT, "0"),
    ("fr", Figure(None), Shape.COUNT, "–"),
    ("fr", Figure(None), Shape.SHARE, "–"),
    ("fr", Figure(4872), Shape.COUNT, "4872"),
    ("fr", Figure(48720), Shape.COUNT, "48\xa0720"),
]


@pytest.mark.parametrize(("language", "figure", "shape", "text"), TEXTS)
def test_values_as_morocco_writes_them(language: str, figure: Figure, shape: Shape, text: str) -> None:
    with translation.override(language):
        assert value_text(figure, shape) == text


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(1, 8), 2, "13/100"),
        (Fraction(-1, 8), 2, "-13/100"),
        (Fraction(769230769, 1000000000), 3, "769/1000"),
        (Fraction(5), 1, "5"),
    ],
)
def test_rounding_is_done_once_and_by_hand_rules(value: Fraction, places: int, rounded: str) -> None:
    assert half_up(value, places) == Fraction(rounded)


def test_parts_by_sex_show_the_unknown_too() -> None:
    with translation.override("en"):
        assert sex_texts({"female": 3, "male": 1, "not_stated": 0}) == ["3 women", "1 man", "0 not stated"]
        assert ratio_text("I-19", Figure(Fraction(2, 11), of=(1, Fraction(11, 2)))) == "1 of 5.5"


# ----------------------------------------------------------------- the home page


def test_the_public_headline(example: Any, count_queries: Callable[[], Any]) -> None:
    with count_queries() as queries:
        headline = public_headline(TODAY)
    assert headline == Headline(4, 6, 3, 3, 3, 12, TODAY)
    assert len(queries) <= 6
    with count_queries() as queries:
        assert public_headline(TODAY) == headline
    assert len(queries) == 0


@pytest.mark.django_db
def test_there_is_no_headline_before_the_first_session() -> None:
    assert public_headline(TODAY) is None


# ----------------------------------------------------------------- the office

LISTS = ["targets", "report_deadlines", "children_served", "freezes", "periods", "indicators", "commitments"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_an_administrator_keeps_the_lists(client: Client, name: str) -> None:
    client.force_login(UserFactory(administrator=True))
    assert client.get(f"/admin/{name}/").status_code == 200
    assert client.get(f"/admin/{name}/new/").status_code == (404 if name == "freezes" else 200)


@pytest.mark.django_db
def test_frozen_figures_are_read_and_never_typed(client: Client) -> None:
    freeze = Freeze.objects.create(
        number=1,
        commitment=Commitment.objects.get(),
        period=Period.objects.get(code="2024"),
        rules_version=1,
        figures={"I-2": 6},
        rows={"I-2": ["secret-name"]},
        sha256="0" * 64,
        frozen_at=datetime.datetime(2025, 2, 15, tzinfo=datetime.UTC),
    )
    client.force_login(UserFactory(administrator=True))
    response = client.get(f"/admin/freezes/inspect/{freeze.pk}/")
    assert response.status_code == 200
    assert "secret-name" not in response.content.decode()
    assert client.get(f"/admin/freezes/edit/{freeze.pk}/").status_code == 404
    assert client.get(f"/admin/freezes/delete/{freeze.pk}/").status_code == 404


@pytest.mark.django_db
def test_a_target_is_signed_by_whoever_sets_it(client: Client) -> None:
    user = UserFactory(administrator=True)
    client.force_login(user)
    form = {
        "indicator": Indicator.objects.get(code="I-2").pk,
        "period": Period.objects.get(code="2026").pk,
        "region": "",
        "value": "150",
        "set_on": "2026-01-15",
    }
    assert client.post("/admin/targets/new/", form).status_code == 302
    assert Target.objects.get().set_by == user
    assert client.post("/admin/targets/new/", form).status_code == 200
    assert Target.objects.count() == 1

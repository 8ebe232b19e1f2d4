"""The words of templates: icons, controls, dates, sizes, shares."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from lms.core.templatetags import takwin


def render(source: str, **context: Any) -> str:
    return Template("{% load takwin %}" + source).render(Context(context))


def test_icon_is_hidden_from_screen_readers() -> None:
    drawn = render('{% icon "check" %}')
    assert drawn.startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path')


@pytest.mark.parametrize(("name", "mirrored"), [("arrow", True), ("back", True), ("check", False), ("clock", False)])
def test_only_what_has_a_direction_is_mirrored(name: str, *, mirrored: bool) -> None:
    assert ("icon--flip" in takwin.icon(name)) is mirrored


def test_unknown_icon_is_refused_by_name() -> None:
    with pytest.raises(TemplateSyntaxError, match="'unicorn'"):
        takwin.icon("unicorn")


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("fr", 80, "80\u00a0%"),
        ("fr", 76.6667, "76,7\u00a0%"),
        ("fr", 0, "0\u00a0%"),
        ("fr", 100.0, "100\u00a0%"),
        ("fr", None, "–"),
        ("ar", 80, "\u200e80%"),
        ("ar", "66.6", "\u200e66,6%"),
        ("ar", None, "–"),
        ("en", 66.6, "66.6%"),
    ],
)
def test_percent(language: str, value: Any, expected: str) -> None:
    with translation.override(language):
        assert takwin.percent(value) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (None, ""),
        (0, ""),
        (1, "1 KB"),
        (148_400, "148 KB"),
        (999_499, "999 KB"),
        (1_000_000, "1 MB"),
        (2_460_000, "2.5 MB"),
    ],
)
def test_file_size(size: int | None, expected: str) -> None:
    with translation.override("en"):
        assert takwin.file_size(size) == expected


DAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "22 novembre 2026|nov.|dimanche 22 nov.|du 22 au 24 novembre 2026"),
        ("ar", "22 نونبر 2026|نونبر|الأحد 22 نونبر|من 22 إلى 24 نونبر 2026"),
    ],
)
def test_dates(language: str, expected: str) -> None:
    source = "{{ day|long_date }}|{{ day|short_month }}|{{ day|weekday_date }}|{{ day|date_range:end }}"
    with translation.override(language):
        assert render(source, day=DAY, end=DAY + datetime.timedelta(days=2)) == expected


def test_dates_of_nothing_say_nothing() -> None:
    assert (
        render("{{ day|long_date }}{{ day|short_month }}{{ day|weekday_date }}{{ day|date_range:day }}", day=None) == ""
    )


def test_a_range_without_end_is_one_day() -> None:
    with translation.override("fr"):
        assert render("{{ day|date_range:end }}", day=DAY, end=None) == "22 novembre 2026"


def test_a_moment_is_read_in_morocco() -> None:
    """23:30 UTC on the 22nd is already the 23rd in Casablanca."""
    moment = datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.UTC)
    assert timezone.get_current_timezone_name() == "Africa/Casablanca"
    with translation.override("fr"):
        assert takwin.long_date(moment) == "23 novembre 2026"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Samira Benkaddour", "SB"),
        ("Fatima-Zahra Aït Lahcen", "FL"),
        ("سميرة بنقدور", "سب"),
        ("samira", "S"),
        ("", ""),
        ("42 (essai)", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert takwin.initials(name) == expected


@pytest.mark.parametrize(
    ("count", "current", "expected"), [(1, 1, [1]), (5, 3, [1, 2, 3, 4, 5]), (20, 10, [1, None, 9, 10, 11, None, 20])]
)
def test_page_numbers(count: int, current: int, expected: list[int | None]) -> None:
    assert takwin.page_numbers(Paginator(range(count * 12), 12), current) == expected


class SampleForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="En lettres latines", max_length=5)
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"placeholder": "E-mail"}))
    secret = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)
    kind = forms.ChoiceField(label="Type", choices=[("a", "A"), ("b", "B")])
    answer = forms.ChoiceField(label="Réponse", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="D'accord", widget=forms.CheckboxInput(attrs={"class": "own"}))
    token = forms.CharField(widget=forms.HiddenInput)
    phone = forms.CharField(label="Téléphone", widget=forms.TextInput(attrs={"dir": "ltr", "class": "input--short"}))


@pytest.mark.parametrize(
    ("field", "kind", "attributes"),
    [
        ("name", "one", ['class="input"', 'dir="auto"']),
        ("email", "one", ['class="input"', 'dir="ltr"']),
        ("secret", "one", ['class="input"', 'dir="ltr"']),
        ("kind", "one", ['class="select"']),
        ("answer", "several", ['type="radio"']),
        ("agreed", "check", ['class="own"']),
        ("token", "hidden", ['type="hidden"']),
        ("phone", "one", ['class="input input--short"', 'dir="ltr"']),
    ],
)
def test_control(field: str, kind: str, attributes: list[str]) -> None:
    bound = SampleForm()[field]
    control = takwin.control(bound)
    assert takwin.kind_of_control(bound) == kind
    assert [attribute for attribute in attributes if attribute not in control] == []
    assert "placeholder" not in control


FIELD = '{% include "components/field.html" with field=form.name %}'


def test_field_reads_label_hint_error_control() -> None:
    with translation.override("fr"):
        drawn = Template(FIELD).render(Context({"form": SampleForm({"name": "trop long"})}))
    places = [drawn.index(mark) for mark in ("<label", 'id="id_name_helptext"', 'id="id_name_error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "field--error" in drawn


@pytest.mark.parametrize(("language", "words"), [("fr", "Choisir…"), ("ar", "اختيار…")])
def test_a_choice_to_make_is_said_in_words(language: str, words: str) -> None:
    class Place(forms.Form):
        kind = forms.ChoiceField(choices=[("", "---------"), ("a", "<b>---------</b>")])

    with translation.override(language):
        shown = takwin.control(Place()["kind"])
    assert f">{words}</option>" in shown
    assert "&lt;b&gt;---------" in shown


def test_field_without_mistake_shows_none() -> None:
    drawn = Template(FIELD).render(Context({"form": SampleForm()}))
    assert "error" not in drawn
    assert 'aria-describedby="id_name_helptext"' in drawn


def test_several_controls_are_one_group() -> None:
    drawn = Template('{% include "components/field.html" with field=form.answer %}').render(
        Context({"form": SampleForm()})
    )
    assert drawn.count("<fieldset") == drawn.count("<legend>") == 1
    assert drawn.count('type="radio"') == drawn.count("<label") == 2


def test_error_summary_leads_to_each_field() -> None:
    form = SampleForm(
        {"name": "Amal", "email": "x", "secret": "s", "kind": "a", "answer": "", "agreed": "on", "token": "t"}
    )
    with translation.override("en"):
        drawn = Template('{% include "components/error_summary.html" %}').render(Context({"form": form}))
    assert drawn.count("<li>") == 3
    assert 'href="#id_email"' in drawn
    assert 'href="#id_answer_0"' in drawn
    assert 'role="alert"' in drawn
    assert f"<bdi>{form['email'].label}</bdi> – " in drawn


def test_error_summary_of_a_form_without_mistakes_is_nothing() -> None:
    assert (
        Template('{% include "components/error_summary.html" %}').render(Context({"form": SampleForm()})).strip() == ""
    )

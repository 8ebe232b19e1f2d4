"""The style guide: every component of the stylesheet, from left to right and from right to left, side by side.

For those who build screens; shown only where settings.SHOW_STYLEGUIDE is true. Its texts are samples, in both
languages at once, so they are no part of the translated interface.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from .icons import OUTLINES
from .styleguide_samples import SAMPLES

SECTIONS = ("text", "actions", "states", "forms", "lists", "tables", "figures", "register", "certificate")
COLOURS = (
    "green-950", "green-900", "green-800", "green-700", "green-600", "green-300", "green-200", "green-100",
    "green-50", "sand-50", "sand-100", "sand-200", "sand-300", "gold-300", "gold-500", "gold-700", "gold-50",
    "ink-900", "ink-700", "ink-600", "grey-500", "red-700", "red-800", "red-50", "blue-700", "blue-50",
)  # fmt: skip
REGIONS = tuple(f"{number:02d}" for number in range(1, 13))


def sample_form(texts: dict[str, str], prefix: str) -> forms.Form:
    """A form sent with two mistakes, one control of each kind."""

    class SampleForm(forms.Form):
        phone = forms.RegexField(
            r"^0\d{9}$",
            label=texts["phone"],
            help_text=texts["phone_hint"],
            error_messages={"invalid": texts["phone_error"]},
            widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "class": "input--short"}),
        )
        name = forms.CharField(label=texts["name"], error_messages={"required": texts["name_error"]})
        profession = forms.ChoiceField(label=texts["profession"], choices=[("1", texts["profession_1"])])
        note = forms.CharField(label=texts["note"], required=False, widget=forms.Textarea(attrs={"rows": 2}))
        answer = forms.ChoiceField(
            label=texts["question"],
            choices=[("1", texts["answer_1"]), ("2", texts["answer_2"])],
            widget=forms.RadioSelect,
        )
        agreed = forms.BooleanField(label=texts["agreed"], required=False)

    data = {"phone": "06 00 00", "name": "", "profession": "1", "answer": "2"}
    return SampleForm({f"{prefix}-{key}": value for key, value in data.items()}, prefix=prefix)


def _sample(language: str, direction: str) -> dict[str, Any]:
    texts = SAMPLES[language]
    return {
        "language": language,
        "direction": direction,
        "t": texts,
        "form": sample_form(texts, language),
        "page_obj": Paginator(range(60), 12).page(2),
        "tiles": [(code, int(code) % 4) for code in REGIONS],
        "bars": [(texts["profession_1"], 52, 100), (texts["profession_2"], 31, 60), (texts["profession_3"], 11, 21)],
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page itself, framed in French whatever the language of the browser."""
    with translation.override("fr"):
        context = {
            "sections": [f"core/styleguide/{name}.html" for name in SECTIONS],
            "samples": [SimpleNamespace(**_sample("fr", "ltr")), SimpleNamespace(**_sample("ar", "rtl"))],
            "colours": COLOURS,
            "icons": sorted(OUTLINES),
        }
        return render(request, "core/styleguide.html", context)

"""What people send about imports: a file, answers to "who is it?", and which rows to record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPTED = ".xlsx,.csv,.txt"


class UploadForm(forms.Form):
    """One list. What the file really is, the service finds out."""

    file = forms.FileField(
        label=_("List of persons"),
        allow_empty_file=True,
        help_text=_("An Excel workbook (.xlsx) or a CSV file, at most 5 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )


class RecordForm(forms.Form):
    """Whether all rows are recorded, or only the good ones."""

    ALL, GOOD = "all", "good"

    rows = forms.ChoiceField(choices=[(ALL, ALL), (GOOD, GOOD)])


ANSWER = "answer-"
LONGEST_NUMBER = 7


def answers_in(data: Any) -> dict[int, str]:
    """The answers of a page of undecided rows, by row number. What is no answer is not read."""
    return {
        int(name.removeprefix(ANSWER)): value[:40]
        for name, value in data.items()
        if name.startswith(ANSWER)
        and name.removeprefix(ANSWER).isascii()
        and name.removeprefix(ANSWER).isdigit()
        and len(name) <= len(ANSWER) + LONGEST_NUMBER
    }

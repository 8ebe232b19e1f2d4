"""The one form of the test screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Choice, Question


class AnswerForm(forms.Form):
    """One choice among those of a question."""

    choice = forms.ModelChoiceField(
        queryset=Choice.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("Choose one answer."),
        error_messages={
            "required": _("Choose an answer to continue."),
            "invalid_choice": _("Choose one of the answers shown."),
        },
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].label = question.text
        self.fields["choice"].queryset = question.choices.all()  # type: ignore[attr-defined]

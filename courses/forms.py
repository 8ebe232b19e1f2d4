"""The form of the test screens, and those of the catalogue's records in the administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from .child_order import is_relied_on
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


class ChildrenForm(WagtailAdminModelForm):
    """A record with children: none that other records rely on can be removed."""

    children: str
    relied_on_message: Any

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for form in self.formsets[self.children].deleted_forms:
            if is_relied_on(form.instance):
                self.add_error(None, self.relied_on_message)
        return cleaned


class VersionForm(ChildrenForm):
    """A version; its module and its number are given once."""

    children = "lessons"
    relied_on_message = _(
        "A lesson that has pages, questions or readers is not removed: withdraw this version and make a new one."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["course"].disabled = True


class QuestionForm(ChildrenForm):
    """A question with its answers, exactly one of them right."""

    children = "choices"
    relied_on_message = _("An answer that learners have given is not removed: correct its words instead.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kept = [form for form in self.formsets["choices"].forms if form not in self.formsets["choices"].deleted_forms]
        right = sum(bool(getattr(form, "cleaned_data", {}).get("is_correct")) for form in kept)
        if right != 1:
            self.add_error(None, _("Mark exactly one answer as the right one."))
        lesson, version = cleaned.get("lesson"), cleaned.get("version")
        if lesson and version and lesson.version_id != version.pk:
            self.add_error("lesson", _("This lesson belongs to another version of the module."))
        return cleaned


class WithdrawForm(forms.Form):
    """Why a version is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the log: a law that changed, a mistake, a new version."),
        max_length=240,
        widget=forms.TextInput(),
    )

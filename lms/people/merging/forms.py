"""What reviewers choose: the filters of the queue, which values are kept, and the reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.core.text import plain

from ..enums import DuplicateState, Sex
from ..models import Duplicate, Person, Province, Region
from ..reasons import REASONS
from .selectors import ARABIC_FIELDS, LEFT_TO_RIGHT_FIELDS, differing, value_of
from .services import ABSORBED, KEPT

FIRST, SECOND = "first", "second"
ALL = ("", _("All"))


class QueueFilterForm(forms.Form):
    """The filters of the queue. A value that means nothing filters nothing."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[choice for choice in DuplicateState.choices if choice[0] != DuplicateState.MERGED],
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("What they share"), required=False, choices=[ALL, *REASONS.items()])
    region = forms.ModelChoiceField(
        label=_("Region"), required=False, queryset=Region.objects.all(), to_field_name="code", empty_label=_("All")
    )
    province = forms.ModelChoiceField(
        label=_("Province"), required=False, queryset=Province.objects.all(), to_field_name="code", empty_label=_("All")
    )
    sort = forms.ChoiceField(
        label=_("Order"), required=False,
        choices=[
            ("score", _("Most likely first")), ("unlikely", _("Least likely first")), ("newest", _("Newest first")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that are valid, whatever the others are."""
        self.is_valid()
        return {
            "q": "", "state": "", "reason": "", "region": None, "province": None, "sort": "", **self.cleaned_data,
        }  # fmt: skip

    @property
    def is_filtered(self) -> bool:
        chosen = self.chosen
        return any(chosen[name] for name in ("q", "reason", "region", "province"))


class ReasonForm(forms.Form):
    """Why; kept with the decision and in the journal."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the journal. No phone, no e-mail address, nothing about a child."),
    )  # fmt: skip

    def clean_reason(self) -> str:
        return plain(self.cleaned_data["reason"])


class MergeForm(ReasonForm):
    """Which record is kept, and for each difference whose value."""

    kept = forms.ChoiceField(label=_("Record to keep"), widget=forms.RadioSelect)
    confirmed = forms.BooleanField(label=_("I have compared the two records: they are one person."))
    field_order = ["kept"]

    def __init__(self, *args: Any, pair: Duplicate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (FIRST, _choice(gettext("Record 1"), pair.first.full_name, "")),
            (SECOND, _choice(gettext("Record 2"), pair.second.full_name, "")),
        ]
        self.fields["kept"].initial = FIRST
        self.differing = differing(pair.first, pair.second)
        for name in self.differing:
            self.fields[f"from_{name}"] = self._choice_of(name)
        self.order_fields(["kept", *(f"from_{name}" for name in self.differing), "reason", "confirmed"])

    def _choice_of(self, name: str) -> forms.ChoiceField:
        direction = "rtl" if name in ARABIC_FIELDS else "ltr" if name in LEFT_TO_RIGHT_FIELDS else ""
        records = ((FIRST, gettext("Record 1"), self.pair.first), (SECOND, gettext("Record 2"), self.pair.second))
        choices = [(key, _choice(title, value_of(record, name), direction)) for key, title, record in records]
        # What only one of them knows is not lost by leaving the form as it stands.
        unknown = {"", Sex.NOT_STATED}
        fuller = SECOND if getattr(self.pair.first, name) in unknown else FIRST
        return forms.ChoiceField(
            label=capfirst(str(Person._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]
            choices=choices, initial=fuller, widget=forms.RadioSelect,
        )  # fmt: skip

    @property
    def persons(self) -> tuple[Person, Person]:
        """The record kept and the record absorbed."""
        first, second = self.pair.first, self.pair.second
        return (first, second) if self.cleaned_data["kept"] == FIRST else (second, first)

    @property
    def choices_made(self) -> dict[str, str]:
        """For each difference, whose value stays, as the service asks it."""
        kept = self.cleaned_data["kept"]
        return {
            name: KEPT if self.cleaned_data[f"from_{name}"] == kept else ABSORBED for name in self.differing
        }  # fmt: skip


def _choice(title: str, value: str, direction: str) -> str:
    shown = format_html('<bdi dir="{}">{}</bdi>', direction or "auto", value) if value else gettext("(empty)")
    return format_html('{} <span class="small muted">· {}</span>', shown, title)

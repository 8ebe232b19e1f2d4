"""The office's forms in Wagtail's admin: planning, quality checks, follow-ups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from lms.people.enums import Role
from lms.people.models import Person

from .enums import CLOSED_STATUSES
from .forms import FIRST_YEAR, LAST_YEAR
from .models import MarkEvent, Session
from .services.planning import LONGEST, check_length

LARGEST_SESSION = 500
LONGEST_HALF_DAY = 720
# Two for each day of the longest session; a forged number of child forms would keep the server busy for minutes.
MOST_HALF_DAYS = 2 * (LONGEST.days + 1)


class TrainersField(forms.ModelMultipleChoiceField):
    """The trainers of a session. A number no database holds is an invalid choice like any other."""

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)  # type: ignore[misc]
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class SessionForm(WagtailAdminModelForm):
    """A session with its half-days and its trainers. What moves its status has screens of its own."""

    trainers = TrainersField(
        queryset=Person.objects.filter(user__role_grants__role=Role.TRAINER).distinct(),
        required=False,
        label=_("trainers"),
        help_text=_("People whose account has the role of trainer."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if slots := getattr(self, "formsets", {}).get("slots"):
            slots.absolute_max = MOST_HALF_DAYS
        self.fields["code"].required = False
        self.fields["code"].help_text = _("Left empty, the next code of the year is given.")
        if self.instance.pk:
            self.initial["trainers"] = [row.person_id for row in self.instance.confirmed_trainers]

    def clean_code(self) -> str:
        return self.cleaned_data["code"].strip() or self.instance.code

    def clean_capacity(self) -> int:
        capacity = self.cleaned_data["capacity"]
        if capacity > LARGEST_SESSION:
            raise ValidationError(_("A session has at most %(most)d seats."), params={"most": LARGEST_SESSION})
        if self.instance.pk and capacity < self.instance.seats_taken:
            taken = {"taken": self.instance.seats_taken}
            raise ValidationError(_("%(taken)d seats are taken already."), params=taken)
        return capacity

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and self.instance.status in CLOSED_STATUSES:
            raise ValidationError(_("This session is closed: open its register again before changing it."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("Check the year."))
                return cleaned
        if starts_on and ends_on and not cleaned.get("is_declared"):
            try:
                check_length(starts_on, ends_on)
            except ValidationError as error:
                self.add_error("ends_on", error)
            else:
                self._check_slots(starts_on, ends_on)
        return cleaned

    def _check_slots(self, starts_on: Any, ends_on: Any) -> None:
        """Half-days lie within the session, each once, none with marks is taken away or moved."""
        formset = getattr(self, "formsets", {}).get("slots")
        if formset is None or not formset.is_valid():
            return
        seen = set()
        for form in formset.forms:
            slot = form.cleaned_data
            if not slot:
                continue
            removed = slot.get("DELETE")
            changed = removed or {"date", "half"} & set(form.changed_data)
            if changed and form.instance.pk and MarkEvent.objects.filter(slot=form.instance.pk).exists():
                self.add_error(None, _("A half-day in which somebody was marked stays where it is."))
            if removed:
                continue
            if not starts_on <= slot["date"] <= ends_on:
                self.add_error(
                    None, _("A half-day lies outside the session's days. To move them all, postpone the session.")
                )
            if (slot["date"], slot["half"]) in seen:
                self.add_error(None, _("The same half-day stands there twice."))
            if slot["minutes"] > LONGEST_HALF_DAY:
                self.add_error(None, _("A half-day lasts twelve hours at most."))
            seen.add((slot["date"], slot["half"]))


class EvaluationForm(WagtailAdminModelForm):
    """A quality check of a session that began."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        session: Session | None = cleaned.get("session")
        check_day(self, "observed_on", session)
        return cleaned


class FollowUpForm(WagtailAdminModelForm):
    """A contact after the session."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        registration = cleaned.get("registration")
        check_day(self, "happened_on", registration.session if registration else None)
        return cleaned


def check_day(form: forms.ModelForm, name: str, session: Session | None) -> None:
    """Put an error beside the day when it is before the session's first or still to come."""
    day = form.cleaned_data.get(name)
    if day and day > timezone.localdate():
        form.add_error(name, _("This day is still to come."))
    elif day and session and day < session.starts_on:
        form.add_error(name, _("This day is before the session."))

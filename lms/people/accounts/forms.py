"""What is typed about accounts: a search, a role with its place and days, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.core.text import plain

from ..enums import Role, Scope
from ..forms import DateInput
from ..models import Organisation, Province, Region
from ..permissions import administers
from ..role_matrix import SCOPES
from .permissions import grantable_organisations, grantable_roles

EVERY = ("", _("Any"))
DATES = ["%Y-%m-%d", "%d/%m/%Y"]


class AccountFilterForm(forms.Form):
    """A search among accounts. What cannot be understood filters nothing."""

    q = forms.CharField(label=_("Name, user name or e-mail"), max_length=100, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[EVERY, *Role.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[EVERY, ("open", _("Account open")), ("never", _("Never signed in")), ("closed", _("Account closed"))],
        required=False,
    )
    factor = forms.ChoiceField(
        label=_("Second factor"), choices=[EVERY, ("yes", _("Yes")), ("no", _("No"))], required=False
    )

    @property
    def chosen(self) -> dict[str, str]:
        """The understood answers, empty ones included."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ReasonForm(forms.Form):
    """A change that is explained."""

    reason = forms.CharField(label=_("Reason"), max_length=240, help_text=_("It stays in the journal."))

    def clean_reason(self) -> str:
        return plain(self.cleaned_data["reason"])


class EndRoleForm(ReasonForm):
    """The last day of a role: none ends it at once."""

    last_day = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput(), input_formats=DATES,
        help_text=_("Empty: the role ends at once."),
    )  # fmt: skip
    field_order = ["last_day", "reason"]


class RoleForm(forms.Form):
    """A role for an account, where and from when to when. It offers what the giver may give, and nothing else."""

    role = forms.ChoiceField(label=_("Role"))
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Organisation"), required=False,
        help_text=_("For the coordinator of a UPE."),
    )  # fmt: skip
    province = forms.ModelChoiceField(
        queryset=Province.objects.none(), label=_("Province or prefecture"), required=False,
        help_text=_("For a provincial coordinator."),
    )  # fmt: skip
    region = forms.ModelChoiceField(
        queryset=Region.objects.none(), label=_("Region"), required=False, help_text=_("For a regional coordinator.")
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=DateInput(), input_formats=DATES, initial=timezone.localdate
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput(), input_formats=DATES,
        help_text=_("Empty while it is not known."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=240, required=False, help_text=_("It stays in the journal."))

    def __init__(self, *args: Any, giver: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in grantable_roles(giver)]
        self.fields["role"].choices = [("", "---------"), *roles]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = grantable_organisations(giver)  # type: ignore[attr-defined]
        if administers(giver):
            self.fields["province"].queryset = Province.objects.select_related("region")  # type: ignore[attr-defined]
            self.fields["region"].queryset = Region.objects.all()  # type: ignore[attr-defined]
        else:
            del self.fields["province"], self.fields["region"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "role" not in cleaned:
            return cleaned
        scopes = SCOPES[Role(cleaned["role"])]
        places = [scope for scope in (Scope.ORGANISATION, Scope.PROVINCE, Scope.REGION) if cleaned.get(scope.value)]
        offered = [scope for scope in scopes if scope.value in self.fields]
        for scope in places:
            if scope not in scopes:
                self.add_error(scope.value, _("This role is not given over this scope."))
        if offered and not places:
            self.add_error(offered[0].value, _("Say where this role holds."))
        elif len(places) > 1 and not self.errors:
            self.add_error(places[1].value, _("Choose one place only: a second one is a second role."))
        cleaned["scope"] = places[0] if places else scopes[0]
        return cleaned

    def terms(self) -> dict[str, Any]:
        """What `roles.grant_role` needs besides the account, the role and the actor."""
        names = ("scope", "organisation", "province", "region", "starts_on", "ends_on", "reason")
        return {name: self.cleaned_data.get(name) for name in names if name in self.cleaned_data}

"""People in Wagtail's admin: the office work on organisations, persons, affiliations, invitations and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets import AdminDateInput

from lms.core.scoping import ScopedChooserViewSet, ScopedModelViewSet
from lms.core.service_views import CreatedByService, EditedByService
from lms.core.text import dialled_phone

from .duplicate_search import compare_once_kept
from .enums import OrganisationKind, Role
from .forms import RECORDED_ELSEWHERE, PhoneField
from .invitations import invite_person
from .models import Affiliation, Invitation, Organisation, Person, Province, Region, RoleGrant
from .permissions import administers
from .reasons import reasons_in_words
from .role_matrix import SCOPES
from .roles import end_role_grant, grant_role
from .selectors import Lookalikes, lookalikes_of, other_records_of
from .staff import CORRECTED, correct_affiliation, create_person, record_arrival
from .structures.forms import ReasonField
from .structures.services import FACTS, association_of, write_organisation


class OrganisationChooserViewSet(ScopedChooserViewSet):
    model = Organisation
    icon = "home"
    choose_one_text = _("Choose an organisation")
    choose_another_text = _("Choose another organisation")


class OrganisationForm(WagtailAdminModelForm):
    """The facts of an organisation, the association that runs it, and why something changes."""

    managing_association = forms.ModelChoiceField(
        queryset=Organisation.objects.filter(kind=OrganisationKind.ASSOCIATION),
        label=_("Managing association"),
        required=False,
        widget=OrganisationChooserViewSet("organisation_chooser").widget_class,
    )
    managed_from = forms.DateField(
        label=_("Runs it from"),
        required=False,
        widget=AdminDateInput(),
        help_text=_("When the association changes: its first day. The stays of the staff are split there."),
    )
    reason = ReasonField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            association = association_of(self.instance)
            self.initial.setdefault("managing_association", association and association.pk)


def write_from(view: Any, organisation: Organisation | None, cleaned: dict[str, Any]) -> Organisation:
    """Save what the form of an organisation says, through the services."""
    return write_organisation(
        organisation, actor=view.request.user, facts={name: cleaned[name] for name in FACTS},
        closed_on=cleaned["closed_on"], association=cleaned["managing_association"],
        managed_from=cleaned["managed_from"], reason=cleaned["reason"],
    )  # fmt: skip


MOST_LOOKALIKES = 5


class OpenOrganisationView(CreatedByService):
    def save_with_service(self, cleaned: dict[str, Any]) -> Organisation:
        return write_from(self, None, cleaned)


class ChangeOrganisationView(EditedByService):
    def save_with_service(self, cleaned: dict[str, Any]) -> Organisation:
        return write_from(self, self.object, cleaned)


class OrganisationViewSet(ScopedModelViewSet):
    model = Organisation
    name = "organisation"
    icon = "home"
    add_view_class = OpenOrganisationView
    edit_view_class = ChangeOrganisationView
    list_select_related = ("province",)
    list_display = ["__str__", "kind", "province", "opened_on", "closed_on", "agreement_to"]
    list_filter = ["kind", "province"]
    search_fields = ["search_text"]
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_ar")]),
            FieldRowPanel([FieldPanel("province"), FieldPanel("arrondissement_prefecture")]),
            FieldRowPanel([FieldPanel("opened_on"), FieldPanel("closed_on")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("agreement_from"), FieldPanel("agreement_to")]),
                    FieldRowPanel([FieldPanel("managing_association"), FieldPanel("managed_from")]),
                ],
                heading=_("Partnership"),
            ),
            FieldPanel("reason"),
        ],
        base_form_class=OrganisationForm,
    )


class SomebodyElseForm(WagtailAdminModelForm):
    """A form that is saved once a human has said that the person is none of those who resemble them."""

    somebody_else = forms.BooleanField(label=_("It is somebody else: go on all the same"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked only once somebody alike may have been found.
        if self.instance.pk is not None or not self.is_bound:
            del self.fields["somebody_else"]

    def _ask_about(self, alike: Lookalikes) -> None:
        for person, match in alike.persons[:MOST_LOOKALIKES]:
            reasons = " · ".join(reasons_in_words(match.reasons))
            text = _("Is it %(name)s (%(reasons)s)?") % {"name": person, "reasons": reasons}
            self.add_error("somebody_else", text)
        if alike.elsewhere:
            self.add_error("somebody_else", RECORDED_ELSEWHERE)


class PersonForm(SomebodyElseForm):
    """A person, with the phone number in its one form. The same form sent twice records one person."""

    phone = PhoneField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_somebody_else = cleaned.pop("somebody_else", False)
        if self.instance.pk is not None or self.errors:
            return cleaned
        if Person.objects.filter(**cleaned).exists():
            self.add_error(None, _("A person with exactly these names and this address is already recorded."))
        elif not is_somebody_else:
            self._ask_about(lookalikes_of(Person(**cleaned), shown=Person.objects.visible_to(self.for_user)))
        return cleaned


class PersonAddView(CreatedByService):
    def save_with_service(self, cleaned: dict[str, Any]) -> Person:
        return create_person(actor=self.request.user, **cleaned)


class PersonEditView(generic.EditView):
    """Wagtail saves and logs the correction; then the record is compared anew."""

    def save_instance(self) -> Person:
        person = super().save_instance()
        compare_once_kept(person.pk)
        return person


def phone_from_left_to_right(person: Person) -> str:
    """The number in the order it is dialled, in a page of either direction."""
    return format_html('<bdi dir="ltr">{}</bdi>', dialled_phone(person.phone))


class PersonListView(generic.IndexView):
    """The list of persons, from which an administrator prints sign-in cards."""

    def get_list_more_buttons(self, instance: Person) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if administers(self.request.user):
            url = reverse("card-issue", args=[instance.uuid])
            buttons.append(MenuItem(_("Sign-in card"), url=url, icon_name="key", priority=40))
        return buttons


class PersonViewSet(ScopedModelViewSet):
    model = Person
    name = "person"
    icon = "user"
    add_view_class = PersonAddView
    edit_view_class = PersonEditView
    index_view_class = PersonListView
    list_display = [
        "__str__",
        Column("arabic_name", label=_("Name in Arabic")),
        "sex",
        "email",
        Column("phone", label=_("Phone"), accessor=phone_from_left_to_right, sort_key="phone"),
    ]
    list_filter = ["sex", "language"]
    search_fields = ["search_text"]
    inspect_view_fields = [
        "given_name", "family_name", "given_name_ar", "family_name_ar", "sex", "phone", "email", "language",
        "created_at",
    ]  # fmt: skip
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name")]),
                    FieldRowPanel([FieldPanel("given_name_ar"), FieldPanel("family_name_ar")]),
                ],
                heading=_("Name, in at least one alphabet"),
            ),
            FieldRowPanel([FieldPanel("sex"), FieldPanel("language")]),
            FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
            FieldPanel("somebody_else"),
        ],
        base_form_class=PersonForm,
    )


class AffiliationForm(WagtailAdminModelForm):
    """An affiliation, and why it is recorded or mended."""

    reason = ReasonField(required=False)

    def validate_constraints(self) -> None:
        """The services answer for an affiliation that is there already."""


class ArrivalView(CreatedByService):
    """A new affiliation goes through the service that logs it and finds the one already there."""

    def save_with_service(self, cleaned: dict[str, Any]) -> Affiliation:
        return record_arrival(
            cleaned["person"], cleaned["organisation"], actor=self.request.user, reason=cleaned["reason"],
            **{name: cleaned[name] for name in CORRECTED},
        )  # fmt: skip


class MendAffiliationView(EditedByService):
    """What was recorded wrongly. Who leaves, moves or changes profession is recorded on the portal's page."""

    def save_with_service(self, cleaned: dict[str, Any]) -> Affiliation:
        facts = {name: cleaned[name] for name in CORRECTED}
        return correct_affiliation(self.object, actor=self.request.user, reason=cleaned["reason"], **facts)


def affiliation_panels(*, is_new: bool) -> ObjectList:
    """Whose affiliation it is, and where, is chosen once."""
    return ObjectList(
        [
            FieldPanel("person", read_only=not is_new),
            FieldPanel("organisation", read_only=not is_new),
            FieldRowPanel([FieldPanel("profession"), FieldPanel("engagement")]),
            FieldRowPanel([FieldPanel("started_on"), FieldPanel("ended_on")]),
            FieldPanel("is_primary"),
            FieldPanel("reason"),
        ],
        base_form_class=AffiliationForm,
    )


class AffiliationViewSet(ScopedModelViewSet):
    model = Affiliation
    name = "affiliation"
    icon = "group"
    add_view_class = ArrivalView
    edit_view_class = MendAffiliationView
    list_select_related = ("person", "organisation")
    list_display = ["person", "organisation", "profession", "started_on", "ended_on"]
    list_filter = ["profession", "engagement", "is_primary"]

    def get_edit_handler(self) -> Any:
        return affiliation_panels(is_new=True).bind_to_model(Affiliation)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        panel = affiliation_panels(is_new=False).bind_to_model(Affiliation)
        return super().get_edit_view_kwargs(**{"panel": panel, "form_class": panel.get_form_class(), **kwargs})


class InvitationForm(SomebodyElseForm):
    """Whom to invite, to what, at which address."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_somebody_else = cleaned.pop("somebody_else", False)
        if (person := cleaned.get("person")) and not is_somebody_else:
            self._ask_about(other_records_of(person, shown=Person.objects.visible_to(self.for_user)))
        return cleaned

    def validate_constraints(self) -> None:
        """The service replaces the open invitation of a person: a second one is not an error of the form."""


class InviteView(CreatedByService):
    def save_with_service(self, cleaned: dict[str, Any]) -> Invitation:
        return invite_person(
            cleaned["person"], email=cleaned["email"], actor=self.request.user, role=cleaned["role"],
            organisation=cleaned["organisation"],
        )  # fmt: skip


class InvitationViewSet(ScopedModelViewSet):
    model = Invitation
    name = "invitation"
    icon = "mail"
    add_view_class = InviteView
    list_select_related = ("person", "organisation")
    list_display = ["person", "email", "role", "organisation", "state", "expires_at"]
    list_filter = ["state", "role"]
    inspect_view_fields = [
        "person",
        "email",
        "role",
        "organisation",
        "state",
        "invited_by",
        "invited_at",
        "expires_at",
        "accepted_at",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("person"), FieldPanel("email"), FieldPanel("role"), FieldPanel("organisation"),
            FieldPanel("somebody_else"),
        ],
        base_form_class=InvitationForm,
    )  # fmt: skip


class PersonChooserViewSet(ScopedChooserViewSet):
    model = Person
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")


class RoleGrantForm(WagtailAdminModelForm):
    """A role for the account of a person. The person is chosen; the account is theirs."""

    person = forms.ModelChoiceField(
        queryset=Person.objects.all(),
        label=capfirst(_("person")),
        widget=PersonChooserViewSet("person_chooser").widget_class,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        person, role, scope = cleaned.get("person"), cleaned.get("role"), cleaned.get("scope")
        user = getattr(person, "user", None)
        if person and user is None:
            self.add_error("person", _("This person has no account yet: invite them first."))
        elif user is not None and user == self.for_user:
            self.add_error("person", _("Nobody gives a role to themselves: ask another administrator."))
        if role and scope and scope not in SCOPES[Role(role)]:
            self.add_error("scope", _("This role is not given over this scope."))
        if user is not None:
            self.instance.user = user
        return cleaned


class EndForm(WagtailAdminModelForm):
    """The last day of a role. What was granted is not rewritten: it ends, and another grant begins."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.user == self.for_user:
            self.add_error(None, _("Nobody ends their own role: ask another administrator."))
        return cleaned


class GrantView(CreatedByService):
    def save_with_service(self, cleaned: dict[str, Any]) -> RoleGrant:
        names = ("scope", "organisation", "province", "region", "starts_on", "ends_on")
        return grant_role(
            self.form.instance.user, cleaned["role"], actor=self.request.user, **{name: cleaned[name] for name in names}
        )


class EndView(EditedByService):
    def save_with_service(self, cleaned: dict[str, Any]) -> RoleGrant:
        return end_role_grant(self.object, actor=self.request.user, last_day=cleaned["ends_on"])


GRANT_PANELS = ObjectList(
    [
        FieldPanel("person"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("scope")]),
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldRowPanel([FieldPanel("province"), FieldPanel("region")])],
            heading=_("Where, for a scope that has a place"),
        ),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ],
    base_form_class=RoleGrantForm,
)
END_PANELS = ObjectList([FieldPanel("ends_on")], base_form_class=EndForm)


class RoleGrantViewSet(ScopedModelViewSet):
    model = RoleGrant
    name = "rolegrant"
    icon = "key"
    add_view_class = GrantView
    edit_view_class = EndView
    list_select_related = ("user__person", "organisation", "province", "region")
    list_display = [
        "user",
        "role",
        "scope",
        Column(
            "target",
            label=capfirst(_("where")),
            accessor=lambda row: row.organisation or row.province or row.region or "–",
        ),
        "starts_on",
        "ends_on",
    ]
    list_filter = ["role", "scope"]

    def get_edit_handler(self) -> Any:
        return GRANT_PANELS.bind_to_model(RoleGrant)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        panel = END_PANELS.bind_to_model(RoleGrant)
        return super().get_edit_view_kwargs(**{"panel": panel, "form_class": panel.get_form_class(), **kwargs})


class RegionViewSet(ScopedModelViewSet):
    model = Region
    name = "region"
    icon = "globe"
    unscoped_because = "Reference data: the 12 regions, no people in it."
    list_display = ["__str__", "code", "name_ar"]
    form_fields = ["code", "name_fr", "name_ar"]


class ProvinceViewSet(ScopedModelViewSet):
    model = Province
    name = "province"
    icon = "globe"
    unscoped_because = "Reference data: the provinces and prefectures, no people in it."
    list_select_related = ("region",)
    list_display = ["__str__", "code", "kind", "region", "name_ar"]
    list_filter = ["region", "kind"]
    search_fields = ["search_text"]
    form_fields = ["code", "region", "kind", "name_fr", "name_ar", "variants"]

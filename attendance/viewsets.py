"""Sessions in Wagtail's admin: the office plans and reads; registers are kept on the portal."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from lms.core.scoping import ScopedChooserViewSet, ScopedModelViewSet
from lms.core.service_views import show_refusal

from .admin_forms import EvaluationForm, FollowUpForm, SessionForm
from .models import Evaluation, Evidence, FollowUp, Registration, Series, Session
from .services.locks import locked
from .services.planning import complete_plan, follow_plan, save_under_next_code

# Columns that the services move: an edit form that was open for an hour must not write them back.
MOVED_BY_SERVICES = ("seats_taken", "status", "status_reason", "closed_at", "closed_by_id")


class SavesPlan:
    """What the add and edit screens of a session share: a refusal is shown in the form."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            show_refusal(form, error)
        except IntegrityError:
            form.add_error(None, _("Two half-days exchange places, or somebody saved meanwhile: check and save again."))
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return self.form_invalid(form)  # type: ignore[attr-defined]


class SessionAdd(SavesPlan, generic.CreateView):
    """A new session gets its code and its half-days when none were typed."""

    def save_instance(self) -> Session:
        session: Session = self.form.instance
        save = super().save_instance
        with transaction.atomic():
            if session.code:
                save()
            else:
                save_under_next_code(session, save=save)
            complete_plan(session, trainers=self.form.cleaned_data["trainers"], actor=self.request.user)
        return session


class SessionEdit(SavesPlan, generic.EditView):
    """Changes the plan of a session that is not closed."""

    def save_instance(self) -> Session:
        session: Session = self.form.instance
        with transaction.atomic():
            current = locked(session)
            for column in MOVED_BY_SERVICES:
                setattr(session, column, getattr(current, column))
            if session.capacity < current.seats_taken:
                raise ValidationError({"capacity": _("More seats are taken already.")})
            super().save_instance()
            follow_plan(session, trainers=self.form.cleaned_data["trainers"], actor=self.request.user)
        return session

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        url = reverse("session-detail", args=[self.object.uuid])
        button = Button(_("Register, documents, closing"), url=url, icon_name="view")
        return [*super().header_more_buttons, button]


class SessionIndex(generic.IndexView):
    def get_list_more_buttons(self, instance: Session) -> list[Any]:
        url = reverse("session-detail", args=[instance.uuid])
        item = MenuItem(_("Register, documents, closing"), url=url, icon_name="view", priority=15)
        return [*super().get_list_more_buttons(instance), item]


class SessionViewSet(ScopedModelViewSet):
    model = Session
    name = "session"
    icon = "date"
    menu_label = _("Sessions")
    add_view_class = SessionAdd
    edit_view_class = SessionEdit
    index_view_class = SessionIndex
    list_filter = ["status", "province__region", "series", "version__course", "starts_on", "is_declared"]
    list_select_related = ("version__course", "series", "province")
    list_display = [
        "code",
        Column("title", label=capfirst(_("module"))),
        "starts_on",
        "ends_on",
        "province",
        "status",
        Column("seats", label=capfirst(_("seats")), accessor=lambda row: f"{row.seats_taken} / {row.capacity}"),
    ]
    # Any value switches the search field on; the words themselves go through `SessionQuerySet.search`.
    search_fields = ["code"]
    inspect_view_fields = [
        "code", "kind", "version", "series", "starts_on", "ends_on", "province", "venue_fr", "venue_ar", "modality",
        "organiser", "funder", "status", "status_reason", "capacity", "seats_taken", "entered_at", "closed_at",
        "closed_by",
    ]  # fmt: skip
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
            FieldPanel("version"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            MultiFieldPanel(
                [
                    FieldPanel("province"),
                    FieldRowPanel([FieldPanel("venue_fr"), FieldPanel("venue_ar")]),
                    FieldPanel("modality"),
                ],
                heading=_("Venue"),
            ),
            FieldRowPanel([FieldPanel("capacity"), FieldPanel("for_upe")]),
            FieldPanel("trainers"),
            InlinePanel(
                "slots",
                heading=_("Half-days"),
                label=_("Half-day"),
                help_text=_("Left empty, a morning and an afternoon of three hours are planned for each day."),
                panels=[
                    FieldRowPanel([FieldPanel("date"), FieldPanel("half")]),
                    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("minutes")]),
                ],
            ),
            MultiFieldPanel(
                [FieldPanel("series"), FieldPanel("organiser"), FieldPanel("funder")],
                heading=_("Series, organiser, funder"),
            ),
            MultiFieldPanel(
                [FieldPanel("is_declared"), FieldPanel("dates_are_approximate")],
                heading=_("Past activity without names"),
                help_text=_("Needs a series, which holds the declared head-count and its source."),
            ),
        ],
        base_form_class=SessionForm,
    )


class SeriesViewSet(ScopedModelViewSet):
    model = Series
    name = "series"
    icon = "list-ul"
    menu_label = _("Series of sessions")
    unscoped_because = "Names of series and declared head-counts, without people."
    list_display = ["__str__", "declared_headcount"]
    search_fields = ["name_fr", "name_ar"]
    panels = [
        FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_ar")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("declared_headcount"), FieldPanel("declared_is_minimum")]),
                FieldRowPanel([FieldPanel("declared_source_fr"), FieldPanel("declared_source_ar")]),
            ],
            heading=_("Past activity without names"),
            help_text=_("A declared head-count enters no indicator."),
        ),
    ]


class RegistrationViewSet(ScopedModelViewSet):
    """Read only: people are registered and withdrawn on the portal, where seats are counted."""

    model = Registration
    name = "registration"
    icon = "clipboard-list"
    menu_label = _("Registrations")
    list_select_related = ("session__version__course", "session__series", "person", "organisation", "province")
    list_display = ["person", "session", "capacity", "status", "organisation", "province"]
    list_filter = ["status", "capacity", "organisation_kind", "is_walk_in", "session__province__region"]
    search_fields = ["person__search_text"]
    exclude_form_fields = ["status"]
    inspect_view_fields = [
        "person", "session", "capacity", "status", "status_reason", "is_walk_in", "organisation", "organisation_kind",
        "province", "profession", "registered_at", "registered_by",
    ]  # fmt: skip


class EvidenceViewSet(ScopedModelViewSet):
    """Read only: documents are added on the portal, where their content is checked."""

    model = Evidence
    name = "evidence"
    icon = "doc-full"
    menu_label = _("Documents of sessions")
    list_select_related = ("session__version__course", "session__series", "uploaded_by__person")
    list_display = [
        TitleColumn(
            "original_name",
            label=capfirst(_("file name")),
            get_url=lambda row: reverse("evidence-file", args=[row.uuid]),
        ),
        "session",
        "kind",
        "uploaded_at",
        "uploaded_by",
    ]
    list_filter = ["kind", "session__province__region"]
    search_fields = ["original_name", "session__code"]
    exclude_form_fields = ["file", "sha256", "size"]
    inspect_view_fields = ["original_name", "session", "kind", "size", "uploaded_at", "uploaded_by"]


class EvaluationViewSet(ScopedModelViewSet):
    model = Evaluation
    name = "evaluation"
    icon = "check"
    menu_label = _("Quality checks")
    unscoped_because = "A grid on a session, for roles that read the whole country."
    list_select_related = ("session__version__course", "session__series", "observer")
    list_display = ["session", "observed_on", "observer", "practice_share", "case_study_used"]
    list_filter = ["case_study_used", "session__province__region"]
    edit_handler = ObjectList(
        [
            FieldPanel("session"),
            FieldRowPanel([FieldPanel("observer"), FieldPanel("observed_on")]),
            FieldRowPanel([FieldPanel("practice_share"), FieldPanel("case_study_used")]),
            FieldRowPanel([FieldPanel("materials_rating"), FieldPanel("facilitation_rating")]),
            FieldPanel("remarks", help_text=_("No data about a child: neither name, nor story, nor place.")),
        ],
        base_form_class=EvaluationForm,
    )


class FollowUpViewSet(ScopedModelViewSet):
    model = FollowUp
    name = "followup"
    icon = "history"
    menu_label = _("Follow-ups")
    list_select_related = ("registration__person", "registration__session", "mentor")
    list_display = ["registration", "happened_on", "mode", "mentor", "practice_rating"]
    list_filter = ["mode", "practice_rating"]
    search_fields = ["registration__person__search_text"]
    edit_handler = ObjectList(
        [
            FieldPanel("registration"),
            FieldRowPanel([FieldPanel("mentor"), FieldPanel("happened_on")]),
            FieldRowPanel([FieldPanel("mode"), FieldPanel("practice_rating")]),
            FieldPanel("next_step"),
        ],
        base_form_class=FollowUpForm,
    )


class SessionChooserViewSet(ScopedChooserViewSet):
    model = Session
    icon = "date"
    choose_one_text = _("Choose a session")
    choose_another_text = _("Choose another session")


class RegistrationChooserViewSet(ScopedChooserViewSet):
    model = Registration
    icon = "clipboard-list"
    choose_one_text = _("Choose a registered person")
    choose_another_text = _("Choose another registered person")

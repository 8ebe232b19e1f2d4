"""The catalogue in Wagtail's admin, in the order in which it is built."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from lms.core.scoping import ScopedModelViewSet

from .forms import QuestionForm, VersionForm
from .models import Competency, Course, CourseVersion, Enrolment, Question, Theme
from .views import catalogue_admin

REFERENCE = "Reference data without people."
PUBLIC = "The public catalogue, without people."


class ThemeViewSet(ScopedModelViewSet):
    model = Theme
    name = "theme"
    icon = "tag"
    unscoped_because = REFERENCE
    list_display = ["code", "name_fr", "name_ar"]
    panels = [FieldPanel("code"), FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_ar")])]


class CompetencyViewSet(ScopedModelViewSet):
    model = Competency
    name = "competency"
    icon = "check"
    unscoped_because = REFERENCE
    list_display = ["code", "name_fr", "name_ar"]
    panels = [FieldPanel("code"), FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_ar")])]


class CourseViewSet(ScopedModelViewSet):
    model = Course
    name = "course"
    icon = "openquote"
    menu_label = _("Modules")
    unscoped_because = PUBLIC
    list_display = ["code", "title", "theme", "level", "modality"]
    list_filter = ["theme", "competencies", "level", "modality"]
    search_fields = ["search_text"]
    panels = [
        FieldRowPanel([FieldPanel("code", help_text=_("Short and lasting, such as M11.")), FieldPanel("theme")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_ar")]),
                FieldRowPanel([FieldPanel("summary_fr"), FieldPanel("summary_ar")]),
            ],
            heading=_("In both languages"),
            help_text=_("The summary is shown on the card of the catalogue: one sentence."),
        ),
        FieldPanel("competencies", widget=forms.CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("level"), FieldPanel("modality")]),
    ]


class CourseVersionViewSet(ScopedModelViewSet):
    """Editions of a module. Publishing and withdrawing have their own screen, which says what is missing."""

    model = CourseVersion
    name = "courseversion"
    icon = "history"
    menu_label = _("Module versions")
    unscoped_because = PUBLIC
    add_view_class = catalogue_admin.VersionAdd
    edit_view_class = catalogue_admin.VersionEdit
    index_view_class = catalogue_admin.VersionIndex
    list_display = ["__str__", "state", "minutes", "pass_mark", "published_on", "review_on"]
    list_filter = ["state", "course"]
    search_fields = ["course__search_text"]
    edit_handler = ObjectList(
        [
            FieldPanel("course"),
            FieldRowPanel([FieldPanel("minutes"), FieldPanel("practice_share")]),
            FieldRowPanel(
                [
                    FieldPanel(
                        "attendance_threshold",
                        help_text=_("80 unless this module sets another share, in writing. Compared without rounding."),
                    ),
                    FieldPanel("pass_mark", help_text=_("Empty: the module has no final test.")),
                    FieldPanel("validity_months"),
                ]
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel(f"{name}_fr"), FieldPanel(f"{name}_ar")])
                    for name in ("objectives", "audience", "sources")
                ],
                heading=_("In both languages"),
            ),
            FieldPanel("review_on", help_text=_("When somebody checks that laws and contacts still hold.")),
            InlinePanel(
                "lessons",
                heading=_("Lessons"),
                label=_("Lesson"),
                help_text=_("Each lesson then gets a page in each language. Drag them into their order."),
                panels=[
                    FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_ar")]),
                    FieldRowPanel([FieldPanel("summary_fr"), FieldPanel("summary_ar")]),
                    FieldPanel("minutes"),
                ],
            ),
        ],
        base_form_class=VersionForm,
    )

    @property
    def state_view(self) -> Any:
        return self.construct_view(catalogue_admin.VersionStateView)

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("state/<int:pk>/", self.state_view, name="state")]


class QuestionViewSet(ScopedModelViewSet):
    model = Question
    name = "question"
    icon = "help"
    unscoped_because = PUBLIC
    add_view_class = catalogue_admin.QuestionAdd
    edit_view_class = catalogue_admin.QuestionEdit
    list_display = ["__str__", "version", "form", "position", "lesson"]
    list_filter = ["version", "form"]
    search_fields = ["text_fr", "text_ar"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("version"), FieldPanel("form"), FieldPanel("position")]),
            FieldRowPanel([FieldPanel("text_fr"), FieldPanel("text_ar")]),
            InlinePanel(
                "choices",
                heading=_("Answers"),
                label=_("Answer"),
                min_num=2,
                max_num=5,
                help_text=_("Two to five answers, exactly one of them right."),
                panels=[
                    FieldRowPanel([FieldPanel("text_fr"), FieldPanel("text_ar")]),
                    FieldPanel("is_correct"),
                ],
            ),
            FieldRowPanel([FieldPanel("explanation_fr"), FieldPanel("explanation_ar")]),
            FieldPanel("lesson", help_text=_("Offered to whoever missed the question. A lesson of the same version.")),
        ],
        base_form_class=QuestionForm,
    )


class EnrolmentViewSet(ScopedModelViewSet):
    """Read only: people enrol by themselves on the portal. Answers to tests are shown to nobody."""

    model = Enrolment
    name = "enrolment"
    icon = "group"
    list_display = ["person", "version", "enrolled_at"]
    list_filter = ["version"]
    search_fields = ["person__search_text", "version__course__code"]
    form_fields = ["person", "version"]
    inspect_view_fields = ["person", "version", "enrolled_at"]

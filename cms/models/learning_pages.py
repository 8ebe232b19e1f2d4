"""Pages over the courses' records. A page points to its record; no record knows a page."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.models import Course, Lesson

from .. import page_contexts
from ..blocks import LessonBody
from ..page_access import RarelyRestricted
from ..page_forms import CoursePageForm, LessonPageForm


class CataloguePage(RarelyRestricted, Page):
    """The list of published modules, with search and filters."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CoursePage"]
    max_count_per_parent = 1
    template = "pages/catalogue.html"

    class Meta:
        verbose_name = _("catalogue page")
        verbose_name_plural = _("catalogue pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            **page_contexts.catalogue_context(self, request),
        }


class CoursePage(RarelyRestricted, Page):
    """A module presented in one language."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="pages", verbose_name=_("module"))
    body = StreamField(LessonBody(required=False), blank=True, verbose_name=_("presentation"))

    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "course",
            help_text=_("The record this page presents: its objectives, lessons and conditions show by themselves."),
        ),
        FieldPanel("body", help_text=_("Optional: what a reader should know before the objectives.")),
    ]
    base_form_class = CoursePageForm
    parent_page_types = ["cms.CataloguePage"]
    subpage_types = ["cms.LessonPage"]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    template = "pages/course.html"

    class Meta:
        verbose_name = _("module page")
        verbose_name_plural = _("module pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **page_contexts.course_context(self, request)}


class LessonPage(RarelyRestricted, Page):
    """A lesson in one language."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="pages", verbose_name=_("lesson"))
    body = StreamField(LessonBody(), verbose_name=_("lesson"))

    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "lesson", help_text=_("One of the lessons of the module above. Progress is kept on it, in both languages.")
        ),
        FieldPanel(
            "body",
            help_text=_(
                "One idea per block, at least one case study per module. Name the source of each legal statement."
                " No data about a child."
            ),
        ),
    ]
    base_form_class = LessonPageForm
    parent_page_types = ["cms.CoursePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("body")]
    template = "pages/lesson.html"

    class Meta:
        verbose_name = _("lesson page")
        verbose_name_plural = _("lesson pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **page_contexts.lesson_context(self, request)}

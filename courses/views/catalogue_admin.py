"""Screens of the catalogue in the administration: saving with numbered children, publishing, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from ..child_order import number_from_one, step_aside
from ..forms import WithdrawForm
from ..models import Choice, Course, CourseVersion, Question
from ..publishing import publish_version, publishing_obstacles, withdraw_version


class NumbersChildren:
    """Before an add or edit view: the children are saved in the order shown, numbered from 1."""

    children: str

    def save_instance(self) -> Any:
        instance = self.form.instance  # type: ignore[attr-defined]
        relation = instance._meta.get_field(self.children)
        rows = relation.related_model._default_manager
        with transaction.atomic():
            if instance.pk:
                step_aside(rows.filter(**{relation.field.name: instance.pk}))
            self.before_children(instance)
            saved = super().save_instance()  # type: ignore[misc]
            number_from_one(rows.filter(**{relation.field.name: saved.pk}))
        return saved

    def before_children(self, instance: Any) -> None:
        """What must be done first in the same transaction."""


class VersionAdd(NumbersChildren, generic.CreateView):
    children = "lessons"

    def before_children(self, instance: CourseVersion) -> None:
        """The next number of the module; its row is locked, so that two editors get two numbers."""
        Course.objects.select_for_update().get(pk=instance.course_id)
        last = CourseVersion.objects.filter(course=instance.course_id).aggregate(last=Max("number"))["last"]
        instance.number = (last or 0) + 1


class VersionEdit(NumbersChildren, generic.EditView):
    children = "lessons"

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        button = Button(
            _("Publish or withdraw"), url=reverse("courseversion:state", args=[self.object.pk]), icon_name="upload"
        )
        return [*super().header_more_buttons, button]


class QuestionAdd(NumbersChildren, generic.CreateView):
    children = "choices"


class QuestionEdit(NumbersChildren, generic.EditView):
    children = "choices"

    def before_children(self, instance: Question) -> None:
        """The right answer may move: no two are right on the way, which a constraint forbids."""
        Choice.objects.filter(question=instance.pk).update(is_correct=False)


class VersionIndex(generic.IndexView):
    def get_list_more_buttons(self, instance: CourseVersion) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            url = reverse("courseversion:state", args=[instance.pk])
            buttons.append(MenuItem(_("Publish or withdraw"), url=url, icon_name="upload", priority=15))
        return buttons


class VersionStateView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What is missing before a version can be published; publishing it; withdrawing it with a reason."""

    model: Any = None
    permission_required = "change"
    template_name = "courses/admin/version_state.html"
    page_title = _("Publish or withdraw")
    header_icon = "upload"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(CourseVersion.objects.select_related("course"), pk=kwargs["pk"])
        self.form = WithdrawForm(request.POST if "withdraw" in request.POST else None)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit_url = reverse("courseversion:edit", args=[self.object.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("courseversion:index"), "label": CourseVersion._meta.verbose_name_plural},
            {"url": edit_url, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obstacles = publishing_obstacles(self.object) if self.object.state == "draft" else []
        extra = {"version": self.object, "obstacles": obstacles, "form": self.form}
        return super().get_context_data(**kwargs) | extra

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "withdraw" in request.POST and not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            if "withdraw" in request.POST:
                withdraw_version(self.object, actor=request.user, reason=self.form.cleaned_data["reason"])
                messages.success(request, _("The version is withdrawn."))
            else:
                publish_version(self.object, actor=request.user)
                messages.success(request, _("The version is published."))
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
        return redirect("courseversion:state", self.object.pk)

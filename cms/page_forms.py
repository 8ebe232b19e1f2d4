"""The forms of the learning pages: only what fits under the page above is offered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


def _shown_by_another_page(page: Any, field: str, record: Any) -> bool:
    """Whether a page of the same language, other than `page`, already shows the record."""
    same = type(page)._default_manager.filter(**{field: record, "locale": page.locale_id})
    return bool(same.exclude(pk=page.pk).exists())


class CoursePageForm(WagtailAdminPageForm):
    """One page per module and language: links would not know which one to take."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        course = cleaned.get("course")
        if course and self.instance.locale_id and _shown_by_another_page(self.instance, "course", course):
            self.add_error("course", _("Another page in this language already presents this module."))
        return cleaned


class LessonPageForm(WagtailAdminPageForm):
    """The lessons of the module whose page is above, each shown by one page per language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above: Any = self.parent_page.specific if self.parent_page else None
        if "lesson" in self.fields and hasattr(above, "course_id"):
            lessons = self.fields["lesson"].queryset
            self.fields["lesson"].queryset = (
                lessons.filter(version__course=above.course_id)
                .select_related("version__course")
                .order_by("-version__number", "position")
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        lesson = cleaned.get("lesson")
        if lesson and self.instance.locale_id and _shown_by_another_page(self.instance, "lesson", lesson):
            self.add_error("lesson", _("Another page in this language already shows this lesson."))
        return cleaned

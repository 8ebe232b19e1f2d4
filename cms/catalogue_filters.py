"""The search and the filters of the catalogue. What is not understood is said beside its field, the list stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.enums import Modality, VersionState
from courses.models import Competency, Course, CourseVersion, Theme


class CatalogueFilter(forms.Form):
    """q: words; c: services of the UPE, any of them; t: theme; f: form."""

    q = forms.CharField(label=_("Search for a module"), required=False, max_length=100)
    c = forms.MultipleChoiceField(label=_("Services of the UPE"), required=False)
    t = forms.ChoiceField(label=_("Theme"), required=False)
    f = forms.ChoiceField(label=_("Form"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taught = Exists(CourseVersion.objects.filter(course__theme=OuterRef("pk"), state=VersionState.PUBLISHED))
        self.fields["c"].choices = [(row.code, str(row)) for row in Competency.objects.all()]  # type: ignore[attr-defined]
        self.fields["t"].choices = [  # type: ignore[attr-defined]
            ("", _("All themes")),
            *((row.code, row.name) for row in Theme.objects.filter(taught)),
        ]
        self.fields["f"].choices = [("", _("All forms")), *Modality.choices]  # type: ignore[attr-defined]
        self.fields["q"].widget.input_type = "search"

    def narrow(self, versions: QuerySet[CourseVersion]) -> QuerySet[CourseVersion]:
        """The versions that answer every filter understood."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("q"):
            versions = versions.filter(course__in=Course.objects.search(wanted["q"]))
        if wanted.get("c"):
            versions = versions.filter(
                Exists(Course.competencies.through.objects.filter(
                    Q(course=OuterRef("course")), competency__code__in=wanted["c"]
                ))
            )  # fmt: skip
        if wanted.get("t"):
            versions = versions.filter(course__theme__code=wanted["t"])
        if wanted.get("f"):
            versions = versions.filter(course__modality=wanted["f"])
        return versions

    @property
    def is_filtering(self) -> bool:
        """Whether the list may be shorter than the catalogue."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    @property
    def narrows_by_choice(self) -> bool:
        """Whether a filter that phones fold away is in use: it is then shown open."""
        return any(self.cleaned_data.get(name) for name in ("c", "t", "f"))

"""Wagtail's admin screens, kept to the rows that `Model.objects.visible_to(user)` gives.

Wagtail 8's generic views ask for model permissions only: with them alone, an editor of one province could open,
change and choose every row of the country by its number. The classes below put one check before every view of a
viewset, whatever the view class: a row outside the user's scope is 404, in listings, forms and choosers it is not
there. `lms.core.checks` refuses viewsets over our models that do not derive from them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views import generic
from wagtail.admin.views.generic.chooser import BaseChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.utils.registry import resolve_model_string

from .exports import harmless
from .signals import row_opened

Rows = models.QuerySet[Any]


def is_scoped(model: type[models.Model]) -> bool:
    """Whether the rows of `model` are reached through `visible_to`."""
    return hasattr(model._default_manager.all(), "visible_to")


def within_scope(rows: Rows, user: Any) -> Rows:
    """The rows of the user's scope; every row of a model that has no people in it."""
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


def refuse_outside_scope(model: type[models.Model], pk: str, user: Any) -> None:
    """Raise Http404 unless the row exists in the user's scope: absent and forbidden look alike."""
    try:
        key = model._meta.pk.to_python(pk)
    except ValidationError as error:
        raise Http404 from error
    if not within_scope(model._default_manager.all(), user).filter(pk=key).exists():
        raise Http404


def offer_only_scope(form: forms.BaseForm, user: Any) -> None:
    """Narrow every choice of a record in the form, and in its child forms, to the user's scope."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            field.queryset = within_scope(field.queryset, user)
    for formset in getattr(form, "formsets", {}).values():
        formset.form = _scoped_form(formset.form, user)


def _scoped_form(form_class: type[forms.BaseForm], user: Any) -> type[forms.BaseForm]:
    class ScopedForm(form_class):  # type: ignore[valid-type, misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            offer_only_scope(self, user)

    ScopedForm.__name__ = form_class.__name__
    return ScopedForm


class ScopedPermissionPolicy(ModelPermissionPolicy):
    """Model permissions, and only over the rows of the user's scope. What Wagtail does ask about instances (links to
    edit screens, the usage listing, presence of other editors, bulk actions) is answered here."""

    def _reaches(self, user: Any, instance: models.Model) -> bool:
        return within_scope(self.model._default_manager.filter(pk=instance.pk), user).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: models.Model) -> bool:
        return self.user_has_any_permission(user, actions) and self._reaches(user, instance)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: models.Model) -> bool:
        return self.user_has_permission(user, action) and self._reaches(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Rows:
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        return within_scope(self.model._default_manager.all(), user)


class ScopedView:
    """Goes before any view class: the row named in the address must be in scope, forms offer only rows in scope.
    A row that was shown is announced (`row_opened`), so that people can be told who opened their record."""

    model: Any
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            refuse_outside_scope(resolve_model_string(self.model), str(kwargs["pk"]), request.user)
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if "pk" in kwargs and request.method == "GET" and response.status_code == 200:
            row_opened.send(sender=resolve_model_string(self.model), pk=kwargs["pk"], user=request.user)
        return response

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        offer_only_scope(form, self.request.user)
        return form


class ScopedListing(ScopedView):
    """A listing of rows in scope, searched by folded words, filtered by records in scope, exported harmlessly."""

    list_select_related: tuple[str, ...] = ()

    def get_base_queryset(self) -> Rows:
        rows = within_scope(super().get_base_queryset(), self.request.user)  # type: ignore[misc]
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def search_queryset(self, queryset: Rows) -> Rows:
        if self.is_searching and hasattr(queryset, "search"):  # type: ignore[attr-defined]
            return queryset.search(self.search_query)  # type: ignore[attr-defined]
        return super().search_queryset(queryset)  # type: ignore[misc]

    @cached_property
    def filters(self) -> Any:
        filterset = super().filters  # type: ignore[misc]
        if filterset:
            offer_only_scope(filterset.form, self.request.user)
        return filterset

    def to_row_dict(self, item: Any) -> Any:
        row = super().to_row_dict(item)  # type: ignore[misc]
        return type(row)((key, harmless(value)) for key, value in row.items())


class SearchForm(BaseFilterForm):
    """Search of a chooser over models that fold their text into `search_text`."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: Rows) -> Rows:
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q")
        if self.search_query:
            self.is_searching = True
            objects = objects.search(self.search_query)  # type: ignore[attr-defined]
        return objects


class ScopedChoice(ScopedView):
    """A chooser's listing of rows in scope."""

    def get_object_list(self) -> Rows:
        return within_scope(super().get_object_list(), self.request.user)  # type: ignore[misc]

    def get_filter_form_class(self) -> type[forms.Form]:
        if hasattr(resolve_model_string(self.model)._default_manager.all(), "search"):
            return SearchForm
        return super().get_filter_form_class()  # type: ignore[misc]


class ScopedManyChosen(ScopedView):
    """Several rows chosen at once: one outside the scope refuses them all."""

    def get_objects(self, pks: list[str]) -> Rows:
        model = resolve_model_string(self.model)
        for pk in pks:
            refuse_outside_scope(model, pk, self.request.user)
        return super().get_objects(pks)  # type: ignore[misc]


class ScopedCreation(ScopedView):
    """The form of a chooser's "create" tab."""

    def get_creation_form(self) -> Any:
        form = super().get_creation_form()  # type: ignore[misc]
        if form is not None:
            offer_only_scope(form, self.request.user)
        return form


def scoped_view(view_class: type) -> type:
    """`view_class` behind the check that its kind needs."""
    bases: list[type] = []
    if issubclass(view_class, generic.IndexView):
        bases.append(ScopedListing)
    if issubclass(view_class, BaseChooseView):
        bases.append(ScopedChoice)
    if hasattr(view_class, "get_objects"):
        bases.append(ScopedManyChosen)
    if hasattr(view_class, "get_creation_form"):
        bases.append(ScopedCreation)
    return type(view_class.__name__, (*(bases or [ScopedView]), view_class), {})


class Scoped:
    """What the scoped viewsets share. A viewset over a model without `visible_to` says why in `unscoped_because`:
    reference data, public content."""

    unscoped_because: str = ""

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(scoped_view(view_class), **kwargs)  # type: ignore[misc]

    def on_register(self) -> None:
        model = resolve_model_string(self.model)  # type: ignore[attr-defined]
        if is_scoped(model) and not policy_registry.get_by_type(model, fallback=False):
            register_permission_policy(model, ScopedPermissionPolicy(model), exact_class=True)
        super().on_register()  # type: ignore[misc]


class OfficeScreens:
    """Facts are closed, replaced or revoked: the address of the delete screen does not exist, unless `deletable`."""

    deletable = False
    copy_view_enabled = False
    inspect_view_enabled = True
    # What each row of the listing shows of other records: without it, a query per row.
    list_select_related: tuple[str, ...] = ()

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"list_select_related": self.list_select_related, **kwargs})  # type: ignore[misc]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        kwargs = super().get_common_view_kwargs(**kwargs)  # type: ignore[misc]
        if not self.deletable:
            kwargs["delete_url_name"] = None
        return kwargs

    def get_urlpatterns(self) -> list[Any]:
        patterns = super().get_urlpatterns()  # type: ignore[misc]
        return [pattern for pattern in patterns if self.deletable or pattern.name != "delete"]


class ScopedModelViewSet(Scoped, OfficeScreens, ModelViewSet):
    """The base of every viewset over a model of ours."""


class ChoosesOnly:
    """A chooser without a form for new records has no address for one either."""

    def get_urlpatterns(self) -> list[Any]:
        creates = any((self.creation_form_class, self.form_fields, self.exclude_form_fields))  # type: ignore[attr-defined]
        patterns = super().get_urlpatterns()  # type: ignore[misc]
        return [pattern for pattern in patterns if creates or pattern.name != "create"]


class ForgivingChooser(BaseChooser):
    """Wagtail's control fails on a posted value that is no number; here it is empty, and the form says why."""

    def get_instance(self, value: Any) -> models.Model | None:
        try:
            return super().get_instance(value)
        except (TypeError, ValueError, OverflowError):
            return None


class ScopedChooserViewSet(Scoped, ChoosesOnly, ChooserViewSet):
    """The base of every chooser of a model of ours."""

    base_widget_class = ForgivingChooser


class ScopedSnippetChooserViewSet(Scoped, ChoosesOnly, SnippetChooserViewSet):
    """The chooser of a snippet of ours."""


class ScopedSnippetViewSet(Scoped, OfficeScreens, SnippetViewSet):
    """The base of every viewset over a snippet of ours. Its reason for being unscoped is its chooser's too."""

    chooser_viewset_class = ScopedSnippetChooserViewSet

    @property
    def chooser_viewset(self) -> Any:
        viewset = super().chooser_viewset
        viewset.unscoped_because = self.unscoped_because
        return viewset

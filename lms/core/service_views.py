"""Admin forms whose saving belongs to a service: what it refuses is shown in the form, not as an error page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.views import generic


def show_refusal(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service refused beside the fields it is about, or at the top of the form."""
    errors = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, texts in errors.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


class _SavedByService:
    """Implement `save_with_service(cleaned_data)`; Wagtail's own saving does not happen."""

    request: Any

    def save_with_service(self, cleaned: dict[str, Any]) -> Any:
        raise NotImplementedError

    def save_instance(self) -> Any:
        return self.save_with_service(self.form.cleaned_data)  # type: ignore[attr-defined]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            show_refusal(form, error)
        except PermissionDenied:
            form.add_error(None, _("This is not yours to do."))
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return self.form_invalid(form)  # type: ignore[attr-defined]


class CreatedByService(_SavedByService, generic.CreateView):
    """An "add" screen that saves through a service."""


class EditedByService(_SavedByService, generic.EditView):
    """An "edit" screen that saves through a service. `self.object` carries what was typed: services read the row
    again by its key."""

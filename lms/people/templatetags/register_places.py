"""The way between the lists of the register: organisations, duplicates, imports, accounts, requests."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..accounts.permissions import opens_accounts
from ..imports.permissions import can_read_imports
from ..merging.permissions import can_review_duplicates
from ..permissions import can_answer_data_requests, can_manage_team, can_read_organisations

register = template.Library()


@register.inclusion_tag("people/register_places.html", takes_context=True)
def register_places(context: dict[str, Any]) -> dict[str, Any]:
    """The lists that the reader may open. One list alone needs no way to the others."""
    request = context["request"]
    lists = (
        (can_manage_team, "team", _("My UPE")),
        (can_read_organisations, "organisation-list", _("Organisations")),
        (can_review_duplicates, "duplicate-list", _("Duplicates")),
        (can_read_imports, "import-list", _("Imports")),
        (opens_accounts, "account-list", _("Accounts")),
        (can_answer_data_requests, "data-request-list", pgettext("about personal data", "Requests")),
    )
    places = [(reverse(address), label) for may, address, label in lists if may(request.user)]
    return {"places": places if len(places) > 1 else [], "here": request.path}

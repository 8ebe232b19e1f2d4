"""The way from an address to a person: that of a record absorbed leads to the record kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from ..models import Person


def find_person(user: Any, uuid: UUID, rows: Any = None) -> Person:
    """The person of the address, in the user's scope, whichever of their records it names.

    `rows` narrows further and brings along what the page needs. Raises Http404 outside the scope.
    """
    rows = Person.objects.all() if rows is None else rows
    # Merges never chain: a record absorbed earlier is led on by every later merge.
    person: Person | None = rows.visible_to(user).filter(Q(uuid=uuid) | Q(absorbed__uuid=uuid)).first()
    if person is None:
        raise Http404
    return person

"""The learner's first screen."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lms.people.models import Person

from ..own_path import current_affiliation, read_own_path


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What to take up again, one's modules, next session, certificates and competencies."""
    user: Any = request.user
    if user.person_id is None:
        return render(request, "cms/my_learning_without_person.html")
    today = timezone.localdate()
    affiliation = current_affiliation(user.person_id, today)
    # The person came along with the affiliation: the frame, which greets them, need not ask again.
    person: Person = affiliation.person if affiliation else user.person
    user.person = person
    context = {"person": person, "affiliation": affiliation, "path": read_own_path(person, today), "today": today}
    return render(request, "cms/my_learning.html", context)

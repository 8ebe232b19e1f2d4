"""The register of organisations on the portal: the list, the territory, one organisation with its staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ...enums import AccessAct
from ...models import Organisation, Province
from ...permissions import (
    can_change_organisations,
    can_manage_people_of,
    can_read_organisations,
    can_read_territory,
)
from ...privacy.access import note_access
from ..exports import organisations_response
from ..forms import OrganisationFilterForm
from ..selectors import (
    agreement_summary,
    alert_of,
    former_stays,
    provinces_in_charge,
    roster,
    territory,
    with_association,
    with_staff,
)

PER_PAGE = 25
SHOWN_WITH = ("province__region", "arrondissement_prefecture")


def _filters(request: HttpRequest) -> OrganisationFilterForm:
    """The filters of the request, for somebody who has organisations in scope. Raises Http404 for anybody else."""
    user = request.user
    if not can_read_organisations(user):
        raise Http404
    provinces = provinces_in_charge(user)
    if not can_read_territory(user):
        mine = Organisation.objects.visible_to(user).values("province")
        provinces = Province.objects.filter(pk__in=mine).select_related("region")
    return OrganisationFilterForm(request.GET, provinces=provinces)


def _asked(request: HttpRequest, form: OrganisationFilterForm) -> Any:
    rows = Organisation.objects.filter(pk__in=Organisation.objects.visible_to(request.user).values("pk"))
    rows = form.order(with_staff(form.apply(rows), form.on)).select_related(*SHOWN_WITH)
    return with_association(rows, form.on)


@require_safe
@login_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations of one's scope, searched, filtered and sorted; what needs attention stands above."""
    form = _filters(request)
    page = Paginator(_asked(request, form), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "day": form.on,
        "page_obj": page,
        "lines": [(row, alert_of(row, form.on)) for row in page],
        "summary": agreement_summary(request.user, timezone.localdate()),
        "oversees": can_read_territory(request.user),
        "may_add": can_change_organisations(request.user),
        "address": request.GET.urlencode(),
    }
    return render(request, "people/structures/list.html", context)


@require_safe
@login_required
def organisation_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list, whole, as "csv" or "xlsx"."""
    form = _filters(request)
    return organisations_response(kind, _asked(request, form), form.on)


@require_safe
@login_required
def region_list(request: HttpRequest) -> HttpResponse:
    """The regions of one's charge, with what is open in each today."""
    regions = _territory(request)
    return render(request, "people/structures/regions.html", {"regions": regions, "day": timezone.localdate()})


@require_safe
@login_required
def region_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The provinces of a region; those without a UPE say so."""
    region = next((region for region in _territory(request) if region.place.code == code), None)
    if region is None:
        raise Http404
    return render(request, "people/structures/region.html", {"region": region, "day": timezone.localdate()})


def _territory(request: HttpRequest) -> list[Any]:
    if not can_read_territory(request.user):
        raise Http404
    return territory(request.user, timezone.localdate())


@require_safe
@login_required
def organisation_detail(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The facts of an organisation, who ran it, who works there and who did."""
    rows = Organisation.objects.visible_to(request.user).select_related(*SHOWN_WITH)
    row = get_object_or_404(rows, uuid=organisation)
    today = timezone.localdate()
    lines, former = roster(row, today), former_stays(row, today)
    shows_former = request.GET.get("staff") == "past"
    manages = can_manage_people_of(request.user, row)
    shown: list[Any] = list(former) if shows_former else list(lines)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    note_access(request.user, [line.person for line in page], AccessAct.OPENED)
    context = {
        "organisation": row,
        "alert": alert_of(row, today),
        "is_closed": row.closed_on is not None and row.closed_on < today,
        "managements": row.managements.select_related("association"),
        "managed": _managed_by(row, request, today),
        "staff": len({line.person.pk for line in lines}),
        "trained": len({line.person.pk for line in lines if line.trainings}),
        "former": len(former),
        "shows_former": shows_former,
        "page_obj": page,
        "manages": manages,
        "may_change": can_change_organisations(request.user),
        "day": today,
    }
    return render(request, "people/structures/detail.html", context)


def _managed_by(association: Organisation, request: HttpRequest, day: Any) -> Any:
    """The organisations of the reader's scope that an association runs on `day`."""
    running = association.manages.active_on(day).values("organisation")
    mine = Organisation.objects.visible_to(request.user).values("pk")
    return Organisation.objects.filter(pk__in=running).filter(pk__in=mine).select_related("province")

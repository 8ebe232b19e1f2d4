"""The screens of imports: the list, a new file, what was found in it, and its recording."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..enums import ImportState
from ..models import PersonImport
from .forms import RecordForm, UploadForm, answers_in
from .permissions import can_carry_on, can_import, can_read_imports
from .report import ALL, DUPLICATES, FILTERS, counts_by_filter, page_of_report
from .services import (
    check_again,
    decide,
    drop_import,
    rows_left,
    same_file_recorded,
    start_recording,
    upload_people_file,
)
from .sheets import left_response, template_response
from .table import FileRefused
from .wording import refusal_in_words

PER_PAGE = 20
AT_WORK = frozenset({ImportState.WAITING, ImportState.CHECKING, ImportState.COMMITTING})
# Seconds after which a page that shows work in progress asks again, without a script.
REFRESH = "3"


def _find(request: HttpRequest, uuid: UUID) -> PersonImport:
    """An import of the user's own, or any for the national administrators and auditors."""
    if not can_read_imports(request.user):
        raise Http404
    rows = PersonImport.objects.visible_to(request.user).select_related("uploaded_by__person")
    return get_object_or_404(rows, uuid=uuid)


def _find_to_change(request: HttpRequest, uuid: UUID) -> PersonImport:
    row = _find(request, uuid)
    if not can_carry_on(request.user, row):
        raise Http404
    return row


@login_required
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """The files brought in so far, the latest first."""
    if not can_read_imports(request.user):
        raise Http404
    rows = PersonImport.objects.visible_to(request.user).select_related("uploaded_by__person").defer("report")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_import": can_import(request.user),
    }
    return render(request, "people/imports/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Send a list. It is read dry; nobody is recorded yet."""
    if not can_import(request.user):
        raise Http404
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        try:
            row = upload_people_file(form.cleaned_data["file"], actor=request.user)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("import-report", row.uuid)
    return render(request, "people/imports/upload.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    if not can_import(request.user):
        raise Http404
    return template_response(request.user)


@login_required
@never_cache
@require_safe
def import_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the reading is, then what it found, row by row."""
    row = _find(request, uuid)
    context: dict[str, Any] = {"import": row, "may_carry_on": can_carry_on(request.user, row)}
    if row.state in AT_WORK:
        response = render(request, "people/imports/progress.html", context)
        if row.report.get("trouble") != "stopped":
            response["Refresh"] = REFRESH
        return response
    if row.state in {ImportState.REFUSED, ImportState.DROPPED} or "rows" not in row.report:
        if refusal := row.report.get("refusal"):
            context["refusal"] = refusal_in_words(refusal["code"], refusal["params"])
        return render(request, "people/imports/ended.html", context)
    context |= _report_context(request, row)
    return render(request, "people/imports/report.html", context)


def _report_context(request: HttpRequest, row: PersonImport) -> dict[str, Any]:
    shown = request.GET.get("show", "")
    shown = shown if shown in FILTERS else ALL
    counts = counts_by_filter(row)
    return {
        "shown": shown,
        "filters": [(name, counts[name]) for name in FILTERS],
        "page": page_of_report(row, shown=shown, number=request.GET.get("page"), viewer=request.user),
        "left": rows_left(row),
        "done": row.report.get("done"),
        "trouble": row.report.get("trouble"),
        "ignored": row.report["ignored"],
        "is_open": row.state == ImportState.CHECKED,
        "before": same_file_recorded(row) if row.state == ImportState.CHECKED else None,
    }


@login_required
@require_POST
def import_decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep the answers of one page of undecided rows."""
    row = _find_to_change(request, uuid)
    try:
        decide(row, answers_in(request.POST), actor=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Your choices are kept."))
    page = request.POST.get("page", "")
    query = f"?show={DUPLICATES}" + (f"&page={page}" if page.isascii() and page.isdigit() else "")
    response = redirect("import-report", uuid)
    response["Location"] += query
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what will be recorded, then record it."""
    row = _find_to_change(request, uuid)
    if request.method == "POST":
        form = RecordForm(request.POST)
        if form.is_valid():
            try:
                start_recording(row, actor=request.user, only_good=form.cleaned_data["rows"] == RecordForm.GOOD)
            except ValidationError as refusal:
                messages.error(request, refusal.messages[0])
            return redirect("import-report", uuid)
        messages.error(request, _("Choose which rows to record."))
    if row.state != ImportState.CHECKED:
        return redirect("import-report", uuid)
    counts = row.report["counts"]
    total = len(row.report["rows"])
    left = rows_left(row)
    context = {"import": row, "counts": counts, "left": left, "good": total - left, "nothing": counts.get("nothing", 0)}
    return render(request, "people/imports/record.html", context)


@login_required
@require_POST
def import_check_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read the file once more."""
    return _change(request, uuid, check_again, _("The file is read again."))


@login_required
@require_POST
def import_drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the import up; its file is deleted."""
    return _change(request, uuid, drop_import, _("The import is dropped and its file deleted."))


def _change(request: HttpRequest, uuid: UUID, act: Any, done: str) -> HttpResponse:
    row = _find_to_change(request, uuid)
    try:
        act(row, actor=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, done)
    return redirect("import-report", uuid)


@login_required
@never_cache
@require_safe
def import_left(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rows that were not good, as a workbook to correct and send again."""
    row = _find(request, uuid)
    try:
        return left_response(row)
    except FileRefused as refusal:
        raise Http404 from refusal

"""The documents of a session: added by those who keep its register, read by those who may."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lms.people.enums import AccessAct
from lms.people.privacy.access import note_access

from ..forms import EvidenceForm
from ..models import Evidence
from ..permissions import KEEPERS, can_add_evidence
from ..services.evidence import attach_evidence
from .finding import find_kept_session

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg"}


@login_required
def evidence_add(request: HttpRequest, session: UUID) -> HttpResponse:
    """The documents tab: what is attached, and a form to attach one more."""
    row = find_kept_session(request, session)
    may_add = can_add_evidence(request.user, row)
    form = EvidenceForm() if may_add else None
    if request.method == "POST":
        if not may_add:
            raise Http404
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                attach_evidence(row, form.cleaned_data["file"], actor=request.user, kind=form.cleaned_data["kind"])
            except ValidationError as refusal:
                form.add_error("file", refusal)
            else:
                messages.success(request, _("The document is attached."))
                return redirect("session-evidence-add", row.uuid)
    documents = Evidence.objects.visible_to(request.user).filter(session=row)
    context = {
        "session": row,
        "tab": "documents",
        "keeps_register": True,
        "documents": documents.select_related("uploaded_by__person"),
        "form": form,
    }
    return render(request, "attendance/documents.html", context)


@login_required
def evidence_file(request: HttpRequest, evidence: UUID) -> HttpResponseBase:
    """The file itself, to save and never to run, for those who may see every name of the session."""
    row = get_object_or_404(Evidence.objects.visible_to(request.user).select_related("session"), uuid=evidence)
    extension = row.file.name.rsplit(".", 1)[-1]
    try:
        content = row.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    named = [registration.person_id for registration in row.session.confirmed]
    note_access(request.user, named, AccessAct.EXPORTED, by=KEEPERS)
    response = FileResponse(
        content,
        as_attachment=True,
        filename=row.original_name,
        content_type=TYPES.get(extension, "application/octet-stream"),
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response

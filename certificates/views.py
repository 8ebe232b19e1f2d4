"""Certificates for those who hold them and for the office that issues them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_tasks.base import TaskResultStatus

from attendance.models import Session
from lms.core.text import fold
from lms.people.enums import AccessAct
from lms.people.privacy.access import note_access
from lms.people.scopes import reach_of

from .documents import certificate_pdf, certificates_pdf
from .enums import CertificateState
from .forms import ReasonForm, RegisterFilterForm
from .issuing import check_can_issue, replace_certificate, revoke_certificate
from .models import Certificate
from .permissions import can_issue_certificates, can_read_certificate_register
from .selectors import eligibilities
from .tasks import issue_session_certificates

PER_PAGE = 25


@login_required
@require_safe
def certificate_list(request: HttpRequest) -> HttpResponse:
    """One's own certificates; for those who may read it, the register of the certificates in their scope."""
    mine = Certificate.objects.filter(person=reach_of(request.user).person_id).select_related("version__course")
    context: dict[str, Any] = {"mine": mine, "today": timezone.localdate()}
    if can_read_certificate_register(request.user):
        form = RegisterFilterForm(request.GET)
        rows = Certificate.objects.visible_to(request.user).select_related(
            "person", "version__course", "registration__session"
        )
        if form.is_valid():
            rows = _filtered(rows, **form.cleaned_data)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        _note(request, page.object_list, AccessAct.OPENED)
        context |= {"form": form, "may_issue": can_issue_certificates(request.user), "page": page}
    return render(request, "certificates/list.html", context)


def _note(request: HttpRequest, certificates: Any, act: str) -> None:
    """Count that the record of each holder was opened or printed."""
    note_access(request.user, [certificate.person_id for certificate in certificates], act)


def _filtered(rows: Any, *, q: str, state: str) -> Any:
    if state:
        rows = rows.filter(state=state)
    for word in q.split():
        rows = rows.filter(Q(serial__icontains=word) | Q(person__search_text__contains=fold(word)))
    return rows


@login_required
@require_safe
@never_cache
def certificate_pdf_file(request: HttpRequest, uuid: Any) -> HttpResponse:
    """The PDF of a certificate within one's scope."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), uuid=uuid)
    from .rendering import CertificateNotRendered

    try:
        content = certificate_pdf(certificate)
    except CertificateNotRendered as error:
        return render(
            request,
            "certificates/not_rendered.html",
            {"certificate": certificate, "error": error},
            status=422,
        )
    _note(request, [certificate], AccessAct.PRINTED)
    return _pdf(content, certificate.serial)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _session(request: HttpRequest, uuid: Any) -> Session:
    """A session whose certificates the user may see: its trainers, its participants' coordinators, the office."""
    if not can_read_certificate_register(request.user):
        raise Http404
    sessions = Session.objects.visible_to(request.user).select_related("version__course", "province")
    return get_object_or_404(sessions, uuid=uuid)


@login_required
@require_safe
def session_certificates(request: HttpRequest, uuid: Any) -> HttpResponse:
    """What each participant of a session earned, and the one action that issues it."""
    session = _session(request, uuid)
    visible = set(session.registrations.visible_to(request.user).values_list("pk", flat=True))
    lines = [line for line in eligibilities(session) if line.registration.pk in visible]
    note_access(request.user, [line.registration.person_id for line in lines], AccessAct.OPENED)
    obstacle = ""
    try:
        check_can_issue(session)
    except ValidationError as error:
        obstacle = error.messages[0]
    return render(
        request,
        "certificates/session.html",
        {
            "session": session,
            "lines": lines,
            "obstacle": obstacle,
            "to_issue": sum(line.to_issue for line in lines),
            "held": sum(line.certificate is not None for line in lines),
            "may_issue": can_issue_certificates(request.user),
        },
    )


@login_required
@require_POST
def session_certificates_issue(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Issue all at once, in the background when workers serve the queue."""
    session = _session(request, uuid)
    if not can_issue_certificates(request.user):
        raise Http404
    try:
        check_can_issue(session)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("session-certificates", uuid=uuid)
    result = issue_session_certificates.enqueue(session.pk, request.user.pk)
    _tell_outcome(request, result)
    return redirect("session-certificates", uuid=uuid)


def _tell_outcome(request: HttpRequest, result: Any) -> None:
    if result.status == TaskResultStatus.SUCCESSFUL:
        issued = result.return_value["issued"]
        text = ngettext("%(count)d certificate issued.", "%(count)d certificates issued.", issued)
        if issued:
            messages.success(request, text % {"count": issued})
        else:
            messages.info(request, _("Nothing to issue: everyone already holds what they earned."))
    elif result.status == TaskResultStatus.FAILED:
        messages.error(request, _("Issuing stopped half-way. What was issued stands; try again."))
    else:
        messages.info(request, _("Issuing has started. Reload this page to follow it."))


@login_required
@require_safe
@never_cache
def session_certificates_pdf(request: HttpRequest, uuid: Any) -> HttpResponse:
    """All live certificates of a session as one PDF to print."""
    session = _session(request, uuid)
    rows = Certificate.objects.visible_to(request.user).filter(
        registration__session=session, state=CertificateState.ISSUED
    )
    certificates = list(rows.order_by("serial"))
    if not certificates:
        raise Http404
    _note(request, certificates, AccessAct.PRINTED)
    return _pdf(certificates_pdf(certificates), f"attestations-{session.code}")


@login_required
def certificate_replace(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Replace a certificate, after a name was corrected for example."""
    return _end_certificate(request, uuid, replacing=True)


@login_required
def certificate_revoke(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Revoke a certificate, with its reason."""
    return _end_certificate(request, uuid, replacing=False)


def _end_certificate(request: HttpRequest, uuid: Any, *, replacing: bool) -> HttpResponse:
    if not can_issue_certificates(request.user):
        raise Http404
    certificate = get_object_or_404(
        Certificate.objects.visible_to(request.user).select_related("person", "version__course"), uuid=uuid
    )
    _note(request, [certificate], AccessAct.OPENED)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if replacing:
                new = replace_certificate(certificate, actor=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("Replaced by certificate %(serial)s.") % {"serial": new.serial})
            else:
                revoke_certificate(certificate, actor=request.user, reason=form.cleaned_data["reason"])
                messages.success(request, _("Certificate %(serial)s is revoked.") % {"serial": certificate.serial})
            return redirect("certificate-list")
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "certificates/end.html", {"certificate": certificate, "form": form, "replacing": replacing})

"""One's own data: the notice, what is kept, corrections, exports, requests; and the office's answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.core import audit
from lms.core.service_views import show_refusal

from ..enums import AccessAct, DataRequestKind, DataRequestState, Sex
from ..models import DataRequest, Person
from ..permissions import can_answer_data_requests
from . import notice
from .access import note_access
from .corrections import correct_contact, correct_identity, needs_approval
from .data_requests import ask_correction, ask_erasure, carry_out, refuse, take_back
from .forms import AnswerForm, ContactForm, ErasureForm, IdentityForm, RequestFilterForm
from .notice_gate import SEEN
from .portrait import as_document, portrait_of
from .retention import TABLE

PER_PAGE = 25


def _own_record(request: HttpRequest) -> Person:
    """The record of whoever is signed in; an account without one has no such pages."""
    return get_object_or_404(Person, pk=getattr(request.user, "person_id", None))


def _posted(request: HttpRequest, name: str) -> Any:
    """What a form of a page with several is bound to: the one whose button was pressed."""
    return request.POST if request.method == "POST" and request.POST.get("form") == name else None


def _status(*forms: BaseForm) -> int:
    return 422 if any(form.is_bound and form.errors for form in forms) else 200


@require_http_methods(["GET", "HEAD", "POST"])
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """The information notice: public; whoever is signed in says once that they have read it, then goes on."""
    user: Any = request.user
    after = request.POST.get("next", request.GET.get("next", ""))
    if not url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        after = ""
    if request.method == "POST":
        if not user.is_authenticated:
            return redirect("privacy-notice")
        notice.accept_notice(actor=user)
        request.session[SEEN] = notice.VERSION
        return redirect(after or "signed-in")
    context = {
        "notice": notice,
        "retention": TABLE,
        "asks": user.is_authenticated and not notice.has_accepted(user),
        "next": after,
    }
    return render(request, "people/privacy/notice.html", context)


@require_safe
@login_required
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything kept about oneself, and what one may ask for."""
    if getattr(request.user, "person_id", None) is None:
        return render(request, "people/privacy/no_record.html")
    person = _own_record(request)
    context = {
        "person": person,
        "parts": portrait_of(person),
        "requests": person.data_requests.order_by("-asked_at", "-pk")[:10],
        "answers_requests": can_answer_data_requests(request.user),
    }
    return render(request, "people/privacy/my_data.html", context)


@require_safe
@login_required
@never_cache
def export_data(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file to keep: JSON for machines, a plain page for readers."""
    person = _own_record(request)
    audit.record("people.data_exported", person, actor=request.user, format=kind)
    if kind == "json":
        response: HttpResponse = JsonResponse(
            as_document(person), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
    else:
        context = {"person": person, "parts": portrait_of(person), "made_at": timezone.now(), "notice": notice}
        response = render(request, "people/privacy/export.html", context)
    response["Content-Disposition"] = f'attachment; filename="takwin-my-data.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def correct_data(request: HttpRequest) -> HttpResponse:
    """Contact at once; names and sex at once, or as a request when an attestation was issued."""
    person = _own_record(request)
    by_request = needs_approval(person)
    contact = ContactForm(_posted(request, "contact"), instance=_copy(person))
    identity = IdentityForm(_posted(request, "identity"), instance=_copy(person), by_request=by_request)
    try:
        if contact.is_valid():
            correct_contact(person, actor=request.user, **contact.cleaned_data)
            messages.success(request, _("Your data are corrected."))
            return redirect("my-data")
        if identity.is_valid():
            return _correct_identity(request, person, identity, by_request=by_request)
    except ValidationError as error:
        show_refusal(identity if identity.is_bound else contact, error)
    waiting = person.data_requests.filter(kind=DataRequestKind.CORRECTION, state=DataRequestState.WAITING).first()
    context = {"contact": contact, "identity": identity, "by_request": by_request, "waiting": waiting}
    return render(request, "people/privacy/correct.html", context, status=_status(contact, identity))


def _copy(person: Person) -> Person:
    """A model form writes what was typed into its instance: each form has its own."""
    return Person.objects.get(pk=person.pk)


def _correct_identity(request: HttpRequest, person: Person, form: IdentityForm, *, by_request: bool) -> HttpResponse:
    if by_request:
        ask_correction(person, actor=request.user, values=form.values(), message=form.cleaned_data["message"])
        messages.success(request, _("Your request is sent. You read the answer on this page."))
    else:
        correct_identity(person, actor=request.user, values=form.values())
        messages.success(request, _("Your data are corrected."))
    return redirect("my-data")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def ask_for_erasure(request: HttpRequest) -> HttpResponse:
    """What erasing means, and the button that asks for it."""
    person = _own_record(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_erasure(person, actor=request.user, message=form.cleaned_data["message"])
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Your request is sent. You read the answer on this page."))
            return redirect("my-data")
    return render(request, "people/privacy/erasure.html", {"form": form}, status=_status(form))


@require_POST
@login_required
def request_take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back one's own request."""
    person = _own_record(request)
    take_back(get_object_or_404(person.data_requests.all(), uuid=uuid), actor=request.user)
    messages.success(request, _("Your request is taken back."))
    return redirect("my-data")


@require_safe
@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """The requests that wait for an answer, the most urgent first; or those that were closed."""
    if not can_answer_data_requests(request.user):
        raise Http404
    form = RequestFilterForm(request.GET or {"state": DataRequestState.WAITING})
    rows = DataRequest.objects.visible_to(request.user).filter(state=form.chosen).select_related("person")
    order = ("due_on", "pk") if form.chosen == DataRequestState.WAITING else ("-decided_at", "-pk")
    context = {
        "form": form,
        "page": Paginator(rows.order_by(*order), PER_PAGE).get_page(request.GET.get("page")),
        "waiting": form.chosen == DataRequestState.WAITING,
        "today": timezone.localdate(),
    }
    return render(request, "people/privacy/request_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def request_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request: what would change, and the answer. Nobody answers their own."""
    if not can_answer_data_requests(request.user):
        raise Http404
    rows = DataRequest.objects.visible_to(request.user).select_related("person", "decided_by__person")
    row = get_object_or_404(rows, uuid=uuid)
    is_own = row.person_id == request.user.person_id
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_own:
        raise Http404
    if form.is_valid():
        try:
            return _answer(request, row, form.cleaned_data["answer"])
        except ValidationError as error:
            show_refusal(form, error)
    note_access(request.user, [row.person_id], AccessAct.OPENED)
    context = {
        "row": row,
        "form": form,
        "is_own": is_own,
        "changes": _compared(row),
        "today": timezone.localdate(),
    }
    return render(request, "people/privacy/request_detail.html", context, status=_status(form))


def _answer(request: HttpRequest, row: DataRequest, answer: str) -> HttpResponse:
    if request.POST.get("decision") == "carry_out":
        carry_out(row, actor=request.user, answer=answer)
        messages.success(request, _("The request is carried out."))
    else:
        refuse(row, actor=request.user, answer=answer)
        messages.success(request, _("The request is refused, with your answer."))
    return redirect("data-request-list")


def _compared(row: DataRequest) -> list[dict[str, Any]]:
    """Each value that would change: its label, as it is, as it would be."""
    lines = []
    for name, value in row.changes.items():
        words = Sex(value).label if name == "sex" else value
        before = row.person.get_sex_display() if name == "sex" else getattr(row.person, name)
        lines.append({"label": Person._meta.get_field(name).verbose_name, "before": before, "after": words})
    return lines

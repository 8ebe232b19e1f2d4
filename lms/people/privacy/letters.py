"""Letters about one's data, in the language of the person. They name no programme and no organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from ..enums import DataRequestState
from ..models import DataRequest, Person, User


@dataclass(frozen=True)
class Letter:
    """What is sent to one address."""

    address: str
    subject: str
    text: str

    def send(self) -> None:
        send_mail(self.subject, self.text, settings.DEFAULT_FROM_EMAIL, [self.address])


def address_of(person: Person) -> str:
    """Where the person reads letters: their own address, else that of their account; empty for none."""
    user = User.objects.filter(person=person).first()
    return person.email or (user.email if user else "")


def letter_of(request: DataRequest, *, state: str, answer: str) -> Letter | None:
    """The letter that tells the answer to a request; None without an address."""
    address = address_of(request.person)
    if not address:
        return None
    with translation.override(request.person.language):
        link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("my-data")
        context = {"kind": request.kind, "done": state == DataRequestState.DONE, "answer": answer, "link": link}
        text = render_to_string("people/email/data_request_answer.txt", context)
        return Letter(address, _("Your request about your data"), text)


@task()
def send_answer(request_id: int) -> None:
    """Tell the answer to a request, when there is an address. A repeat sends it again, no more."""
    request = DataRequest.objects.select_related("person").get(pk=request_id)
    if letter := letter_of(request, state=request.state, answer=request.answer):
        letter.send()


@task()
def send_inactivity_warning(user_id: int) -> None:
    """Say that an unused account will be closed, and that signing in once keeps it."""
    user = User.objects.select_related("person").get(pk=user_id)
    address = user.email or (address_of(user.person) if user.person else "")
    if not address or not user.is_active:
        return
    with translation.override(user.person.language if user.person else "fr"):
        link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("account_login")
        text = render_to_string("people/email/inactivity.txt", {"link": link})
        Letter(address, _("Your Takwin account is not used any more"), text).send()

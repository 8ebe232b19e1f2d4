"""The letter that carries an invitation, in the language of the person invited."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from .enums import InvitationState
from .models import Invitation


def link_of(invitation: Invitation) -> str:
    """The absolute address of the link. It comes from the settings: a request's host can be forged."""
    with translation.override(invitation.person.language):
        return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("invitation-accept", args=[invitation.token])


@task()
def send_invitation(invitation_id: int) -> None:
    """Send the letter, unless the invitation was used or withdrawn meanwhile. A repeat sends it again, no more."""
    invitation = Invitation.objects.select_related("person", "organisation").get(pk=invitation_id)
    if invitation.state != InvitationState.SENT:
        return
    with translation.override(invitation.person.language):
        text = render_to_string("people/email/invitation.txt", {"invitation": invitation, "link": link_of(invitation)})
        send_mail(
            subject=_("Your account on Takwin"),
            message=text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            recipient_list=[invitation.email],
        )

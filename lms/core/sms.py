"""Short messages to phones, by the provider that settings.SMS_BACKEND names. Nothing depends on their arrival.

A backend is a function `(phone, text)`. A national gateway is one such function, in a module of the installation.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import task

# What the tests' backend has kept, oldest first.
outbox: list[tuple[str, str]] = []


@task()
def send_sms(phone: str, text: str) -> None:
    """Send `text` to `phone` (+212…). Texts never hold a name together with a unit or a course."""
    import_string(settings.SMS_BACKEND)(phone, text)


def nowhere(phone: str, text: str) -> None:
    """No gateway: the message is dropped."""


def console(phone: str, text: str) -> None:
    """On a developer's terminal."""
    print(f"SMS {phone}: {text}")  # noqa: T201


def memory(phone: str, text: str) -> None:
    """Kept in `outbox`, for the tests."""
    outbox.append((phone, text))

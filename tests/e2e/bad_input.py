"""Forms as a browser would find them, and what people and machines type into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lms.people.models import PersonAccess

# Names and numbers as they come: letters of both alphabets and their variants, identity numbers, phones, dates.
TYPED = (
    "O'Neil", "D'", "Ñ", "Ḥ", "عبد الله", "عبدالله", "عبـــد الله", "أحمد إبراهيم آدم ابتسام", "هدى هدي", "فاطمة فاطمه",
    "مُحَمَّد", "Fatima Zahra Khadija", "Salma", "AB 123456", "ab123456", "١٢٣", "+212 600 00 00 00", "06 00 00 00 00",
    "00212600000000", "SALMA@EXAMPLE.ORG", "03/04/2026", "2026-02-29", "1900-01-00", "45000", "٠١/٠٢/١٤٤٧",
    "1447-02-01", "Salma\u00a0", "Salma\nAlaoui", "اسم;اللقب", "a,b;c",
)  # fmt: skip
# What nobody types by hand.
HOSTILE = (
    "", " ", "\u200f\u202e", "\0", "x" * 5_000, "م" * 300, "-1", "2147483648", "99999999999999999999", "NaN", "1e400",
    "0001-01-01", "9999-12-31", "<script>alert(1)</script>", "'; DROP TABLE people_person; --", "=1+1", "{{ 7 }}",
    "../../etc/passwd", "\N{PILE OF POO}", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
STRINGS = (*TYPED, *HOSTILE)
# Where people's facts are; what happened, who looked and what was versioned is written each time.
APPS = ("people", "courses", "attendance", "certificates", "indicators", "cms", "account")
NOT_TYPED = {"hidden", "submit", "button", "image", "reset"}
BUTTONS = {"submit", "image"}


@dataclass
class FoundForm:
    """A form of a page: where it goes and its fields, each with a value that may well be accepted."""

    address: str
    values: dict[str, Any] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    def filled(self, **changes: Any) -> dict[str, Any]:
        return {name: value for name, value in {**self.values, **changes}.items() if value is not None}

    def with_everywhere(self, text: str) -> dict[str, Any]:
        return self.filled(**dict.fromkeys(self.typed, text))

    def with_in_turn(self, texts: Sequence[str], first: int) -> dict[str, Any]:
        """Each field with another text, the first of them with that of number `first`."""
        return self.filled(**{name: texts[(first + number) % len(texts)] for number, name in enumerate(self.typed)})

    def with_one(self, name: str, text: str) -> dict[str, Any]:
        return self.filled(**{name: text})

    @property
    def emptied(self) -> dict[str, Any]:
        """As it is sent by somebody who filled in nothing."""
        return {name: value for name, value in self.values.items() if name not in self.typed}


def forms_of(html: str, address: str) -> Iterator[FoundForm]:
    """Every form of the page that changes something."""
    page = BeautifulSoup(html, "html.parser")
    for form in page.find_all("form", method=lambda value: value and value.lower() == "post"):
        action = str(form.get("action") or address)
        if "logout" in action:
            continue
        found = FoundForm(action if action.startswith("/") else address)
        controls = form.find_all(["input", "select", "textarea", "button"])
        for control in controls:
            _read(control, found)
        yield found


def _read(control: Tag, found: FoundForm) -> None:
    name, kind = str(control.get("name") or ""), str(control.get("type") or control.name).lower()
    if not name or name == "csrfmiddlewaretoken" or control.has_attr("disabled"):
        return
    if control.name == "button" or kind in BUTTONS:
        found.values.setdefault(name, str(control.get("value") or ""))
        return
    if kind == "radio" and name in found.values:
        return
    found.values[name] = _plausible(control, kind, name)
    if kind not in NOT_TYPED and name not in found.typed:
        found.typed.append(name)


def _plausible(control: Tag, kind: str, name: str) -> Any:
    """The value the page offers, else one a person might give."""
    offered = str(control.get("value") or "")
    if control.name == "select":
        options = [str(option.get("value") or "") for option in control.find_all("option")]
        return next((value for value in options if value), "")
    if control.name == "textarea":
        return control.get_text().strip() or "Motif"
    guesses: dict[str, Any] = {
        "email": "nouvelle@example.org",
        "date": timezone.localdate().isoformat(),
        "time": "09:00",
        "number": "10",
        "tel": "",
        "password": "un-bon-mot-de-passe-7",
        "file": SimpleUploadedFile("feuille.pdf", b"%PDF-1.4\n%%EOF"),
        "checkbox": offered or "on",
    }
    if kind in guesses:
        return offered or guesses[kind]
    return offered or ("en cours" if kind == "hidden" else f"Essai {name}")


def rows_by_table() -> dict[str, int]:
    """How many rows each of the portal's tables holds."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models() if model is not PersonAccess]
    return {model._meta.label_lower: model._base_manager.count() for model in models}

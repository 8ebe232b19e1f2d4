"""Lists of people for tests: made of rows, read dry, recorded."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from lms.people.imports.checking import check_import
from lms.people.imports.recording import record_import
from lms.people.imports.services import (
    start_recording,
    upload_people_file,
)
from lms.people.models import Affiliation, Person, PersonImport
from lms.people.models.person_import import private_storage

TITLES = ("Nom", "Prénom", "Sexe", "Téléphone", "E-mail", "Structure", "Fonction", "Depuis", "Jusqu'au")
RABAT = "UPE de Rabat"


def line(
    family="Alaoui", given="Nadia", *, sex="", phone="", email="", place=RABAT, job="AS", start="01/02/2024", end=""
):
    return (family, given, sex, phone, email, place, job, start, end)


def content_of(*rows, titles=TITLES):
    return "\n".join(";".join(row) for row in [titles, *rows]).encode()


def upload(actor, *rows, content=None, name="liste.csv"):
    content = content_of(*rows) if content is None else content
    return upload_people_file(SimpleUploadedFile(name, content), actor=actor)


def checked(actor, *rows, **options):
    row = upload(actor, *rows, **options)
    check_import(row.pk)
    row.refresh_from_db()
    return row


def outcomes(row):
    return [found["outcome"] for found in row.report["rows"]]


def recorded(row, actor, *, only_good=False):
    start_recording(row, actor=actor, only_good=only_good)
    record_import(row.pk, actor_id=actor.pk)
    row.refresh_from_db()
    return row


def census():
    return Person.objects.count(), Affiliation.objects.count()


def list_files():
    folder = Path(private_storage().path("imports"))
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def folder_of_its_own(tmp_path, settings):
    """For an autouse fixture: files of imports live in a folder of the test."""
    storages = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        }
    }
    settings.STORAGES = storages
    field = PersonImport._meta.get_field("file")
    kept, field.storage = field.storage, private_storage()
    yield
    field.storage = kept

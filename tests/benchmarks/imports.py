"""How long a list of 10,000 persons takes from the file to the register, three rows in a hundred being wrong.

`python -m tests.benchmarks.imports` prints the seconds, on a database of its own in memory.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable

import django

ROWS = int(os.environ.get("ROWS", "10000"))
WRONG_EVERY = 33
TITLES = (
    "Nom",
    "Prénom",
    "Nom en arabe",
    "Prénom en arabe",
    "Sexe",
    "Téléphone",
    "E-mail",
    "Structure",
    "Fonction",
    "Depuis",
)


def workbook() -> bytes:
    """The list, as a workbook."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, TITLES)
    for number in range(1, ROWS + 1):
        phone = "12" if number % WRONG_EVERY == 0 else f"06{number:08d}"
        line = (
            f"Alaoui {letters(number)}", "Nadia", "العلوي", f"نادية {number}", "F", phone, f"p{number}@takwin.example",
            f"UPE {number % 40}", "assistante sociale", "15/03/2024",
        )  # fmt: skip
        sheet.write_row(number, 0, line)
    book.close()
    return stream.getvalue()


def letters(number: int) -> str:
    """A name that no other row has."""
    return "".join(chr(97 + int(digit)) for digit in str(number))


def seconds(act: Callable[[], object]) -> float:
    """Seconds of processor: what the machine does besides does not count."""
    start = time.process_time()
    act()
    return time.process_time() - start


def main() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test.utils import override_settings

    from lms.people.enums import OrganisationKind, Role, Scope
    from lms.people.imports.checking import check_import
    from lms.people.imports.recording import record_import
    from lms.people.imports.services import start_recording, upload_people_file
    from lms.people.models import Organisation, Person, PersonImport, Province, RoleGrant, User

    call_command("migrate", verbosity=0, interactive=False)
    province = Province.objects.first()
    Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.UPE, name_fr=f"UPE {n}", name_ar=f"وحدة {n}", province=province)
        for n in range(40)
    )
    user = User.objects.create(username="bench")
    RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR, scope=Scope.NATIONAL, starts_on="2020-01-01")
    content = workbook()
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}):
        found = []
        for name in ("first time", "same file again"):
            row = upload_people_file(SimpleUploadedFile("list.xlsx", content), actor=user)
            check = seconds(lambda row=row: check_import(row.pk))
            start_recording(PersonImport.objects.get(pk=row.pk), actor=user, only_good=True)
            record = seconds(lambda row=row: record_import(row.pk, actor_id=user.pk))
            row.refresh_from_db()
            found.append({"name": name, "check": check, "record": record, "persons": Person.objects.count()})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    with tempfile.TemporaryDirectory(prefix="takwin-bench-") as folder:
        os.environ["TEST_DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        django.setup()
        main()

"""One person whose every word can be recognised, left in every place of the portal that can hold it."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as SignedIn
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision
from wagtail.users.models import UserProfile

from attendance.models import Evidence, MarkEvent, Registration
from certificates.issuing import issue_for_session
from certificates.models import Certificate, CertificateEvent
from lms.core import audit
from lms.core.text import fold
from lms.indicators.models import Freeze, Indicator, Period, Restatement
from lms.indicators.selectors import the_commitment
from lms.people.enums import DataRequestKind, ImportState, InvitationState
from lms.people.models import DataRequest, Duplicate, Invitation, Merge, Person, PersonImport, SignInCard, User
from tests.factories import PASSWORD, EvaluationFactory, FollowUpFactory, InvitationFactory, PersonFactory, UserFactory

NAMES = {
    "given_name": "Kanariette", "family_name": "Zoubkitest", "given_name_ar": "كناريتة", "family_name_ar": "الزوبكتست",
}  # fmt: skip
SECOND_SPELLING = {"given_name": "Qanariatte", "family_name": "Ezzoubkitest"}
PHONE, SIGN_IN_PHONE = "+212612345987", "+212712345987"
EMAIL, SIGN_IN_EMAIL, INVITED_AT = "kanari@canary.example", "kanari-in@canary.example", "kanari-new@canary.example"
CODE, USERNAME = "KNR42X7", "kanari.user7"
FULL = "Kanariette Zoubkitest"
CALL_ME = f"{FULL}, tél. 06 12 34 59 87, {EMAIL}"
CANARIES = (
    *NAMES.values(), *SECOND_SPELLING.values(), "612345987", "712345987", "06 12 34 59 87", EMAIL, SIGN_IN_EMAIL,
    INVITED_AT, CODE, USERNAME,
)  # fmt: skip


def leave_traces(person: Person, administrator: User) -> User:
    """Write the canary's words wherever the portal can hold them, and sign her in. Returns her account."""
    for name, value in (NAMES | {"phone": PHONE, "email": EMAIL, "personal_code": CODE}).items():
        setattr(person, name, value)
    person.save()
    user = UserFactory(learner=True, person=person, username=USERNAME, email=SIGN_IN_EMAIL, sign_in_phone=SIGN_IN_PHONE)
    _account(user)
    _ways_in(person, administrator)
    _register(person, administrator)
    _office(person, administrator)
    _journal(person, administrator)
    return user


def _account(user: User) -> None:
    EmailAddress.objects.create(user=user, email=SIGN_IN_EMAIL, verified=True, primary=True)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": f"clé de {FULL}", "credential": {}})
    profile = UserProfile.get_for_user(user)
    profile.avatar.save("kanariette.png", ContentFile(b"portrait of " + FULL.encode()))
    # One session of each kind: one that waits for the second factor, one that is signed in.
    for addition in ({}, {"_auth_user_id": str(user.pk)}):
        client = Client()
        response = client.post("/fr/account/login/", {"login": SIGN_IN_EMAIL, "password": PASSWORD})
        assert response.status_code == 302
        session = client.session
        session.update(addition)
        session.save()


def _ways_in(person: Person, administrator: User) -> None:
    InvitationFactory(person=person, email=EMAIL, state=InvitationState.ACCEPTED, invited_by=administrator)
    InvitationFactory(person=person, email=INVITED_AT, invited_by=administrator)
    soon = timezone.now() + datetime.timedelta(days=3)
    SignInCard.objects.create(person=person, code_digest="0" * 64, issued_by=administrator, expires_at=soon)


def _register(person: Person, administrator: User) -> None:
    registration = Registration.objects.filter(person=person, session__status="held").first()
    assert registration is not None
    session = registration.session
    Registration.objects.filter(pk=registration.pk).update(status_reason="Mme Zoubkitest a prévenu")
    MarkEvent.objects.filter(registration=registration).update(reason="Kanariette est arrivée en retard")
    type(session).objects.filter(pk=session.pk).update(status_reason=f"demandé par {FULL}")
    FollowUpFactory(registration=registration, next_step="Rappeler Kanariette")
    FollowUpFactory(mentor=person, next_step=f"Voir avec {FULL}", happened_on=datetime.date(2026, 6, 10))
    EvaluationFactory(session=session, remarks="Bonne intervention de Mme ZOUBKITEST")
    Evidence.objects.filter(session=session).update(original_name="feuille Zoubkitest.pdf")
    issue_for_session(session, actor=administrator)
    certificate = Certificate.objects.get(person=person)
    CertificateEvent.objects.filter(certificate=certificate).update(reason=f"nom corrigé : {FULL}")


def _office(person: Person, administrator: User) -> None:
    absorbed = PersonFactory(**SECOND_SPELLING, given_name_ar="", family_name_ar="", email="", merged_into=person)
    other = PersonFactory(given_name="Ilham", family_name="Autre")
    first, second = sorted((person, other), key=lambda row: row.pk)
    Duplicate.objects.create(first=first, second=second, score=70, reason=f"{FULL} a une sœur")
    Merge.objects.create(
        kept=person, absorbed=absorbed, merged_by=administrator, reason=FULL,
        journal=[{"model": "people.person", "fields": {**NAMES, "phone": PHONE, "email": EMAIL}}],
    )  # fmt: skip
    Merge.objects.create(
        kept=other, absorbed=PersonFactory(merged_into=other), merged_by=administrator, reason=f"dit par {FULL}"
    )
    DataRequest.objects.create(
        person=person, kind=DataRequestKind.CORRECTION, changes=NAMES, message=CALL_ME, answer=FULL,
        due_on=timezone.localdate(),
    )  # fmt: skip
    _import(table(";".join((*NAMES.values(), "0612345987"))), "liste.csv", administrator)
    _import(workbook("Zoubkitest", "Kanariette"), f"{FULL}.xlsx", administrator)
    _import(table("Ilham;Autre;;;"), "autres.csv", administrator)
    DBTaskResult.objects.create(
        args_kwargs={"args": [FULL], "kwargs": {}}, task_path="x", queue_name="default", backend_name="default",
        traceback=f"ValueError: {CALL_ME}", run_after=timezone.now(), exception_class_path="",
    )  # fmt: skip
    freeze = Freeze.objects.create(
        number=9, commitment=the_commitment(), period=Period.objects.first(), rules_version=1, figures={},
        rows={"I-2": [person.pk]}, sha256="0" * 64, frozen_at=timezone.now(),
    )  # fmt: skip
    Restatement.objects.create(
        freeze=freeze, indicator=Indicator.objects.first(), value_before=1, value_after=2, reason=f"oubli de {FULL}"
    )


def table(line: str) -> bytes:
    return f"prénom;nom;prénom arabe;nom arabe;téléphone\n{line}\n".encode()


def workbook(*cells: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "".join(f"<si><t>{cell}</t></si>" for cell in cells))
    return stream.getvalue()


def _import(content: bytes, name: str, administrator: User) -> None:
    row = PersonImport(
        original_name=name, sha256="0" * 64, uploaded_by=administrator, state=ImportState.CHECKED,
        report={"rows": [{"code": "phone", "note": FULL}]} if name.startswith(FULL) else {},
    )  # fmt: skip
    row.file.save(name, ContentFile(content))
    row.save()


def _journal(person: Person, administrator: User) -> None:
    affiliation = person.affiliations.first()
    assert affiliation is not None
    audit.record("people.departure", affiliation, actor=administrator, reason=CALL_ME)
    audit.record("people.person_recorded", person, actor=administrator)
    session = person.registrations.get(session__code=person.registrations.first().session.code).session  # type: ignore[union-attr]
    audit.record("attendance.session_closed", session, actor=administrator, reason=f"en présence de {FULL}")
    invitation = Invitation.objects.filter(person=person).first()
    audit.record("people.invited", invitation, actor=administrator)  # type: ignore[arg-type]
    assert ModelLogEntry.objects.filter(label__contains=FULL).count() >= 3
    page = Page.objects.get(depth=1)
    PageLogEntry.objects.create(
        page=page, content_type=page.cached_content_type, label=f"Portrait de {FULL}", action="wagtail.publish",
        data={"comment": {"text": CALL_ME}}, timestamp=timezone.now(),
    )  # fmt: skip
    people = ContentType.objects.get_for_model(Person)
    Revision.objects.create(
        content_type=people, base_content_type=people, object_id=str(person.pk), content=NAMES, object_str=FULL
    )


def dump() -> dict[str, list[str]]:
    """Every value of the database as text, by "table.column"; sessions and JSON also as what they hold."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608  (names of our tables)
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    found.setdefault(f"{name}.{column}", []).append(as_text(value))
    found["django_session.decoded"] = [json.dumps(row.get_decoded()) for row in SignedIn.objects.all()]
    return found


def as_text(value: Any) -> str:
    text = value.decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value)
    return text.encode().decode("unicode_escape", errors="replace") if "\\u" in text else text


def places_of(words: tuple[str, ...] = CANARIES) -> set[str]:
    """The columns and the folders of files in which one of the words stands, however it is written."""
    wanted = {form for word in words for form in (word.casefold(), fold(word)) if form}
    places = {
        place
        for place, values in dump().items()
        if any(word in value.casefold() for value in values for word in wanted)
    }
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT):
        for path in Path(folder).rglob("*"):
            if path.is_file() and any(word.encode() in unpacked(path) + str(path).encode() for word in words):
                places.add(f"files: {path.relative_to(folder).parts[0]}")
    return places


def unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(entry) for entry in archive.namelist())
    return content

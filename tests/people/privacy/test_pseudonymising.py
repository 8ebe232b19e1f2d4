"""Erasing a person: no word of theirs is left anywhere, every figure stays."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from attendance.models import Mark, Registration
from certificates.models import Certificate
from lms.indicators.figures import COMPUTATIONS, compute
from lms.indicators.selectors import all_facts, the_commitment
from lms.indicators.worked_example import load_worked_example
from lms.people.enums import ImportState, InvitationState, Role
from lms.people.models import Invitation, Merge, Person, PersonImport, RoleGrant, SignInCard, User
from lms.people.privacy.pseudonymising import FREE_TEXTS, pseudonymise
from lms.people.privacy.traces import traces_of
from tests.factories import PASSWORD, RegistrationFactory, SessionFactory, UserFactory, grant
from tests.indicators.counting import ask
from tests.people.privacy import canary


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(administrator=True)


@pytest.fixture
def person(administrator: User, settings: Any, tmp_path: Any) -> Person:
    """The first person of the worked example, in every place that can hold her words."""
    settings.MEDIA_ROOT = tmp_path
    # Files outlive the transaction of a test; a field knows its storage since the start.
    shutil.rmtree(Path(settings.PRIVATE_MEDIA_ROOT) / "imports", ignore_errors=True)
    load_worked_example()
    person = Registration.objects.filter(session__status="held", capacity="participant").order_by("pk").first().person  # type: ignore[union-attr]
    canary.leave_traces(person, administrator)
    return person


@pytest.fixture
def erase(django_capture_on_commit_callbacks: Any) -> Callable[..., Person]:
    def erase(person: Person, **arguments: Any) -> Person:
        with django_capture_on_commit_callbacks(execute=True):
            return pseudonymise(person, reason="request", **arguments)

    return erase


def figures() -> dict[str, Any]:
    facts = all_facts(the_commitment())
    return {
        f"{code} {period}": figure
        for period in ("2024", "2026")
        for code, figure in compute(COMPUTATIONS, facts, ask(period)).items()
    }


def test_no_word_is_left_anywhere(person: Person, administrator: User, erase: Callable[..., Person]) -> None:
    before = canary.places_of()
    assert before == {
        "account_emailaddress.email",
        "attendance_evaluation.remarks",
        "attendance_evidence.original_name",
        "attendance_followup.next_step",
        "attendance_markevent.reason",
        "attendance_registration.status_reason",
        "attendance_session.status_reason",
        "certificates_certificate.payload",
        "certificates_certificateevent.reason",
        "django_session.decoded",
        "django_tasks_database_dbtaskresult.args_kwargs",
        "django_tasks_database_dbtaskresult.traceback",
        "files: avatar_images",
        "files: imports",
        "indicators_restatement.reason",
        "mfa_authenticator.data",
        "people_datarequest.answer",
        "people_datarequest.changes",
        "people_datarequest.message",
        "people_duplicate.reason",
        "people_invitation.email",
        "people_merge.journal",
        "people_merge.reason",
        "people_person.email",
        "people_person.family_name",
        "people_person.family_name_ar",
        "people_person.given_name",
        "people_person.given_name_ar",
        "people_person.personal_code",
        "people_person.phone",
        "people_person.search_text",
        "people_personimport.original_name",
        "people_personimport.report",
        "people_user.email",
        "people_user.sign_in_phone",
        "people_user.username",
        "wagtailcore_modellogentry.data",
        "wagtailcore_modellogentry.label",
        "wagtailcore_pagelogentry.data",
        "wagtailcore_pagelogentry.label",
        "wagtailcore_revision.content",
        "wagtailcore_revision.object_str",
        "wagtailusers_userprofile.avatar",
    }
    erase(person, actor=administrator)
    assert canary.places_of() == set()


def test_every_figure_stays(person: Person, administrator: User, erase: Callable[..., Person]) -> None:
    before, marks = figures(), Mark.objects.count()
    assert len(before) == 2 * len(COMPUTATIONS)
    assert any(person.pk in figure.behind for figure in before.values())
    erase(person, actor=administrator)
    assert figures() == before
    assert Mark.objects.count() == marks


def test_twice_is_once(person: Person, administrator: User, erase: Callable[..., Person]) -> None:
    erase(person, actor=administrator)
    once = canary.dump()
    erase(person, actor=administrator)
    assert canary.dump() == once


def test_what_she_is_called_now(person: Person, administrator: User, erase: Callable[..., Person]) -> None:
    erased = erase(person, actor=administrator)
    assert (erased.latin_name, erased.arabic_name) == (
        f"Participant supprimé #{person.pk}",
        f"مشارك محذوف #{person.pk}",
    )
    assert (erased.sex, erased.pseudonymised_at is not None) == (person.sex, True)
    absorbed = Person.objects.get(merged_into=person)
    assert (absorbed.latin_name, absorbed.pseudonymised_at is not None) == (erased.latin_name, True)
    entry = ModelLogEntry.objects.get(action="people.pseudonymised")
    assert (entry.label, entry.user, entry.data) == (erased.latin_name, administrator, {"reason": "request"})


def test_every_way_in_is_shut(person: Person, administrator: User, erase: Callable[..., Person]) -> None:
    user, client = User.objects.get(person=person), Client()
    client.force_login(user)
    assert client.get("/fr/my-learning/").status_code == 200
    erase(person, actor=administrator)
    assert client.get("/fr/my-learning/").url.startswith("/fr/account/login/")
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.groups.count()) == (False, False, 0)
    for name in (canary.USERNAME, canary.SIGN_IN_EMAIL, f"deleted-{user.pk}"):
        Client().post("/fr/account/login/", {"login": name, "password": PASSWORD})
    assert client.get("/fr/my-learning/").status_code == 302
    assert set(Invitation.objects.filter(person=person).values_list("state", flat=True)) == {
        InvitationState.ACCEPTED,
        InvitationState.WITHDRAWN,
    }
    assert SignInCard.objects.get(person=person).withdrawn_at is not None


def test_other_peoples_words_stay(person: Person, administrator: User, erase: Callable[..., Person]) -> None:
    erase(person, actor=administrator)
    by_name = {row.original_name: row for row in PersonImport.objects.all()}
    assert {name: (bool(row.file), row.state) for name, row in by_name.items()} == {
        "liste.csv": (False, ImportState.DROPPED),
        f"Participant supprimé #{person.pk}.xlsx": (False, ImportState.DROPPED),
        "autres.csv": (True, ImportState.CHECKED),
    }
    assert Merge.objects.get(kept__given_name="Ilham").reason == f"dit par Participant supprimé #{person.pk}"
    assert Registration.objects.filter(person=person).exclude(status_reason="").count() == 0


def test_a_certificate_keeps_number_and_state(
    client: Client, person: Person, administrator: User, erase: Callable[..., Person]
) -> None:
    certificate = Certificate.objects.get(person=person)
    erase(person, actor=administrator)
    page = client.get(f"/fr/verify/{certificate.code}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert certificate.serial in text
    assert canary.FULL not in text
    client.force_login(administrator)
    assert client.get(f"/fr/certificates/{certificate.uuid}.pdf").status_code == 422


def test_she_leaves_the_sessions_to_come(person: Person, administrator: User, erase: Callable[..., Person]) -> None:
    day = timezone.localdate() + datetime.timedelta(days=10)
    session = SessionFactory(starts_on=day)
    registration = RegistrationFactory(session=session, person=person)
    erase(person, actor=administrator)
    registration.refresh_from_db()
    session.refresh_from_db()
    assert (registration.status, session.seats_taken) == ("withdrawn", 0)


class TestWho:
    def test_nobody_but_national_administrators(self, person: Person) -> None:
        for role in set(Role) - {Role.ADMINISTRATOR, Role.UPE_COORDINATOR, Role.TERRITORIAL_COORDINATOR}:
            with pytest.raises(PermissionDenied):
                pseudonymise(person, actor=UserFactory(with_role=role), reason="request")
        person.refresh_from_db()
        assert person.pseudonymised_at is None

    def test_nobody_themselves(self, administrator: User) -> None:
        with pytest.raises(PermissionDenied):
            pseudonymise(administrator.person, actor=administrator, reason="request")

    def test_an_administrator_hands_over_first(self, administrator: User) -> None:
        other = UserFactory(administrator=True)
        with pytest.raises(ValidationError) as refusal:
            pseudonymise(other.person, actor=administrator, reason="request")
        assert refusal.value.code == "administrator"

    def test_other_roles_end(self, administrator: User) -> None:
        other = UserFactory(trainer=True)
        grant(other, Role.LEARNER)
        pseudonymise(other.person, actor=administrator, reason="request")
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        assert set(RoleGrant.objects.filter(user=other).values_list("ends_on", flat=True)) == {yesterday}


class TestWords:
    """Which spellings name somebody, and which do not."""

    @pytest.fixture
    def traces(self, db: None) -> Any:
        person = Person.objects.create(
            given_name="Fatima-Zahra", family_name="Aït Baha", given_name_ar="فاطمة", family_name_ar="أيت باها",
            phone="+212612345678", email="fz@example.org", personal_code="AB12CD",
        )  # fmt: skip
        return traces_of([person])

    @pytest.mark.parametrize(
        "text",
        ["Fatima-Zahra Aït Baha", "AÏT  BAHA Fatima Zahra", "وفاطمة أيت باها", "0612345678", "06.12.34.56.78",
         "+212 6 12 34 56 78", "FZ@example.org", "code ab12cd."],
    )  # fmt: skip
    def test_found(self, traces: Any, text: str) -> None:
        assert traces.found_in(text)
        assert traces.label in traces.cleaned(text)

    @pytest.mark.parametrize(
        "text", ["Fatima", "Aït Baha", "10612345678", "061234567", "xfz@example.orgx", "XAB12CD", ""]
    )
    def test_not_found(self, traces: Any, text: str) -> None:
        assert not traces.found_in(text)
        assert traces.cleaned(text) == text

    def test_one_name_alone_in_a_text_about_them(self, traces: Any) -> None:
        assert traces.cleaned("Mme Aït Baha", closely=True) == f"Mme {traces.label}"
        assert traces.cleaned("les Aït Bahaoui", closely=True) == "les Aït Bahaoui"

    def test_json(self, traces: Any) -> None:
        data = {"a": ["Fatima-Zahra Aït Baha", 1, None], "b": {"c": "autre"}}
        assert traces.cleaned_data(data) == {"a": [traces.label, 1, None], "b": {"c": "autre"}}


def test_every_free_text_of_ours_is_declared() -> None:
    """Long texts of records are looked through, or are known to hold no participant's name."""
    from django.apps import apps
    from django.db import models

    from lms.core.checks import is_ours

    of_the_office = {"courses", "cms"}  # the catalogue and pages: published texts, written by authors
    no_name = {
        "attendance.Series.declared_source_fr", "attendance.Series.declared_source_ar",
        "indicators.Indicator.definition_fr", "indicators.Indicator.definition_ar", "indicators.Freeze.figures",
        "indicators.Freeze.rows", "indicators.Target.note", "people.Province.variants", "people.Duplicate.reasons",
        "attendance.Series.name_fr", "attendance.Series.name_ar", "indicators.Commitment.title_fr",
        "indicators.Commitment.title_ar", "indicators.ReportDeadline.address", "indicators.ChildrenServed.source",
    }  # fmt: skip
    # Emptied by an eraser of their own, whatever they hold.
    emptied = {"people.Merge.journal", "people.DataRequest.changes", "certificates.Certificate.payload"}
    kinds = (models.TextField, models.JSONField)
    long_texts = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if is_ours(model) and model._meta.app_label not in of_the_office
        for field in model._meta.concrete_fields
        if (isinstance(field, kinds) and field.name != "search_text")
        or (isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) >= 200
            and not isinstance(field, models.EmailField))
    }  # fmt: skip
    declared = {f"{label}.{name}" for label, name in FREE_TEXTS}
    assert long_texts - declared - emptied - no_name == set()

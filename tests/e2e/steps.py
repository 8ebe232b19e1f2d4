"""What each person does along the chain, one function per task."""

from __future__ import annotations

import io
import re

from django.core import mail
from pypdf import PdfReader

from attendance.enums import SessionStatus
from attendance.models import Mark
from certificates.models import Certificate
from lms.people.models import Person
from tests.factories import PASSWORD

from .walking import Walker
from .world import QUESTIONS, World

PHONE = 360
NEWCOMER = {
    "given_name": "Fatima-Zahra",
    "family_name": "Aït Baha",
    "given_name_ar": "فاطمة الزهراء",
    "family_name_ar": "أيت باها",
}
EMAIL = "fatima-zahra@example.org"
REVISED = {"fr": "On écoute jusqu'au bout, puis on note.", "ar": "نستمع إلى النهاية ثم ندون."}


def invite(coordinator: Walker) -> None:
    """The coordinator records a newcomer of the unit and invites her by e-mail."""
    coordinator.sign_in("younes")
    assert coordinator.page.url.endswith("/team/")
    coordinator.follow("Invite a colleague")
    coordinator.fill(
        **NEWCOMER, sex="female", profession="social_assistant", email=EMAIL, language=coordinator.language
    )
    coordinator.press("Record and invite")
    coordinator.reads(name_of(NEWCOMER, coordinator.language))
    assert [message.to for message in mail.outbox] == [[EMAIL]]


def name_of(names: dict[str, str], language: str) -> str:
    suffix = "_ar" if language == "ar" else ""
    return f"{names[f'given_name{suffix}']} {names[f'family_name{suffix}']}"


def revise_first_lesson(author: Walker, world: World, language: str) -> None:
    """The trainer changes a sentence of the first lesson in Wagtail and publishes it."""
    author.sign_in("samira")
    page = world.lesson_page(1, language)
    author.open(f"/admin/pages/{page.pk}/edit/")
    author.page.locator("textarea[name$='-value-text']").fill(REVISED[language])
    author.page.locator(".w-dropdown-button .w-dropdown__toggle").click()
    with author.page.expect_navigation():
        author.page.locator("button[name='action-publish']").click()
    author.open(page.url)
    author.reads(REVISED[language])


def open_account(learner: Walker) -> None:
    """The link of the e-mail opens an account, once."""
    (link,) = re.findall(r"http://\S+", mail.outbox[0].body)
    learner.open(link)
    learner.reads(name_of(NEWCOMER, learner.language))
    learner.fits()
    learner.fill(username="fatima", password1=PASSWORD, password2=PASSWORD)
    learner.press("Open my account")
    learner.fits()
    learner.press("I have read this notice: continue")
    assert learner.page.url.endswith(f"/{learner.language}/my-learning/"), learner.page.locator("main").inner_text()
    learner.fits()


def read_module(learner: Walker, world: World, language: str) -> None:
    """She enrols and reads both lessons; the first one holds the revised sentence."""
    learner.open(f"/{language}/modules/")
    learner.fits()
    learner.page.get_by_role("link", name=getattr(world.course, f"title_{language}")).click()
    learner.page.wait_for_url("**/modules/m03/")
    learner.look()
    learner.fits()
    learner.press("Enrol and begin")
    learner.reads(world.key_message(language))
    learner.fits()
    learner.press("Finish and continue")
    learner.press("Finish the lesson")


def pass_test(learner: Walker, side: int) -> None:
    """She answers each question rightly and reads that she passed."""
    learner.press("Start the test")
    for number, (question, right, _wrong) in enumerate(QUESTIONS, start=1):
        learner.reads(question[side])
        learner.fits()
        learner.choose_answer(right[side])
        learner.press("Confirm my answer")
        learner.reads(learner.say("That is right"))
        if number < len(QUESTIONS):
            learner.follow("Next question")
    learner.press("Hand in and see my result")
    learner.reads(learner.say("Test passed"))
    learner.fits()


def register_newcomer(coordinator: Walker, world: World, person: Person) -> None:
    """The coordinator finds the session and registers the newcomer among the team."""
    coordinator.follow("Sessions", within="header")
    coordinator.page.get_by_role("link", name=getattr(world.course, f"title_{coordinator.language}")).first.click()
    coordinator.page.wait_for_url(f"**/{world.session.uuid}/")
    coordinator.look()
    coordinator.follow("Choose the persons")
    coordinator.page.get_by_label(name_of(NEWCOMER, coordinator.language)).check()
    coordinator.press("Register")
    coordinator.reads(name_of(NEWCOMER, coordinator.language))
    assert world.session.registrations.get(person=person).is_seated


def hold_session(trainer: Walker, world: World) -> None:
    """On the phone: everybody present, then the exception; then the session is closed."""
    halves = [str(trainer.say(half)) for half in ("Morning", "Afternoon")]
    trainer.sign_in("samira")
    trainer.fits()
    trainer.page.locator(f"a[href$='{world.session.uuid}/']").first.click()
    trainer.page.wait_for_url(f"**/{world.session.uuid}/")
    trainer.look()
    trainer.fits()
    trainer.follow("Open the register")
    trainer.fits()
    for number, half in enumerate(halves, start=1):
        trainer.page.locator(f"label[for=view{number}]").click()
        trainer.press("All present: %(half)s", half=half)
    absent = world.colleague.arabic_name if trainer.language == "ar" else world.colleague.latin_name
    for number, half in enumerate(halves, start=1):
        trainer.page.locator(f"label[for=view{number}]").click()
        marks = trainer.page.get_by_role("radiogroup", name=f"{absent}, {half}")
        marks.get_by_text(trainer.say("Absent"), exact=True).click()
    trainer.press("Save")
    trainer.open(f"/{trainer.language}/sessions/{world.session.uuid}/")
    trainer.fits()
    trainer.follow("Close the session")
    trainer.fits()
    trainer.press("Close the session")
    world.session.refresh_from_db()
    assert world.session.status == SessionStatus.HELD
    marks = Mark.objects.filter(slot__session=world.session)
    assert set(marks.filter(registration__person=world.colleague).values_list("status", flat=True)) == {"absent"}
    assert marks.filter(status="present").count() == 2 * len(halves)


def issue_certificates(administrator: Walker, world: World) -> None:
    """One action issues what everybody earned."""
    administrator.sign_in("karim")
    administrator.open(f"/{administrator.language}/certificates/session/{world.session.uuid}/")
    administrator.press("Issue all certificates")
    administrator.reads(name_of(NEWCOMER, administrator.language))
    kinds = Certificate.objects.values_list("person__given_name", "kind")
    assert set(kinds) == {("Fatima-Zahra", "completion"), ("Hind", "participation")}


def download_certificate(learner: Walker, certificate: Certificate) -> None:
    """The learner finds her certificate on her phone and keeps the file."""
    learner.open(f"/{learner.language}/certificates/")
    learner.reads(certificate.serial)
    learner.fits()
    link = learner.page.locator(f"a[href*='{certificate.uuid}']")
    answer = learner.page.request.get(f"{learner.server}{link.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)
    assert certificate.serial in text
    assert "Fatima-Zahra" in text


def verify(visitor: Walker, certificate: Certificate) -> None:
    """Anybody with the paper in hand types its code and reads that it is valid, and whose it is."""
    visitor.open(f"/{visitor.language}/verify/")
    visitor.fits()
    visitor.fill(code=certificate.code.lower())
    visitor.press("Verify", within="main form")
    visitor.fits()
    assert visitor.page.locator(".verdict").count() == 1
    assert visitor.page.locator(".verdict--bad").count() == 0
    for language in ("fr", "ar"):
        visitor.reads(name_of(NEWCOMER, language))
    assert visitor.page.context.cookies() == []


def count_learner(officer: Walker, person: Person, language: str) -> None:
    """The ministry reads two persons trained, and opens the figure to the learner's name."""
    officer.sign_in("nadia")
    figure = officer.page.locator(".keyfig").filter(has=officer.page.get_by_text("I-2", exact=True))
    assert figure.locator(".keyfig__value b").inner_text() == "2"
    with officer.page.expect_navigation():
        figure.locator("a").click()
    officer.look()
    assert officer.page.locator("tbody").last.get_by_text(name_of(NEWCOMER, language)).count() == 1
    assert officer.page.locator(".keyfig__value b").inner_text() == "2"

"""Take the README's pictures again: `make screenshots`.

The demonstration is loaded into a database of its own, served, and walked through with Chromium; docs/pictures/ gets
one small WebP file per screen. The pictures of a phone are 360 px wide, at twice the density.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
SERVER = "http://127.0.0.1:8107"
MANAGE = [sys.executable, "manage.py"]
PHONE, DESK = (360, 740), (1280, 860)
# The longest side of the certificate's picture, in dots.
CERTIFICATE_SIDE = 1200
QUALITY = 80


def main() -> int:
    tools = {name: shutil.which(name) for name in ("chromium", "pdftoppm")}
    absent = [name for name, path in tools.items() if path is None]
    if absent:
        sys.stderr.write(f"Missing: {', '.join(absent)} (apt install chromium poppler-utils)\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="takwin-pictures-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "TAKWIN_VAR_DIR": folder,
            "PUBLIC_ADDRESS": SERVER,
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        prepare()
        with served(), chromium(str(tools["chromium"])) as browser:
            PICTURES.mkdir(parents=True, exist_ok=True)
            take_all(browser)
    return 0


def prepare() -> None:
    for command in (["migrate", "--verbosity", "0"], ["createcachetable"], ["load_demo", "--fast"]):
        subprocess.run([*MANAGE, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    import django

    django.setup()


@contextmanager
def served() -> Iterator[None]:
    server = subprocess.Popen(
        [*MANAGE, "runserver", "--noreload", SERVER.removeprefix("http://")],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(SERVER)
        yield
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, seconds: int = 60) -> None:
    for _ in range(seconds * 4):
        try:
            urllib.request.urlopen(f"{address}/fr/", timeout=30).close()  # noqa: S310
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(f"{address} did not answer")


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


def arrive(browser: Browser, size: tuple[int, int], *, language: str = "fr", username: str = "") -> Page:
    """A page of a fresh browser window, signed in as an account of the demonstration."""
    from django.conf import settings
    from django.test import Client

    from lms.people.models import User
    from lms.people.privacy.notice import accept_notice

    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if size == PHONE else 1,
        locale=f"{language}-MA",
        reduced_motion="reduce",
    )
    if username:
        user = User.objects.get(username=username)
        accept_notice(actor=user)  # read once, as everybody does
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": SERVER}])
    return context.new_page()


def take(page: Page, name: str, address: str) -> None:
    """The first screenful of `address`, kept as docs/pictures/<name>.webp."""
    page.goto(f"{SERVER}{address}", wait_until="networkidle")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    keep(page.screenshot(), name)
    page.context.close()


def keep(picture: bytes, name: str) -> None:
    from PIL import Image

    target = PICTURES / f"{name}.webp"
    Image.open(io.BytesIO(picture)).convert("RGB").save(target, "WEBP", quality=QUALITY, method=6)
    sys.stderr.write(f"{target.relative_to(ROOT)} {target.stat().st_size // 1024} KB\n")


def take_all(browser: Browser) -> None:
    from django.utils import timezone

    from certificates.models import Certificate
    from cms.models import LessonPage

    lessons = LessonPage.objects.filter(lesson__version__course__code="M02", lesson__position=2)
    named_twice = Certificate.objects.exclude(person__given_name="").exclude(person__given_name_ar="")
    certificate = named_twice.valid_on(timezone.localdate()).order_by("-issued_on", "serial")[0]
    register, held = sessions()
    french_lesson = lessons.get(locale__language_code="fr")
    arabic_lesson = lessons.get(locale__language_code="ar")
    take(arrive(browser, DESK), "home", "/fr/")
    take(arrive(browser, PHONE, language="ar", username="learner"), "lesson", arabic_lesson.url)
    take(arrive(browser, PHONE, username="trainer"), "register", f"/fr/sessions/{register}/register/")
    take(arrive(browser, DESK, username="coordinator"), "team", "/fr/team/")
    take(arrive(browser, DESK, username="officer"), "dashboard", "/fr/indicators/")
    take(arrive(browser, DESK, username="admin"), "certificates", f"/fr/certificates/session/{held}/")
    take(arrive(browser, DESK, username="editor"), "editor", f"/admin/pages/{french_lesson.pk}/edit/")
    take(arrive(browser, PHONE), "verification", f"/fr/verify/{certificate.code}/")
    keep(picture_of_pdf(certificate), "certificate")


def sessions() -> tuple[Any, Any]:
    """The session whose register the trainer has open, and one whose certificates were issued."""
    from attendance.enums import OPEN_STATUSES
    from attendance.models import Registration, Session
    from certificates.models import Certificate
    from lms.people.models import User

    trainer = User.objects.get(username="trainer")
    led = Session.objects.led_by(trainer)
    is_open = led.filter(status__in=OPEN_STATUSES, registrations__marks__isnull=False).distinct()
    register = (
        is_open.order_by("starts_on").first() or led.filter(status__in=OPEN_STATUSES).earliest("starts_on")
    ).uuid
    issued = Certificate.objects.values("registration__session")
    held = Registration.objects.filter(session__in=issued).order_by("-session__ends_on").first()
    return register, held.session.uuid if held else None


def picture_of_pdf(certificate: Any) -> bytes:
    from django.test import override_settings

    from certificates.documents import certificate_pdf

    with override_settings(WAGTAILADMIN_BASE_URL="https://takwin.example"):
        pdf = certificate_pdf(certificate)
    done = subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-scale-to", str(CERTIFICATE_SIDE), "-"],
        input=pdf,
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

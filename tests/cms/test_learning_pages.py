"""Home, catalogue, module and lesson pages, for visitors and for those who follow."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from attendance.enums import RegistrationStatus
from courses.enrolment import enrol
from courses.enums import Modality, VersionState
from courses.lesson_progress import finish_lesson
from courses.models import Course, CourseVersion
from lms.people.models import User
from tests.cms.tree import lesson_page, show
from tests.factories import (
    CompetencyFactory,
    CourseVersionFactory,
    LessonFactory,
    RegistrationFactory,
    SessionFactory,
    ThemeFactory,
)
from tests.hostile import HOSTILE
from tests.wording import said, said_of, words_of


def module_address(version: CourseVersion, language: str = "fr") -> str:
    return f"/{language}/modules/{version.course.code.lower()}/"


def codes_in(response: Any) -> list[str]:
    return [version.course.code for version in response.context["page_obj"]]


@pytest.fixture
def modules(db: Any) -> list[CourseVersion]:
    """Three modules: of two themes, two forms, three sets of competencies."""
    detection = ThemeFactory(code="T2", name_fr="Repérage", name_ar="الرصد")
    rows = [
        ("Z01", "Écouter l'enfant", "الاستماع إلى الطفل", "A2", Modality.IN_PERSON, ThemeFactory(code="T3")),
        ("Z02", "Repérer les signes", "رصد العلامات", "A1", Modality.REMOTE, detection),
        ("Z03", "Signaler à la province", "التبليغ في الإقليم", "B4", Modality.REMOTE, detection),
    ]
    versions = []
    for code, title_fr, title_ar, competency, modality, theme in rows:
        version = CourseVersionFactory(
            course__code=code, course__title_fr=title_fr, course__title_ar=title_ar, course__theme=theme,
            course__modality=modality,
        )  # fmt: skip
        version.course.competencies.add(CompetencyFactory(code=competency))
        LessonFactory(version=version)
        show(version)
        versions.append(version)
    CourseVersionFactory(draft=True, course__code="Z99", course__title_fr="Écouter en brouillon")
    return versions


# ------------------------------------------------------------------------------ home


def test_home_without_figures_or_sessions_leaves_them_out(client: Client, version: CourseVersion) -> None:
    response = client.get("/fr/")
    words = words_of(response)
    assert 'class="stats"' not in words
    assert said("No session is planned at the moment.") in words
    assert version.course.title_fr in words
    assert f'action="{reverse("verify")}"' in words


def test_home_shows_the_next_sessions_and_no_past_one(client: Client, version: CourseVersion) -> None:
    today = timezone.localdate()
    later = today + datetime.timedelta(days=40)
    for start in (today - datetime.timedelta(days=9), today, later):
        SessionFactory(version=version, starts_on=start, ends_on=start, capacity=1)
    response = client.get("/fr/")
    assert [row.starts_on for row in response.context["sessions"]] == [today, later]
    assert said_of("%(count)s seat left", "%(count)s seats left", 1) in words_of(response)


# ------------------------------------------------------------------------------ catalogue


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["Z01", "Z02", "Z03"]),
        ("q=ecouter", ["Z01"]),  # no accent, not the draft
        ("q=ÉCOUTER", ["Z01"]),
        ("q=استماع", ["Z01"]),  # without the article
        ("q=z03", ["Z03"]),
        ("q=rien", []),
        ("c=A1", ["Z02"]),
        ("c=A1&c=B4", ["Z02", "Z03"]),
        ("t=T2", ["Z02", "Z03"]),
        ("f=remote&c=B4", ["Z03"]),
        ("f=in_person&t=T2", []),
        ("c=ZZ&t=T9&f=boat", ["Z01", "Z02", "Z03"]),  # not understood: said, and the list stays
    ],
)
def test_catalogue_is_searched_and_filtered(
    client: Client, modules: list[CourseVersion], query: str, codes: list[str]
) -> None:
    for language in ("fr", "ar"):
        assert codes_in(client.get(f"/{language}/modules/?{query}")) == codes


def test_nothing_found_offers_everything(client: Client, modules: list[CourseVersion]) -> None:
    words = words_of(client.get("/fr/modules/?q=rien"))
    assert said("No module matches") in words
    assert said("Show all the modules") in words
    assert 'href="/fr/modules/"' in words


def test_empty_catalogue_says_it_is_being_prepared(client: Client, db: Any) -> None:
    assert said("The catalogue is being prepared") in words_of(client.get("/fr/modules/"))


def test_twelve_modules_per_page(client: Client, db: Any) -> None:
    for number in range(13):
        show(CourseVersionFactory(course__code=f"P{number:02d}"), languages=("fr",))
    first = client.get("/fr/modules/?f=in_person")
    assert (len(codes_in(first)), first.context["result_count"]) == (12, 13)
    assert "?f=in_person&page=2" in words_of(first)
    assert codes_in(client.get("/fr/modules/?page=2")) == ["P12"]
    assert codes_in(client.get("/fr/modules/?page=99")) == ["P12"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_searches_are_answered(client: Client, modules: list[CourseVersion], text: str) -> None:
    response = client.get("/fr/modules/", dict.fromkeys(("q", "c", "t", "f", "page"), text))
    assert response.status_code == 200
    assert "<img src=http" not in response.content.decode()


def test_followed_modules_are_marked_for_their_learner_only(
    client: Client, signed: Client, learner: User, modules: list[CourseVersion]
) -> None:
    enrol(learner.person, modules[1], actor=learner)
    flags = {row.course.code: row.is_followed for row in signed.get("/fr/modules/").context["page_obj"]}
    assert flags == {"Z01": False, "Z02": True, "Z03": False}
    assert not any(row.is_followed for row in Client().get("/fr/modules/").context["page_obj"])


# ------------------------------------------------------------------------------ module


def test_module_page_for_a_visitor(client: Client, version: CourseVersion) -> None:
    words = words_of(client.get(module_address(version)))
    assert "<li>nommer ;</li><li>situer.</li>" in words
    assert f'href="{lesson_page(version, 1).url}"' in words
    assert f'href="/fr/account/login/?next={module_address(version)}"' in words
    assert "course-enrol" not in words
    assert '<form class="actions" method="post"' not in words
    assert words.count('class="btn"') == 1


@pytest.mark.parametrize(
    ("minutes", "threshold", "half_days"),
    [
        (180, 80, (1, 1)),
        (360, 80, (2, 2)),
        (720, 80, (4, 4)),
        (720, 75, (4, 3)),
        (1080, 80, (6, 5)),
        (1440, 80, (8, 7)),
        (1800, 80, (10, 8)),
    ],
)
def test_conditions_are_said_in_half_days(
    client: Client, version: CourseVersion, minutes: int, threshold: int, half_days: tuple[int, int]
) -> None:
    CourseVersion.objects.update(minutes=minutes, attendance_threshold=threshold)
    conditions = client.get(module_address(version)).context["conditions"]
    assert (conditions.half_days, conditions.half_days_needed) == half_days
    assert (conditions.questions, conditions.right_answers_needed) == (3, 2)


def test_each_state_of_the_learner_has_one_next_step(signed: Client, learner: User, version: CourseVersion) -> None:
    address = module_address(version)
    words = words_of(signed.get(address))
    assert f'action="{reverse("course-enrol", args=[version.course.uuid])}"' in words
    enrolment = enrol(learner.person, version, actor=learner)
    first, second = version.lessons.all()
    assert said("Begin the first lesson") in words_of(signed.get(address))
    finish_lesson(enrolment, first, actor=learner)
    words = words_of(signed.get(address))
    assert said("Resume the module") in words
    assert f'<a class="btn" href="{lesson_page(version, 2).url}"' in words
    finish_lesson(enrolment, second, actor=learner)
    words = words_of(signed.get(address))
    assert f'<a class="btn" href="{reverse("test-start", args=[version.course.uuid])}"' in words
    version.questions.all().delete()
    CourseVersion.objects.update(pass_mark=None)
    words = words_of(signed.get(address))
    assert said("You have finished this module") in words
    assert 'class="btn"' not in words


def test_withdrawn_module_says_so_and_takes_nobody_new(signed: Client, version: CourseVersion) -> None:
    CourseVersion.objects.update(state=VersionState.WITHDRAWN)
    words = words_of(signed.get(module_address(version)))
    assert said("This module has been withdrawn") in words
    assert reverse("course-enrol", args=[version.course.uuid]) not in words
    assert version.course.code not in words_of(signed.get("/fr/modules/")).split("<main")[1]


def test_module_without_a_version_is_being_prepared(client: Client, db: Any) -> None:
    version = CourseVersionFactory(draft=True)
    LessonFactory(version=version, title_fr="Leçon secrète")
    show(version)
    words = words_of(client.get(module_address(version)))
    assert said("This module is being prepared") in words
    assert "Leçon secrète" not in words


def test_sessions_show_the_readers_own_registration_only(signed: Client, learner: User, version: CourseVersion) -> None:
    day = timezone.localdate() + datetime.timedelta(days=5)
    sessions = [SessionFactory(version=version, starts_on=day, ends_on=day) for _number in range(3)]
    RegistrationFactory(session=sessions[0], person=learner.person)
    RegistrationFactory(session=sessions[1], person=learner.person, status=RegistrationStatus.WAITING)
    RegistrationFactory(session=sessions[2])
    shown = signed.get(module_address(version)).context["sessions"]
    assert {row.pk: row.own_status for row in shown} == {
        sessions[0].pk: "confirmed", sessions[1].pk: "waiting", sessions[2].pk: None,
    }  # fmt: skip
    assert {row.own_status for row in Client().get(module_address(version)).context["sessions"]} == {None}


# ------------------------------------------------------------------------------ lesson


def test_lesson_for_a_visitor_reads_on_and_invites_to_sign_in(client: Client, version: CourseVersion) -> None:
    words = words_of(client.get(lesson_page(version, 1).url))
    assert "Un texte à lire." in words
    assert said("No data about children here") in words
    assert said("Keep your progress") in words
    assert f'<a class="btn" href="{lesson_page(version, 2).url}"' in words
    assert "lesson-finish" not in words
    assert words.count('class="btn"') == 1


def test_last_lesson_leads_to_the_test(signed: Client, learner: User, version: CourseVersion) -> None:
    test = reverse("test-start", args=[version.course.uuid])
    address = lesson_page(version, 2).url
    words = words_of(signed.get(address))
    assert f'name="next" value="{test}"' in words
    assert f'href="{lesson_page(version, 1).url}"' in words  # the lesson before
    enrolment = enrol(learner.person, version, actor=learner)
    finish_lesson(enrolment, version.lessons.get(position=2), actor=learner)
    words = words_of(signed.get(address))
    assert f'<a class="btn" href="{test}"' in words
    assert '<form class="actions"' not in words


def test_last_lesson_without_a_test_leads_back_to_the_module(signed: Client, version: CourseVersion) -> None:
    CourseVersion.objects.update(pass_mark=None)
    words = words_of(signed.get(lesson_page(version, 2).url))
    assert f'name="next" value="{module_address(version)}"' in words


def test_lesson_without_a_page_in_this_language_is_listed_unlinked(client: Client, version: CourseVersion) -> None:
    lesson_page(version, 2, "ar").unpublish()
    words = words_of(client.get(module_address(version, "ar")))
    assert "درس تجريبي 2" in words
    assert "/ar/modules/x/lecon-2/" not in words
    assert f"{module_address(version, 'ar')}lecon-2/" not in words
    assert client.get(lesson_page(version, 1, "ar").url).status_code == 200


def test_names_typed_by_editors_are_escaped(client: Client, version: CourseVersion) -> None:
    Course.objects.update(summary_fr="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(module_address(version)).content.decode()

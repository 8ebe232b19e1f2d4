"""A small portal to walk through: one unit, one module in both languages, one session today, one account per role.

Everything is made through the services and the factories the rest of the tests use, in about a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from attendance.models import Session
from attendance.services.planning import plan_session
from attendance.services.registration import register_person
from cms.models import CataloguePage, CoursePage, LessonPage
from courses.models import Choice, Competency, Course, CourseVersion, Lesson, Question
from lms.indicators.models import Commitment, Period
from lms.people.models import Organisation, Person, User
from tests.factories import (
    AffiliationFactory,
    CourseFactory,
    CourseVersionFactory,
    OrganisationFactory,
    PersonFactory,
    ThemeFactory,
    UserFactory,
    province,
)

LESSONS = (
    ("Les premières minutes", "الدقائق الأولى", "Accueillir sans interroger.", "الاستقبال دون استنطاق."),
    (
        "Orienter sans perdre l'enfant",
        "التوجيه دون أن نفقد الطفل",
        "Accompagner jusqu'au bout.",
        "المواكبة إلى النهاية.",
    ),
)
KEY_MESSAGES = {"fr": "Écouter d'abord, écrire ensuite.", "ar": "ننصت أولا ثم نكتب."}
PROSE = {
    "fr": "<p>Un enfant qui parle choisit à qui il parle. On s'assoit à sa hauteur et on le laisse finir.</p>"
    "<h2>Ce qu'on ne demande pas</h2><ul><li>Pourquoi il n'a rien dit plus tôt.</li><li>S'il est sûr.</li></ul>",
    "ar": "<p>الطفل الذي يتكلم يختار من يحدثه. نجلس في مستواه ونتركه يكمل كلامه.</p>"
    "<h2>ما لا نسأل عنه</h2><ul><li>لماذا لم يتكلم من قبل.</li><li>هل هو متأكد.</li></ul>",
}
CASES = {
    "fr": {
        "title": "Le mardi matin",
        "situation": "<p>Une voisine amène un enfant de neuf ans à l'unité. Il ne dit rien.</p>",
        "questions": ["Que faites-vous dans les cinq premières minutes ?"],
        "guidance": "<p>On donne de l'eau, on se présente, on attend.</p>",
        "is_fictional": True,
    },
    "ar": {
        "title": "صباح يوم الثلاثاء",
        "situation": "<p>جارة تأتي إلى الوحدة بطفل عمره تسع سنوات. لا يقول شيئا.</p>",
        "questions": ["ماذا تفعلون في الدقائق الخمس الأولى؟"],
        "guidance": "<p>نقدم الماء، ونعرف بأنفسنا، وننتظر.</p>",
        "is_fictional": True,
    },
}
# Text and right choice first, then a wrong one: French, Arabic.
QUESTIONS = (
    (
        ("L'enfant se tait. Que faites-vous ?", "الطفل صامت. ماذا تفعلون؟"),
        ("Attendre avec lui", "الانتظار معه"),
        ("Répéter la question", "تكرار السؤال"),
    ),
    (
        ("Qui décide du placement ?", "من يقرر الإيداع؟"),
        ("Le juge des mineurs", "قاضي الأحداث"),
        ("Le voisin", "الجار"),
    ),
)


@dataclass
class World:
    """The records a walk needs, by name."""

    unit: Organisation
    other_unit: Organisation
    administrator: User
    coordinator: User
    trainer: User
    officer: User
    learner: User
    colleague: Person
    course: Course
    version: CourseVersion
    lessons: list[Lesson]
    session: Session

    def course_page(self, language: str) -> CoursePage:
        return CoursePage.objects.get(course=self.course, locale__language_code=language)

    def key_message(self, language: str) -> str:
        """The key message of the first lesson, as it stands."""
        blocks = self.lesson_page(1, language).body
        return str(next(block.value["text"] for block in blocks if block.block_type == "key_message"))

    def lesson_page(self, number: int, language: str) -> LessonPage:
        return LessonPage.objects.get(lesson=self.lessons[number - 1], locale__language_code=language)


def build_world(language: str = "fr") -> World:
    """A world whose people read `language`: nobody but the learner has followed anything yet."""
    keep_today_in_the_commitment()
    unit = OrganisationFactory(name_fr="UPE de Rabat", name_ar="وحدة حماية الطفولة بالرباط")
    other_unit = OrganisationFactory(
        name_fr="UPE d'Agadir", name_ar="وحدة حماية الطفولة بأكادير", province=province("09.001")
    )
    coordinator = account("younes", ("Younes", "Berrada"), ("يونس", "برادة"), language, coordinates=unit)
    trainer = account("samira", ("Samira", "Ouali"), ("سميرة", "الوالي"), language, trainer=True)
    administrator = account("karim", ("Karim", "Tazi"), ("كريم", "التازي"), language, administrator=True)
    learner = account("hind", ("Hind", "Alaoui"), ("هند", "العلوي"), language, learner=True)
    AffiliationFactory(person=learner.person, organisation=unit)
    colleague = person(("Mehdi", "Chraïbi"), ("المهدي", "الشرايبي"), language, sex="male")
    AffiliationFactory(person=colleague, organisation=unit)
    version, lessons = teach_a_module()
    session = plan_session(
        version=version,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        province=unit.province,
        trainers=[trainer.person],
        venue_fr="Centre social, Rabat",
        venue_ar="المركز الاجتماعي، الرباط",
        actor=administrator,
    )
    for participant in (learner.person, colleague):
        register_person(session, participant, actor=administrator)
    return World(
        unit=unit,
        other_unit=other_unit,
        administrator=administrator,
        coordinator=coordinator,
        trainer=trainer,
        officer=account("nadia", ("Nadia", "Sefrioui"), ("نادية", "الصفريوي"), language, ministry_officer=True),
        learner=learner,
        colleague=colleague,
        course=version.course,
        version=version,
        lessons=lessons,
        session=session,
    )


def person(latin: tuple[str, str], arabic: tuple[str, str], language: str, **columns: Any) -> Person:
    return PersonFactory(
        given_name=latin[0],
        family_name=latin[1],
        given_name_ar=arabic[0],
        family_name_ar=arabic[1],
        language=language,
        **columns,
    )


def account(name: str, latin: tuple[str, str], arabic: tuple[str, str], language: str, **traits: Any) -> User:
    """An account named `name`, of a person with these names."""
    return UserFactory(username=name, person=person(latin, arabic, language, email=f"{name}@example.org"), **traits)


def keep_today_in_the_commitment() -> None:
    """Figures count inside the commitment's years; the walk happens today, whenever that is."""
    year_end = timezone.localdate().replace(month=12, day=31)
    Commitment.objects.filter(ends_on__lt=year_end).update(ends_on=year_end)
    Period.objects.filter(kind="plan", ends_on__lt=year_end).update(ends_on=year_end)


def teach_a_module() -> tuple[CourseVersion, list[Lesson]]:
    """A published module of two lessons and a final test, with its pages in both languages."""
    course = CourseFactory(
        code="M03",
        title_fr="Accueillir et écouter l'enfant",
        title_ar="استقبال الطفل والاستماع إليه",
        summary_fr="Les premières minutes, les mots à choisir, les questions à ne pas poser.",
        summary_ar="الدقائق الأولى، والكلمات المناسبة، والأسئلة التي لا تُطرح.",
        theme=ThemeFactory(code="T3", name_fr="Écoute et accueil", name_ar="الاستماع والاستقبال"),
    )
    course.competencies.add(
        Competency.objects.get_or_create(code="A1", defaults={"name_fr": "Accueil", "name_ar": "الاستقبال"})[0]
    )
    version = CourseVersionFactory(
        course=course,
        with_test=True,
        practice_share=50,
        objectives_fr="accueillir un enfant sans l'interroger ;",
        objectives_ar="استقبال طفل دون استنطاقه؛",
        audience_fr="Toute personne d'une unité.",
        audience_ar="كل من يعمل في وحدة.",
        sources_fr="Guide national de l'écoute",
        sources_ar="الدليل الوطني للاستماع",
    )
    lessons = [
        Lesson.objects.create(
            version=version, position=number, title_fr=row[0], title_ar=row[1], summary_fr=row[2], summary_ar=row[3]
        )
        for number, row in enumerate(LESSONS, start=1)
    ]
    for number, texts in enumerate(QUESTIONS, start=1):
        ask(version, number, texts, lessons[-1])
    publish_pages(course, lessons)
    return version, lessons


def ask(version: CourseVersion, number: int, texts: tuple[tuple[str, str], ...], lesson: Lesson) -> None:
    (text_fr, text_ar), *choices = texts
    question = Question.objects.create(
        version=version,
        position=number,
        lesson=lesson,
        text_fr=text_fr,
        text_ar=text_ar,
        explanation_fr="La leçon le montre par un exemple.",
        explanation_ar="يوضح الدرس ذلك بمثال.",
    )
    for position, (choice_fr, choice_ar) in enumerate(choices, start=1):
        Choice.objects.create(
            question=question, position=position, text_fr=choice_fr, text_ar=choice_ar, is_correct=position == 1
        )


def publish_pages(course: Course, lessons: list[Lesson]) -> None:
    """The pages of a module and its lessons in French and in Arabic, linked as translations."""
    keys: dict[str, Any] = {}
    for language in ("fr", "ar"):
        locale = Locale.objects.get(language_code=language)
        catalogue = CataloguePage.objects.get(locale=locale)
        course_page = CoursePage(course=course, slug=course.code.lower(), title=named(course, language), locale=locale)
        _linked(course_page, keys, "course")
        catalogue.add_child(instance=course_page)
        for lesson in lessons:
            page = LessonPage(
                lesson=lesson,
                slug=f"lecon-{lesson.position}",
                title=named(lesson, language),
                locale=locale,
                body=body_of_lesson(language),
            )
            _linked(page, keys, f"lesson-{lesson.position}")
            course_page.add_child(instance=page)
            page.save_revision().publish()


def named(record: Any, language: str) -> str:
    return str(getattr(record, f"title_{language}"))


def body_of_lesson(language: str) -> list[tuple[str, Any]]:
    return [
        ("paragraph", PROSE[language]),
        ("key_message", {"text": KEY_MESSAGES[language]}),
        ("case_study", CASES[language]),
    ]


def _linked(page: Any, keys: dict[str, Any], name: str) -> None:
    if name in keys:
        page.translation_key = keys[name]
    else:
        keys[name] = page.translation_key

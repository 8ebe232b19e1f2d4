"""Writing lessons: a French page translated into Arabic through wagtail-localize, and what the forms refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.models import LessonPage
from tests.cms.tree import lesson_page, show
from tests.factories import CourseVersionFactory, LessonFactory, UserFactory
from tests.wording import words_of

CASE = {
    "type": "case_study",
    "id": "5d6f7c3a-7b0e-4d62-9a53-0d8f5f0d1c11",
    "value": {
        "title": "Cas fictif",
        "situation": "<p>Une situation.</p>",
        "questions": [{"type": "item", "id": "5d6f7c3a-7b0e-4d62-9a53-0d8f5f0d1c12", "value": "Que faire ?"}],
        "guidance": "",
        "is_fictional": True,
    },
}
PARAGRAPH = {"type": "paragraph", "id": "5d6f7c3a-7b0e-4d62-9a53-0d8f5f0d1c13", "value": "<p>Bonjour.</p>"}
ARABIC = {
    "Leçon d'essai 1": "درس للتجربة", "Bonjour.": "مرحبا.", "Cas fictif": "حالة افتراضية",
    "Une situation.": "وضعية.", "Que faire ?": "ما العمل؟",
}  # fmt: skip


@pytest.fixture
def french_only(db: Any) -> LessonPage:
    """A lesson written in French alone, with a paragraph and a case study."""
    version = CourseVersionFactory()
    LessonFactory(version=version)
    show(version, languages=("fr",), body=[PARAGRAPH, CASE])
    return lesson_page(version, 1)


def translate(page: Page) -> Translation:
    source, _created = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(language_code="ar")
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=False)
    return translation


def test_french_lesson_is_translated_and_published_in_arabic(
    client: Client, french_only: LessonPage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        translate(french_only.get_parent().specific).save_target(publish=True)
    translation = translate(french_only)
    locale = translation.target_locale
    segments = translation.source.stringsegment_set.select_related("string", "context")
    assert {segment.string.data for segment in segments} >= set(ARABIC)
    for segment in segments:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": ARABIC.get(segment.string.data, segment.string.data)},
        )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    arabic = LessonPage.objects.get(locale=locale)
    assert (arabic.translation_key, arabic.lesson, arabic.live) == (
        french_only.translation_key, french_only.lesson, True,
    )  # fmt: skip
    words = words_of(client.get(arabic.url))
    for text in ARABIC.values():
        assert text in words
    assert f'href="{french_only.url}" lang="fr"' in words
    assert f'href="{arabic.url}" lang="ar"' in words_of(client.get(french_only.url))


def test_an_author_submits_a_page_for_translation_on_the_screen(client: Client, french_only: LessonPage) -> None:
    client.force_login(UserFactory(content_editor=True))
    parent = french_only.get_parent()
    address = reverse("wagtail_localize:submit_page_translation", args=[parent.pk])
    assert client.get(address).status_code == 200
    arabic = Locale.objects.get(language_code="ar")
    response = client.post(address, {"locales": [arabic.pk], "include_subtree": "on"})
    assert response.status_code == 302
    assert {
        (type(page).__name__, page.live) for page in Page.objects.filter(locale=arabic, depth__gt=3).specific()
    } == {("CoursePage", False), ("LessonPage", False)}
    assert Translation.objects.count() == 2


def test_lesson_form_offers_the_lessons_of_its_module_only(client: Client, french_only: LessonPage) -> None:
    LessonFactory()
    second = LessonFactory(version=french_only.lesson.version)
    client.force_login(UserFactory(content_editor=True))
    form = client.get(reverse("wagtailadmin_pages:edit", args=[french_only.pk])).context["form"]
    assert set(form.fields["lesson"].queryset) == {french_only.lesson, second}


def test_one_page_per_lesson_and_language(client: Client, french_only: LessonPage) -> None:
    client.force_login(UserFactory(content_editor=True))
    parent = french_only.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["cms", "lessonpage", parent.pk])
    data = {
        "title": "Une autre", "slug": "une-autre", "lesson": french_only.lesson.pk, "body-count": "1",
        "body-0-type": "key_message", "body-0-order": "0", "body-0-deleted": "", "body-0-value-text": "À retenir",
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "action-publish": "1",
    }  # fmt: skip
    response = client.post(address, data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"lesson"}
    data["lesson"] = LessonFactory(version=french_only.lesson.version).pk
    assert client.post(address, data).status_code == 302
    assert LessonPage.objects.get(slug="une-autre").live


def draftail(text: str) -> str:
    """What the rich text editor posts."""
    block = {"text": text, "type": "unstyled", "key": "a1b2c", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def test_case_study_must_be_declared_fictional(client: Client, french_only: LessonPage) -> None:
    client.force_login(UserFactory(content_editor=True))
    data = {
        "title": "Leçon", "slug": "lecon-1", "lesson": french_only.lesson.pk, "body-count": "1",
        "body-0-type": "case_study", "body-0-order": "0", "body-0-deleted": "", "body-0-value-title": "Cas",
        "body-0-value-situation": draftail("Texte"), "body-0-value-questions-count": "0",
        "body-0-value-guidance": "null", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
        "action-publish": "1",
    }  # fmt: skip
    response = client.post(reverse("wagtailadmin_pages:edit", args=[french_only.pk]), data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"body"}
    data["body-0-value-is_fictional"] = "on"
    assert client.post(reverse("wagtailadmin_pages:edit", args=[french_only.pk]), data).status_code == 302

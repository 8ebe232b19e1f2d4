"""The words of a cell for the closed lists of the records: labels of the portal, usual words and abbreviations."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.utils import translation

from lms.core.text import fold

from ..enums import Engagement, Language, Profession, Sex

# Feminine and plural marks of inclusive writing: éducateur(trice), assistant·e, مساعد(ة), متطوع/ة.
INCLUSIVE = re.compile(r"\([^)]*\)|[/·.](?:e|trice|se|ne|ère|ة)(?:s|\b)|-(?:trice|se|ne|e)(?:s|\b)")

SEXES = {
    Sex.FEMALE: "f femme féminin fém fem mme madame mlle melle w woman female أنثى انثى امرأة إمرأة مؤنث السيدة الآنسة",
    Sex.MALE: "m h homme masculin masc mr monsieur man male ذكر رجل مذكر السيد",
    Sex.NOT_STATED: "nd ns x - ?",
}
LANGUAGES = {
    Language.FRENCH: "fr français francais french الفرنسية فرنسية فرنسي",
    Language.ARABIC: "ar arabe arabic العربية عربية عربي",
}
ENGAGEMENTS = {
    Engagement.PAID: (
        "salarié|salariée|employé|employée|cdi|cdd|contractuel|contractuelle|permanent|permanente|fonctionnaire|titulaire"
        "|vacataire|paid|employee|مستخدم|مستخدمة|أجير|أجيرة|متعاقد|متعاقدة|موظف|موظفة|رسمي|رسمية"
    ),
    Engagement.VOLUNTEER: "bénévole|volontaire|volunteer|متطوع|متطوعة",
    Engagement.INTERN: "stagiaire|stage|intern|trainee|متدرب|متدربة",
}
PROFESSIONS = {
    Profession.SOCIAL_WORKER: (
        "travailleur social|travailleuse sociale|ts|t s|social worker|عامل اجتماعي|عاملة اجتماعية|العامل الاجتماعي"
    ),
    Profession.SOCIAL_ASSISTANT: (
        "assistant social|assistante sociale|as|a s|assist sociale|ass sociale|ass social|social assistant"
        "|مساعد اجتماعي|مساعدة اجتماعية|المساعدة الاجتماعية"
    ),
    Profession.PSYCHOLOGIST: (
        "psychologue|psy|psychologue clinicien|psychologue clinicienne|psychologist|أخصائي نفسي|أخصائية نفسية"
        "|اختصاصي نفسي|اختصاصية نفسية|أخصائي نفساني|أخصائية نفسانية|طبيب نفسي"
    ),
    Profession.SPECIALISED_EDUCATOR: (
        "éducateur spécialisé|éducatrice spécialisée|educ spec|es|e s|specialised educator|specialized educator"
        "|مرب متخصص|مربي متخصص|مربية متخصصة"
    ),
    Profession.EDUCATOR: "éducateur|éducatrice|educ|animateur|animatrice|educator|مرب|مربي|مربية|منشط|منشطة",
    Profession.LEGAL_OFFICER: (
        "juriste|conseiller juridique|conseillère juridique|assistant juridique|assistante juridique|avocat|avocate"
        "|legal officer|lawyer|مستشار قانوني|مستشارة قانونية|مساعد قانوني|مساعدة قانونية|قانوني|محام|محامي|محامية"
    ),
    Profession.LISTENER: (
        "écoutant|écoutante|agent d'écoute|chargé d'écoute|chargée d'écoute|listener|مكلف بالاستماع|مكلفة بالاستماع"
        "|مستمع|مستمعة"
    ),
    Profession.MULTI_TASK_AGENT: (
        "agent polyvalent|agente polyvalente|polyvalent|agent|multi-task agent|عون متعدد المهام|عون"
        "|عون متعدد الاختصاصات"
    ),
    Profession.DIRECTOR: (
        "directeur|directrice|directeur de l'upe|directrice de l'upe|directeur upe|directrice upe|director"
        "|director of the unit|مدير|مديرة|مدير الوحدة|مديرة الوحدة|مدير وحدة حماية الطفولة|مديرة وحدة حماية الطفولة"
    ),
    Profession.COORDINATOR: (
        "coordinateur|coordinatrice|coordonnateur|coordonnatrice|coordinateur de l'upe|coordinatrice de l'upe"
        "|coordinateur upe|coordinatrice upe|coordinator|coordinator of the unit|منسق|منسقة|منسق الوحدة|منسقة الوحدة"
    ),
    Profession.CENTRE_COORDINATOR: (
        "coordinateur du cape|coordinatrice du cape|coordinateur cape|coordinatrice cape"
        "|coordinator of the support centre|منسق مركز المواكبة|منسقة مركز المواكبة"
    ),
    Profession.PROVINCIAL_DELEGATE: (
        "délégué provincial|déléguée provinciale|délégué|provincial delegate|المندوب الإقليمي|المندوبة الإقليمية"
        "|مندوب إقليمي|مندوبة إقليمية|المدير الإقليمي"
    ),
    Profession.MONITORING_OFFICER: (
        "chargé de suivi-évaluation|chargée de suivi-évaluation|chargé de suivi évaluation|chargé s&e|suivi évaluation"
        "|m&e|m&e officer|مكلف بالتتبع والتقييم|مكلفة بالتتبع والتقييم"
    ),
    Profession.TRAINER: "formateur|formatrice|trainer|مكون|مكونة|مؤطر|مؤطرة",
    Profession.HEALTH_WORKER: (
        "médecin|infirmier|infirmière|sage-femme|personnel de santé|professionnel de santé|health worker|nurse|doctor"
        "|طبيب|طبيبة|ممرض|ممرضة|مهني صحة|مهنية صحة|قابلة"
    ),
    Profession.TEACHER: "enseignant|enseignante|professeur|professeure|prof|teacher|أستاذ|أستاذة|مدرس|مدرسة|معلم|معلمة",
    Profession.MAGISTRATE: "magistrat|magistrate|juge|procureur|substitut|judge|قاض|قاضي|قاضية|نائب وكيل الملك",
    Profession.LAW_ENFORCEMENT: (
        "policier|policière|gendarme|officier de police|police|gendarmerie|police officer|شرطي|شرطية|ضابط شرطة"
        "|ضابطة شرطة|دركي|دركية"
    ),
    Profession.OTHER: "autre|autres|other|غير ذلك|أخرى|آخر",
}


def word_key(text: str) -> str:
    """A word of a cell without what does not tell: case, accents, marks of inclusive writing."""
    return fold(INCLUSIVE.sub(" ", text))


@cache
def meanings(column: str) -> dict[str, str]:
    """The folded words of a column ("sex", "language", "engagement", "profession") and the values they stand for."""
    enum, words, separator = LISTS[column]
    found: dict[str, str] = {}
    for language in ("fr", "ar", "en"):
        with translation.override(language):
            found |= {word_key(str(member.label)): member.value for member in enum}
    for member, text in words.items():
        found |= {word_key(word): member.value for word in text.split(separator)}
    found |= {word_key(member.value.replace("_", " ")): member.value for member in enum}
    found.pop("", None)
    return found


LISTS: dict[str, tuple[Any, dict[Any, str], str | None]] = {
    "sex": (Sex, SEXES, None),
    "language": (Language, LANGUAGES, None),
    "engagement": (Engagement, ENGAGEMENTS, "|"),
    "profession": (Profession, PROFESSIONS, "|"),
}

"""Certificates to print: a usual one, a long one and the worst that may be asked."""

from __future__ import annotations

from dataclasses import replace

from certificates.payload import CertificatePayload

PAYLOAD = CertificatePayload(
    serial="TK-2026-00417",
    code="7K4MQ2XD9RTBH5WN",
    kind="completion",
    name_latin="Fatima-Zahra Aït Lahcen",
    name_arabic="فاطمة الزهراء أيت لحسن",
    course_code="M01",
    course_title_fr="Le dispositif territorial intégré et le circuit de protection",
    course_title_ar="الجهاز الترابي المندمج ومسار حماية الطفل",
    started_on="2026-07-14",
    ended_on="2026-07-14",
    issued_on="2026-07-17",
    valid_until=None,
    minutes=360,
    venue_fr="Fès",
    venue_ar="فاس",
    issuer_fr="Ministère de la Solidarité, de l’Insertion sociale et de la Famille",
    issuer_ar="وزارة التضامن والإدماج الاجتماعي والأسرة",
    signatory_name="Salma Berrada",
    signatory_title_fr="La directrice de la protection de l’enfance",
    signatory_title_ar="مديرة حماية الطفولة",
)
LONG = replace(
    PAYLOAD,
    name_latin="Moulay Abderrahmane El Mehdi Ben Abdelkrim El Idrissi El Ouazzani El Alaoui",
    name_arabic="مولاي عبد الرحمان المهدي بن عبد الكريم الإدريسي الوزاني العلوي",
    course_title_fr="Accompagner les enfants migrants et non accompagnés : évaluation initiale, orientation "
    "vers les services de santé, d’éducation et de justice, suivi pluridisciplinaire et coordination "
    "entre les provinces",
    course_title_ar="مواكبة الأطفال المهاجرين وغير المرافقين: التقييم الأولي والتوجيه نحو خدمات الصحة "
    "والتعليم والعدالة والتتبع متعدد التخصصات والتنسيق بين الأقاليم",
    started_on="2026-12-28",
    ended_on="2027-01-08",
    issued_on="2028-12-01",
    valid_until="2029-09-01",
    minutes=2430,
    venue_fr="Préfecture d’arrondissements de Casablanca-Anfa",
    venue_ar="عمالة مقاطعات الدار البيضاء أنفا",
    co_issuer_fr="Fonds des Nations unies pour l’enfance et Entraide nationale",
    co_issuer_ar="منظمة الأمم المتحدة للطفولة والتعاون الوطني",
    signatory_name="Abdelouahed Benabdeljalil",
    signatory_title_fr="Le directeur de la protection de la famille, de l’enfance et des personnes âgées",
    signatory_title_ar="مدير حماية الأسرة والطفولة والأشخاص المسنين",
    demo=True,
)
WORST = replace(LONG, name_latin="W" * 300, name_arabic="عبد " * 80)

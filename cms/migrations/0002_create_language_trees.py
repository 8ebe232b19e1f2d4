"""One page tree per language, linked: home and catalogue in French and in Arabic."""

import uuid

from django.db import migrations

HOMES = {
    "fr": {
        "title": "Se former pour mieux protéger",
        "slug": "accueil",
        "eyebrow": "Unités de Protection de l'Enfance",
        "lead": (
            "Modules, sessions et attestations pour les travailleuses et travailleurs sociaux des 12 régions. "
            "En français et en arabe, sur votre téléphone."
        ),
    },
    "ar": {
        "title": "نتكوّن لنحمي أفضل",
        "slug": "accueil-ar",
        "eyebrow": "وحدات حماية الطفولة",
        "lead": "مجزوءات ودورات وشهادات لفائدة العاملات والعاملين الاجتماعيين بالجهات الاثنتي عشرة. بالعربية والفرنسية، على هاتفكم.",
    },
}
CATALOGUES = {
    "fr": {
        "title": "Catalogue des formations",
        "introduction": (
            "Des modules ouverts à tous en lecture. Le suivi, les tests et les attestations demandent un compte."
        ),
    },
    "ar": {
        "title": "دليل التكوينات",
        "introduction": "مجزوءات مفتوحة للجميع للقراءة. أما التتبع والاختبارات والشهادات فتستلزم حسابا.",
    },
}


def create_language_trees(apps, schema_editor):
    content_type_model = apps.get_model("contenttypes", "ContentType")
    page_model = apps.get_model("wagtailcore", "Page")
    locale_model = apps.get_model("wagtailcore", "Locale")
    site_model = apps.get_model("wagtailcore", "Site")
    home_model = apps.get_model("cms", "HomePage")
    catalogue_model = apps.get_model("cms", "CataloguePage")

    site_model.objects.all().delete()
    page_model.objects.filter(depth=2).delete()
    home_type, _ = content_type_model.objects.get_or_create(app_label="cms", model="homepage")
    catalogue_type, _ = content_type_model.objects.get_or_create(app_label="cms", model="cataloguepage")
    home_key, catalogue_key = uuid.uuid4(), uuid.uuid4()
    homes = {}
    for position, language in enumerate(("fr", "ar"), start=1):
        locale, _ = locale_model.objects.get_or_create(language_code=language)
        texts, listing = HOMES[language], CATALOGUES[language]
        home_path = f"0001{position:04d}"
        url_path = f"/{texts['slug']}/"
        homes[language] = home_model.objects.create(
            title=texts["title"], draft_title=texts["title"], slug=texts["slug"], eyebrow=texts["eyebrow"],
            lead=texts["lead"], content_type=home_type, path=home_path, depth=2, numchild=1, url_path=url_path,
            locale=locale, translation_key=home_key, live=True,
        )  # fmt: skip
        catalogue_model.objects.create(
            title=listing["title"], draft_title=listing["title"], slug="modules",
            introduction=listing["introduction"], content_type=catalogue_type, path=f"{home_path}0001", depth=3,
            numchild=0, url_path=f"{url_path}modules/", locale=locale, translation_key=catalogue_key, live=True,
            show_in_menus=True,
        )  # fmt: skip
    page_model.objects.filter(depth=1).update(numchild=2)
    site_model.objects.create(
        hostname="localhost", port=80, site_name="Takwin", root_page_id=homes["fr"].pk, is_default_site=True
    )


def remove_language_trees(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("wagtailcore", "Page").objects.filter(depth__gt=1).delete()
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1).update(numchild=0)
    apps.get_model("wagtailcore", "Locale").objects.filter(language_code="ar").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_language_trees, remove_language_trees)]

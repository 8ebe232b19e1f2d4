"""A published design, so that a fresh portal can issue; the ministry edits it in the administration."""

from django.db import migrations
from django.utils import timezone

DESIGN = {
    "name": "Ministère",
    "issuer_fr": "Ministère de la Solidarité, de l'Insertion sociale et de la Famille",
    "issuer_ar": "وزارة التضامن والإدماج الاجتماعي والأسرة",
    "co_issuer_fr": "",
    "co_issuer_ar": "",
    "signatory_name": "",
    "signatory_title_fr": "La direction chargée de la protection de l'enfance",
    "signatory_title_ar": "المديرية المكلفة بحماية الطفولة",
}


def create_first_design(apps, schema_editor):
    content_type_model = apps.get_model("contenttypes", "ContentType")
    content_type, _ = content_type_model.objects.get_or_create(app_label="certificates", model="certificatedesign")
    now = timezone.now()
    design = apps.get_model("certificates", "CertificateDesign").objects.create(
        **DESIGN, live=True, first_published_at=now, last_published_at=now
    )
    revision = apps.get_model("wagtailcore", "Revision").objects.create(
        content_type=content_type,
        base_content_type=content_type,
        object_id=str(design.pk),
        created_at=now,
        object_str=design.name,
        content={"pk": design.pk, **DESIGN},
    )
    design.latest_revision = revision
    design.live_revision = revision
    design.save()


def remove_first_design(apps, schema_editor):
    apps.get_model("certificates", "CertificateDesign").objects.all().update(live_revision=None, latest_revision=None)
    apps.get_model("wagtailcore", "Revision").objects.filter(base_content_type__model="certificatedesign").delete()
    apps.get_model("certificates", "CertificateDesign").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_first_design, remove_first_design)]

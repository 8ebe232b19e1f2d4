"""The 8 prefectures of arrondissements of Casablanca; managing associations become dated facts."""

import csv
from pathlib import Path

from django.db import migrations

FACTS = Path(__file__).resolve().parent.parent / "casablanca.csv"


def load_casablanca(apps, schema_editor):
    provinces = apps.get_model("people", "Province").objects
    model = apps.get_model("people", "ArrondissementPrefecture")
    with FACTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        province = provinces.get(code=row["province"])
        model.objects.create(code=row["code"], province=province, name_fr=row["name_fr"], name_ar=row["name_ar"])


def unload_casablanca(apps, schema_editor):
    apps.get_model("people", "ArrondissementPrefecture").objects.all().delete()


def date_managements(apps, schema_editor):
    management = apps.get_model("people", "Management")
    for row in apps.get_model("people", "Organisation").objects.filter(managed_by__isnull=False):
        management.objects.create(organisation=row, association_id=row.managed_by_id, started_on=row.opened_on)


def undate_managements(apps, schema_editor):
    """The management still open becomes the only one again; ended ones have no place in the older records."""
    organisations = apps.get_model("people", "Organisation").objects
    for row in apps.get_model("people", "Management").objects.filter(ended_on__isnull=True):
        organisations.filter(pk=row.organisation_id).update(managed_by=row.association_id)
    apps.get_model("people", "Management").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0003_keep_one_register")]

    operations = [
        migrations.RunPython(load_casablanca, unload_casablanca),
        migrations.RunPython(date_managements, undate_managements),
    ]

"""The 12 regions and 75 provinces and prefectures, from the project's own fact table."""

import csv
from pathlib import Path

from django.db import migrations

from lms.core.text import fold

FACTS = Path(__file__).resolve().parent.parent / "territory.csv"


def load_territory(apps, schema_editor):
    region_model = apps.get_model("people", "Region")
    province_model = apps.get_model("people", "Province")
    with FACTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    regions = {}
    for row in rows:
        if row["kind"] == "region":
            regions[row["code"]] = region_model.objects.create(
                code=row["code"], name_fr=row["name_fr"], name_ar=row["name_ar"]
            )
    provinces = []
    for row in rows:
        if row["kind"] != "region":
            variants = row["variants"].replace(" | ", "\n")
            provinces.append(
                province_model(
                    code=row["code"],
                    region=regions[row["region_code"]],
                    kind=row["kind"],
                    name_fr=row["name_fr"],
                    name_ar=row["name_ar"],
                    variants=variants,
                    search_text=fold(f"{row['name_fr']} {row['name_ar']} {variants}"),
                )
            )
    province_model.objects.bulk_create(provinces)


def unload_territory(apps, schema_editor):
    apps.get_model("people", "Province").objects.all().delete()
    apps.get_model("people", "Region").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunPython(load_territory, unload_territory)]

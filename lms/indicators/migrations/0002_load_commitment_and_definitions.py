"""The commitment, the definitions of its indicators and the reporting periods, from the project's own fact table."""

import tomllib
from pathlib import Path

from django.db import migrations

FACTS = Path(__file__).resolve().parent.parent / "definitions.toml"
MODELS = {"indicators": "Indicator", "periods": "Period"}


def _facts():
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))


def load_definitions(apps, schema_editor):
    facts = _facts()
    apps.get_model("indicators", "Commitment").objects.create(**facts["commitment"])
    for table, name in MODELS.items():
        model = apps.get_model("indicators", name)
        model.objects.bulk_create([model(**row) for row in facts[table]])


def unload_definitions(apps, schema_editor):
    facts = _facts()
    for table, name in MODELS.items():
        codes = [row["code"] for row in facts[table]]
        apps.get_model("indicators", name).objects.filter(code__in=codes).delete()
    apps.get_model("indicators", "Commitment").objects.filter(code=facts["commitment"]["code"]).delete()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunPython(load_definitions, unload_definitions)]

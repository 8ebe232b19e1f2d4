"""The managing association of an organisation lives in its dated managements only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0004_load_casablanca_and_date_managements")]

    operations = [migrations.RemoveField(model_name="organisation", name="managed_by")]

from allauth.mfa.utils import decrypt, encrypt
from django.db import migrations

# Where each kind of factor keeps its secret; passkeys keep public keys only.
SECRETS = {"totp": "secret", "recovery_codes": "seed"}


def rewrite(apps, change):
    authenticators = apps.get_model("mfa", "Authenticator").objects
    for kind, key in SECRETS.items():
        for row in authenticators.filter(type=kind):
            if key in row.data:
                row.data[key] = change(row.data[key])
            if "migrated_codes" in row.data:
                row.data["migrated_codes"] = [change(code) for code in row.data["migrated_codes"]]
            row.save(update_fields=["data"])


def encrypt_secrets(apps, schema_editor):
    """What was stored in clear before secrets were encrypted."""
    rewrite(apps, encrypt)


def decrypt_secrets(apps, schema_editor):
    rewrite(apps, decrypt)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_drop_undated_managing_association"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt_secrets, decrypt_secrets)]

import django.db.models.deletion
import lms.core.validators
import lms.people.models.person_import
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0002_load_territory"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArrondissementPrefecture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="HCP code")),
                ("name_fr", models.CharField(max_length=80, verbose_name="name in French")),
                ("name_ar", models.CharField(max_length=80, verbose_name="name in Arabic")),
            ],
            options={
                "verbose_name": "prefecture of arrondissements",
                "verbose_name_plural": "prefectures of arrondissements",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("correction", "Correction"), ("erasure", "Erasure")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("done", "Carried out"),
                            ("refused", "Refused"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("changes", models.JSONField(blank=True, default=dict, verbose_name="changes")),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="message")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                ("due_on", models.DateField(verbose_name="answer due on")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "data request",
                "verbose_name_plural": "data requests",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Duplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField(verbose_name="certainty")),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To review"),
                            ("later", "Set aside for later"),
                            ("different", "Not the same person"),
                            ("merged", "Merged"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="found at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "possible duplicate",
                "verbose_name_plural": "possible duplicates",
                "ordering": ["-score", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Management",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "management by an association",
                "verbose_name_plural": "managements by associations",
                "ordering": ["-started_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journal", models.JSONField(default=list, editable=False, verbose_name="journal")),
                ("merged_at", models.DateTimeField(auto_now_add=True, verbose_name="merged at")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ["-merged_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="NoticeAcceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("ar", "Arabic")], max_length=2, verbose_name="language"
                    ),
                ),
                ("accepted_at", models.DateTimeField(auto_now_add=True, verbose_name="accepted at")),
            ],
            options={
                "verbose_name": "notice accepted",
                "verbose_name_plural": "notices accepted",
                "ordering": ["-accepted_at"],
            },
        ),
        migrations.CreateModel(
            name="PersonAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("learner", "Learner"),
                            ("upe_coordinator", "UPE coordinator"),
                            ("trainer", "Trainer"),
                            ("content_editor", "Content editor"),
                            ("territorial_coordinator", "Provincial or regional coordinator"),
                            ("ministry_officer", "Ministry officer"),
                            ("administrator", "Administrator"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[("opened", "Opened"), ("exported", "Exported"), ("printed", "Printed")],
                        max_length=12,
                        verbose_name="act",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="times")),
            ],
            options={
                "verbose_name": "access to a record",
                "verbose_name_plural": "accesses to records",
                "ordering": ["-day", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PersonImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=lms.people.models.person_import.private_storage,
                        upload_to=lms.people.models.person_import.import_path,
                        verbose_name="file",
                    ),
                ),
                ("original_name", models.CharField(max_length=200, verbose_name="file name")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be read"),
                            ("checking", "Being read"),
                            ("checked", "Read: nothing recorded yet"),
                            ("committing", "Being recorded"),
                            ("done", "Recorded"),
                            ("refused", "File refused"),
                            ("dropped", "Dropped"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("rows_read", models.PositiveIntegerField(default=0, verbose_name="rows read")),
                ("report", models.JSONField(default=dict, editable=False, verbose_name="report")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
            ],
            options={
                "verbose_name": "import of people",
                "verbose_name_plural": "imports of people",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SignInCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="issued at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("announced_at", models.DateTimeField(blank=True, null=True, verbose_name="announced at")),
            ],
            options={
                "verbose_name": "sign-in card",
                "verbose_name_plural": "sign-in cards",
                "ordering": ["-issued_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="people.person",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="personal_code",
            field=models.CharField(
                blank=True, editable=False, max_length=12, null=True, unique=True, verbose_name="personal code"
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="pseudonymised_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="pseudonymised at"),
        ),
        migrations.AddField(
            model_name="user",
            name="sign_in_phone",
            field=models.CharField(
                blank=True,
                max_length=16,
                validators=[lms.core.validators.validate_phone],
                verbose_name="phone for signing in",
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="person_not_merged_into_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sign_in_phone", ""), _negated=True),
                fields=("sign_in_phone",),
                name="user_unique_sign_in_phone",
                violation_error_message="Another account signs in with this phone number.",
            ),
        ),
        migrations.AddField(
            model_name="arrondissementprefecture",
            name="province",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrondissement_prefectures",
                to="people.province",
                verbose_name="province",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="arrondissement_prefecture",
            field=models.ForeignKey(
                blank=True,
                help_text="For Casablanca only.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="organisations",
                to="people.arrondissementprefecture",
                verbose_name="prefecture of arrondissements",
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="data_requests",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
                verbose_name="first record",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
                verbose_name="second record",
            ),
        ),
        migrations.AddField(
            model_name="management",
            name="association",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="manages",
                to="people.organisation",
                verbose_name="managing association",
            ),
        ),
        migrations.AddField(
            model_name="management",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="managements",
                to="people.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="absorbed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorptions",
                to="people.person",
                verbose_name="record absorbed",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges",
                to="people.person",
                verbose_name="record kept",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="merged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="merged by",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="undone by",
            ),
        ),
        migrations.AddField(
            model_name="noticeacceptance",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices_accepted",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="personaccess",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accesses",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="personaccess",
            name="viewer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account",
            ),
        ),
        migrations.AddField(
            model_name="personimport",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="signincard",
            name="invitation",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="card",
                to="people.invitation",
                verbose_name="invitation",
            ),
        ),
        migrations.AddField(
            model_name="signincard",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="issued by",
            ),
        ),
        migrations.AddField(
            model_name="signincard",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_in_cards",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("person", "kind"),
                name="data_request_one_open_per_kind",
                violation_error_message="A request of this kind is waiting for its answer already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["correction", "erasure"])), name="data_request_kind_is_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "refused", "withdrawn"])),
                name="data_request_state_is_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="duplicate_older_record_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="duplicate_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__lte", 100)), name="duplicate_score_is_a_percentage"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "later", "different", "merged"])),
                name="duplicate_state_is_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="management",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("started_on__isnull", True),
                    ("ended_on__gte", models.F("started_on")),
                    _connector="OR",
                ),
                name="management_ends_after_it_starts",
                violation_error_message="The last day is before the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="management",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation", models.F("association")), _negated=True),
                name="management_by_another_organisation",
                violation_error_message="An organisation does not manage itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="management",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("organisation",),
                name="management_one_open_per_organisation",
                violation_error_message="This organisation has a managing association: end that one first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("absorbed")), _negated=True), name="merge_of_two_records"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("absorbed",),
                name="merge_once_per_absorbed_record",
                violation_error_message="This record has been merged already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticeacceptance",
            constraint=models.UniqueConstraint(fields=("user", "version"), name="notice_accepted_once_per_version"),
        ),
        migrations.AddConstraint(
            model_name="personaccess",
            constraint=models.UniqueConstraint(
                fields=("person", "viewer", "role", "act", "day"), name="person_access_once_per_viewer_act_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="personaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["opened", "exported", "printed"])), name="person_access_act_is_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="personimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "checking", "checked", "committing", "done", "refused", "dropped"])
                ),
                name="person_import_state_is_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="signincard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("used_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("person",),
                name="sign_in_card_one_open_per_person",
                violation_error_message="This person already has a card that was not used.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signincard",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                name="sign_in_card_used_or_withdrawn",
            ),
        ),
    ]

"""The search index: FTS5's own table on SQLite, a table under two GIN indexes on PostgreSQL; filled from what is there."""

import django.db.models.deletion
from django.db import migrations, models

from reception.search.tokens import matter_tokens, name_tokens

BATCH = 500
TEXTS = ("project__name", "employer__name", "general_contractor__name", "developer__name")


class CreateTextTable(migrations.CreateModel):
    """CreateModel; on SQLite the table is a virtual one. Its tokens are split at blanks and otherwise left alone."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.name)
        table = schema_editor.quote_name(model._meta.db_table)
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(names, matter, tokenize = 'ascii')")
            return
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        for column in ("names", "matter"):
            # Without fastupdate: a list of pending entries would be read from end to end by every search.
            schema_editor.execute(
                f"CREATE INDEX claimtext_{column} ON {table} USING gin (string_to_array({column}, ' ')) "
                "WITH (fastupdate = off)"
            )


def fill(apps, schema_editor):
    claims, workers = apps.get_model("reception", "Claim"), apps.get_model("reception", "Worker")
    texts = apps.get_model("reception", "ClaimText")
    last = 0
    while True:
        rows = claims.objects.filter(pk__gt=last).order_by("pk")
        rows = list(rows.values_list("pk", "original_number", "petitioner__name", *TEXTS)[:BATCH])
        if not rows:
            return
        rolls = {}
        listed = workers.objects.filter(claim__in=[row[0] for row in rows]).order_by("claim_id", "position")
        for claim_id, name in listed.values_list("claim_id", "name"):
            rolls.setdefault(claim_id, []).append(name)
        texts.objects.bulk_create(
            [
                texts(
                    claim_id=pk,
                    names=name_tokens([petitioner, *rolls.get(pk, [])]),
                    matter=matter_tokens(filter(None, matter), numbers=[number]),
                )
                for pk, number, petitioner, *matter in rows
            ]
        )
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_initial"),
    ]

    operations = [
        CreateTextTable(
            name="ClaimText",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_column="rowid",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="reception.claim",
                        verbose_name="诉求",
                    ),
                ),
                ("names", models.TextField(verbose_name="人员")),
                ("matter", models.TextField(verbose_name="事项")),
            ],
            options={
                "verbose_name": "查找索引",
                "verbose_name_plural": "查找索引",
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

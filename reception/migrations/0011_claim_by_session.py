"""The claims of a session are found by session and area together."""

import django.db.models.deletion
from django.db import migrations, models

from office.index_changes import without_index


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0015_external_identity"),
        ("reception", "0010_indexes_once"),
    ]

    operations = [
        migrations.AddIndex("claim", models.Index(fields=["session", "area"], name="claim_by_session")),
        without_index(
            "reception.Claim",
            "session",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="reception.receptionsession",
                verbose_name="接访场次",
            ),
        ),
    ]

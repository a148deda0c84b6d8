"""Indexes that a longer one covers, and those for LIKE on keyed hashes, cost every registration and answer nothing."""

import django.db.models.deletion
from django.db import migrations, models

from office.index_changes import without_index, without_like


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0015_external_identity"),
        ("reception", "0009_handling_waived"),
    ]

    operations = [
        without_index(
            "reception.Worker",
            "claim",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="workers",
                to="reception.claim",
                verbose_name="诉求",
            ),
        ),
        without_index(
            "reception.Claim",
            "row_key",
            models.CharField(blank=True, editable=False, max_length=64, verbose_name="导入行标识"),
        ),
        migrations.AddIndex("claim", models.Index(fields=["row_key"], name="claim_by_row_key")),
        without_like("reception.Claim", "receipt_code_index"),
        without_like("reception.Petitioner", "id_number_index"),
        without_like("reception.Petitioner", "phone_index"),
        without_like("reception.Worker", "id_number_index"),
        without_like("reception.Worker", "phone_index"),
        without_like("reception.Representative", "phone_index"),
    ]

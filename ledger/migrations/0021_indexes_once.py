"""Indexes that a longer one covers cost every registration and answer nothing."""

import django.db.models.deletion
from django.db import migrations, models

from office.index_changes import without_index


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0020_disclosures"),
        ("office", "0015_external_identity"),
        ("reception", "0009_handling_waived"),
    ]

    operations = [
        without_index(
            "ledger.Case",
            "responsible_unit",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="office.unit",
                verbose_name="责任单位",
            ),
        ),
        without_index(
            "ledger.PaymentLine",
            "payment",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="ledger.payment",
                verbose_name="支付",
            ),
        ),
        without_index(
            "ledger.Transition",
            "claim",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transitions",
                to="reception.claim",
                verbose_name="诉求",
            ),
        ),
    ]

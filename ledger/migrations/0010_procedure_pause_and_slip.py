import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_leaders_procedures_and_funds")]

    operations = [
        migrations.AddField(
            model_name="procedure",
            name="pause",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="ledger.clockchange", verbose_name="因此中止的期限",
            ),
        ),
        migrations.AddField(
            model_name="procedurekind",
            name="slip",
            field=models.TextField(
                blank=True, help_text="每行一项，印在交给反映人的告知单上；空为没有告知单", verbose_name="引导告知单所列材料"
            ),
        ),
        migrations.AlterField(
            model_name="procedurekind",
            name="asks_instrument",
            field=models.BooleanField(default=False, verbose_name="须填文书种类和标的"),
        ),
    ]  # fmt: skip

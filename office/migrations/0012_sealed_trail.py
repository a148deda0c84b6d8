from django.db import migrations, models

from office.crypto import blind_index


def seal_the_end(apps, schema_editor):
    for head in apps.get_model("office", "TrailHead").objects.filter(number__gt=0):
        head.seal = blind_index(f"0::{head.number}:{head.digest}", context="office.trail.head")
        head.save(update_fields=["seal"])


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0011_password_age'),
    ]

    operations = [
        migrations.AddField(
            model_name='trailhead',
            name='kept_after',
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='trailhead',
            name='kept_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='trailhead',
            name='seal',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(seal_the_end, migrations.RunPython.noop, elidable=True),
    ]

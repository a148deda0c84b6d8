"""Papers are judged by the unit for which they were handed in; of old ones only the account's unit of today is known."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import TruncDate

OFFICE_ROLES = ("clerk", "head")


def fill_units(apps, _editor):
    """Not of those who act for the office, nor what was handed in while the account stood in for a head."""
    named = ("StoredFile", "User", "UserRole", "Deputy")
    files, users, roles, deputies = (apps.get_model("office", name)._base_manager for name in named)
    acting = deputies.filter(deputy=OuterRef("uploaded_by"), starts_on__lte=OuterRef("day"), ends_on__gte=OuterRef("day"))
    of_office = roles.filter(role__in=OFFICE_ROLES).values("user")
    own = users.filter(pk=OuterRef("uploaded_by")).values("unit")
    old = files.annotate(day=TruncDate("uploaded_at")).filter(~Exists(acting), unit=None)
    old.exclude(uploaded_by__in=of_office).update(unit=Subquery(own[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0017_erased_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedfile',
            name='unit',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='上传单位'),
        ),
        migrations.RunPython(fill_units, migrations.RunPython.noop),
    ]

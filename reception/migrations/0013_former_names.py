from django.db import migrations

import office.fields


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0012_texts_merged_by_list'),
    ]

    operations = [
        migrations.AddField(
            model_name='correction',
            name='former_names',
            field=office.fields.EncryptedField(blank=True, default='', editable=False, verbose_name='更正前的姓名'),
            preserve_default=False,
        ),
    ]

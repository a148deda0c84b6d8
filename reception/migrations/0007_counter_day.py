import django.db.models.deletion
import office.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0005_counter_day'),
        ('office', '__first__'),
        ('reception', '0006_people_by_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=30, verbose_name='名称')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.code', verbose_name='事项')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='完成人')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checklist', to='reception.receptionsession', verbose_name='场次')),
            ],
            options={
                'verbose_name': '准备事项',
                'verbose_name_plural': '准备事项',
                'ordering': ['code__kind', 'code__position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('session', 'code'), name='checklist_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='checklist_done_is_signed')],
            },
        ),
        migrations.CreateModel(
            name='Delegate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(blank=True, max_length=40, verbose_name='参加人')),
                ('post', models.CharField(blank=True, max_length=40, verbose_name='职务')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegates', to='reception.receptionsession', verbose_name='场次')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '参加人员',
                'verbose_name_plural': '参加人员',
                'ordering': ['unit__position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('session', 'unit'), name='delegate_once_per_unit'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('person', ''), _negated=True)), _connector='OR'), name='delegate_confirmed_is_named_and_signed')],
            },
        ),
        migrations.CreateModel(
            name='DirectHandling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('major', '重大'), ('sensitive', '敏感'), ('group', '群访')], max_length=10, verbose_name='事由')),
                ('leader', models.CharField(max_length=40, verbose_name='领导')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='职务')),
                ('text', models.TextField(verbose_name='处理意见')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handlings', to='reception.claim', verbose_name='诉求')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handlings', to='reception.receptionsession', verbose_name='场次')),
            ],
            options={
                'verbose_name': '领导直接处理',
                'verbose_name_plural': '领导直接处理',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('leader', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='handling_is_told')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.UUIDField(unique=True, verbose_name='提交标识')),
                ('payload', office.fields.EncryptedField(verbose_name='内容')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='第几次')),
                ('saved_at', models.DateTimeField(verbose_name='保存时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='office.area', verbose_name='行政区划')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL, verbose_name='登记员')),
            ],
            options={
                'verbose_name': '草稿',
                'verbose_name_plural': '草稿',
                'ordering': ['-saved_at', '-id'],
                'indexes': [models.Index(fields=['saved_by', '-saved_at'], name='draft_by_account')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='版本')),
                ('kind', models.CharField(choices=[('first', '公告'), ('change', '变更公告'), ('cancellation', '取消公告')], max_length=12, verbose_name='种类')),
                ('held_on', models.DateField(verbose_name='接访日期')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='开始')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='结束')),
                ('venue', models.CharField(max_length=120, verbose_name='地点')),
                ('body', models.TextField(verbose_name='正文')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='变更或取消的原因')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('published_on', models.DateField(verbose_name='公开日期')),
                ('published_at', models.DateTimeField(verbose_name='登记时间')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='reception.receptionsession', verbose_name='场次')),
            ],
            options={
                'verbose_name': '公告',
                'verbose_name_plural': '公告',
                'ordering': ['session', 'version'],
                'constraints': [models.UniqueConstraint(fields=('session', 'version'), name='notice_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'first'), ('version', 1)), models.Q(models.Q(('kind', 'first'), _negated=True), ('version__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='notice_change_follows_and_has_reason'), models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='notice_has_body')],
            },
        ),
        migrations.CreateModel(
            name='NoticePosting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posted_on', models.DateField(verbose_name='公开日期')),
                ('note', models.CharField(blank=True, help_text='如网址、张贴处', max_length=200, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='reception.notice', verbose_name='公告')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.code', verbose_name='渠道')),
                ('proof', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.storedfile', verbose_name='证明图片')),
            ],
            options={
                'verbose_name': '公开渠道',
                'verbose_name_plural': '公开渠道',
                'ordering': ['posted_on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('notice', 'place'), name='notice_posted_once_per_place')],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('items', models.JSONField(default=list, verbose_name='变更内容')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='reception.receptionsession', verbose_name='场次')),
            ],
            options={
                'verbose_name': '安排变更',
                'verbose_name_plural': '安排变更',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='plan_change_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='QueueTicket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='号')),
                ('people', models.PositiveSmallIntegerField(default=1, verbose_name='人数')),
                ('state', models.CharField(choices=[('waiting', '等候'), ('called', '已叫号'), ('served', '已接待'), ('left', '已离开')], default='waiting', max_length=8, verbose_name='状态')),
                ('desk', models.CharField(blank=True, max_length=20, verbose_name='窗口')),
                ('taken_at', models.DateTimeField(verbose_name='取号时间')),
                ('called_at', models.DateTimeField(blank=True, null=True, verbose_name='叫号时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('called_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='叫号人')),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='reception.claim', verbose_name='登记的诉求')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tickets', to='reception.receptionsession', verbose_name='场次')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发号人')),
            ],
            options={
                'verbose_name': '取号',
                'verbose_name_plural': '取号',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='ticket_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1), ('people__gte', 1)), name='ticket_counts_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('called_at', None), ('called_by', None)), models.Q(('called_at__isnull', False), ('called_by__isnull', False)), _connector='OR'), name='ticket_call_is_signed'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('state__in', ['waiting', 'called'])), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('state__in', ['served', 'left'])), _connector='OR'), name='ticket_end_is_signed')],
            },
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('phone', office.fields.EncryptedField(blank=True, verbose_name='手机')),
                ('phone_index', office.fields.BlindIndexField(context='person.phone', source='phone')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representatives', to='reception.claim', verbose_name='诉求')),
            ],
            options={
                'verbose_name': '代表',
                'verbose_name_plural': '代表',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('claim', 'position'), name='representative_position_once'), models.CheckConstraint(condition=models.Q(('position__gte', 1), ('position__lte', 5)), name='representatives_at_most_five')],
            },
        ),
        migrations.CreateModel(
            name='TableOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='处理意见')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='reception.claim', verbose_name='诉求')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='reception.receptionsession', verbose_name='场次')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '现场处理意见',
                'verbose_name_plural': '现场处理意见',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='opinion_has_text')],
            },
        ),
        migrations.AddField(
            model_name='claim',
            name='people_present',
            field=models.PositiveSmallIntegerField(blank=True, help_text='到场的人数，含本人', null=True, verbose_name='同行人数'),
        ),
        migrations.AddField(
            model_name='claim',
            name='receipt_code',
            field=office.fields.EncryptedField(blank=True, verbose_name='查询码'),
        ),
        migrations.AddField(
            model_name='claim',
            name='receipt_code_index',
            field=office.fields.BlindIndexField(source='receipt_code'),
        ),
        migrations.AddField(
            model_name='receptionsession',
            name='cancel_document',
            field=models.CharField(blank=True, max_length=60, verbose_name='取消或改期的文号'),
        ),
        migrations.AddField(
            model_name='receptionsession',
            name='chair',
            field=models.CharField(blank=True, help_text='空为不参加', max_length=40, verbose_name='参加的领导小组组长'),
        ),
        migrations.AddField(
            model_name='receptionsession',
            name='duty_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.unit', verbose_name='带班单位'),
        ),
        migrations.AddField(
            model_name='receptionsession',
            name='summary',
            field=models.TextField(blank=True, help_text='结束接访时填写', verbose_name='小结'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(condition=models.Q(('receipt_code_index', ''), _negated=True), fields=('receipt_code_index',), name='receipt_code_once'),
        ),
    ]

"""Cases that are open with a deadline get it as a running clock: a fixed date, since nothing says how it was found."""

from django.db import migrations, models
from django.utils import timezone

OPEN = ("registered", "assigned", "in_progress", "under_review")
CHUNK = 500
RULE = {
    "label": "办理期限",
    "applies": "所有案件，长度见参数",
    "trigger": "交办",
    "length": 0,
    "day_unit": "working",
    "basis": "实施方案六（三）",
    "position": 1,
}


def start_clocks(apps, schema_editor):
    models_of = {name: apps.get_model("ledger", name) for name in ("Case", "Clock", "ClockChange", "ClockRule")}
    cases = models_of["Case"].objects.filter(status__in=OPEN, due_on__isnull=False).order_by("pk")
    running = models_of["Clock"].objects.filter(rule__code="office_limit", closed_on=None).values("case")
    rows = list(cases.exclude(pk__in=running).values_list("pk", "due_on", "assigned_on", "opened_on"))
    if not rows:
        return
    rule = models_of["ClockRule"].objects.get_or_create(code="office_limit", valid_from=None, defaults=RULE)[0]
    now = timezone.now()
    for start in range(0, len(rows), CHUNK):
        clocks = [
            models_of["Clock"](
                case_id=pk, rule=rule, started_on=min(due_on, assigned_on or opened_on), length=None, due_on=due_on
            )
            for pk, due_on, assigned_on, opened_on in rows[start : start + CHUNK]
        ]
        models_of["Clock"].objects.bulk_create(clocks)
        models_of["ClockChange"].objects.bulk_create(
            models_of["ClockChange"](
                clock=clock, kind="start", on=clock.started_on, after=clock.due_on, at=now, reason="沿用原有的办理期限"
            )
            for clock in clocks
        )


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0007_clocks_and_oversight"),
    ]

    operations = [
        migrations.AlterField(
            model_name="clockchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("start", "起算"),
                    ("extend", "延长"),
                    ("pause", "中止"),
                    ("resume", "恢复"),
                    ("set", "改定"),
                    ("recompute", "重新计算"),
                    ("close", "结束"),
                ],
                max_length=10,
                verbose_name="变动",
            ),
        ),
        migrations.RunPython(start_clocks, migrations.RunPython.noop),
    ]

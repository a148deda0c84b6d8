"""One import in a process of its own: `make FILE ROWS SEED` writes a workbook, `ours FILE` and `plain FILE` read it.

`plain` is what django-import-export does with a `ModelResource` over the same table and its default settings.
"""

import json
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

import django

django.setup()

from django.db import transaction  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from benchmarks.data import AREA, HEAD  # noqa: E402
from benchmarks.people import NAMES, company_name, made_up_id, made_up_phone, project_name  # noqa: E402
from ledger.resources import CLAIM_COLUMNS, SESSION_COLUMNS  # noqa: E402
from ledger.workbook import importing  # noqa: E402
from office.models import Area, Code, User  # noqa: E402
from office.sheets.columns import headings  # noqa: E402
from reception.models import Claim, Company, Petitioner, Project  # noqa: E402

FIRST = date(2021, 1, 4)


def make(path: Path, rows: int, seed: int) -> None:
    """A history workbook of claims outside sessions, half of them solved, every row another person."""
    random = Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("诉求台账")  # first: import-export reads the active sheet
    names = headings(CLAIM_COLUMNS)
    sheet.append(names)
    book.create_sheet("接访场次").append(headings(SESSION_COLUMNS))
    for _ in range(rows):
        row = _row(random)
        sheet.append([row.get(name, "") for name in names])  # rows of one length
    book.save(path)


def _row(random: Random) -> dict[str, object]:
    day = FIRST + timedelta(days=random.randrange(700))
    amount = random.randrange(2_000, 60_000)
    solved = {
        "责任单位": "住建", "责任人员": random.choice(NAMES), "办理期限": str(day + timedelta(days=30)),
        "办理状态": "已销号", "办结日期": str(day + timedelta(days=9)), "办结结果": "已支付完毕",
        "销号日期": str(day + timedelta(days=9)), "已支付金额（元）": amount,
    }  # fmt: skip
    return {
        "接访日期": str(day), "渠道": "日常来访", "姓名": random.choice(NAMES), "身份证号": made_up_id(random), "手机": made_up_phone(random),
        "工程项目": project_name(random.randrange(300)), "用人单位": company_name(random.randrange(600)),
        "涉及人数": 1, "涉及金额（元）": amount, "欠薪起": "2020-11", "诉求": "支付拖欠的工资", "办理状态": "已登记",
        **(solved if random.random() < 0.5 else {}),
    }  # fmt: skip


class PlainResource(resources.ModelResource):
    """What a developer gets who lists the columns and has the parties made as they come."""

    number = fields.Field("number", "登记编号")
    received_on = fields.Field("received_on", "接访日期", widgets.DateWidget())
    workers_count = fields.Field("workers_count", "涉及人数", widgets.IntegerWidget())
    amount_yuan = fields.Field("amount_yuan", "涉及金额（元）", widgets.DecimalWidget())
    owed_from = fields.Field("owed_from", "欠薪起")
    demand = fields.Field("demand", "诉求")

    class Meta:
        model = Claim
        import_id_fields = ("number",)
        fields = ("number", "received_on", "workers_count", "amount_yuan", "owed_from", "demand")

    def before_import(self, dataset, **kwargs):
        self.area, self.user = Area.objects.get(code=AREA), User.objects.get(username=HEAD)
        self.channel = Code.objects.get(kind="channel", key="daily")
        self.last = Claim.objects.count()

    def before_import_row(self, row, **kwargs):
        self.last += 1
        row["登记编号"] = f"P{self.last}"

    def before_save_instance(self, instance, row, **kwargs):
        instance.area, instance.channel, instance.registered_by = self.area, self.channel, self.user
        instance.registered_at = f"{row['接访日期']}T00:00+08:00"
        instance.petitioner = Petitioner.objects.create(name=row["姓名"], id_number=row["身份证号"], phone=row["手机"])
        instance.project = Project.objects.get_or_create(area=self.area, name=row["工程项目"])[0]
        instance.employer = Company.objects.get_or_create(area=self.area, name=row["用人单位"])[0]


LOCKED: list[float] = []


def ours(path: Path) -> int:
    importing.write_plan = _timed(importing.write_plan)
    report = importing.import_workbook(
        path.read_bytes(), area=Area.objects.get(code=AREA), by=User.objects.get(username=HEAD)
    )
    if report.findings.errors:
        raise SystemExit(str(report.findings.errors[0]))
    return report.claims_created


def _timed(write):
    """The one write with its commit, where foreign keys are checked: so long do other writers wait."""

    def timed(*args, **options):
        started = time.monotonic()
        write(*args, **options)
        transaction.on_commit(lambda: LOCKED.append(time.monotonic() - started))

    return timed


def plain(path: Path) -> int:
    dataset = XLSX().create_dataset(path.read_bytes())
    return PlainResource().import_data(dataset, raise_errors=True).totals["new"]


def main() -> None:
    act, path = sys.argv[1], Path(sys.argv[2])
    if act == "make":
        make(path, int(sys.argv[3]), int(sys.argv[4]))
        return
    started, worked = time.monotonic(), _cpu_seconds()
    rows = {"ours": ours, "plain": plain}[act](path)
    seconds, cpu = time.monotonic() - started, _cpu_seconds() - worked
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    taken = {"rows": rows, "seconds": seconds, "cpu": cpu, "peak_mb": used / 1024, "locked": max(LOCKED, default=0)}
    print(json.dumps(taken))


def _cpu_seconds() -> float:
    """Of this process and of the children that have ended: what others do on the machine is left out."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()

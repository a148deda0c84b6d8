"""`monthly_table`: the month's figures as they stand now, or as they were known at an instant; nothing is frozen."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from office.command import Answer, OfficeCommand, area_by_code
from reports.annex import workbook
from reports.management.arguments import instant, month
from reports.period import OFFICE_TIME
from reports.table import RULES, Table, build_table


class Command(OfficeCommand):
    help = "统计一个月的情况表（不封存）"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, metavar="CODE", help="区划代码，如 530902")
        parser.add_argument("--month", required=True, type=month, metavar="YYYY-MM")
        parser.add_argument("--rule", choices=list(RULES), default="", help="填表采用的口径，默认按情况表设定")
        parser.add_argument(
            "--as-of",
            type=instant,
            metavar="INSTANT",
            help="当时已录入的情况，如 2021-05-02T17:00；只写日期指当日 0 时",
        )
        parser.add_argument("--xlsx", type=Path, metavar="FILE", help="另存为附件格式的工作簿")

    def answer(self, **options: Any) -> Answer:
        as_of, xlsx = options["as_of"], options["xlsx"]
        table = build_table(
            area=area_by_code(options["area"]), month=options["month"], rule=options["rule"], as_of=as_of
        )
        if xlsx:
            xlsx.write_bytes(workbook(table, filed_on=timezone.localdate(as_of, OFFICE_TIME)))
        return Answer(table.as_json(), _lines(table))


def _lines(table: Table) -> list[str]:
    identity = table.identity
    lines = [f"{table.area.short_name} {table.month.label}　口径：{RULES[table.rule]}"]
    for row in table.rows:
        lines.append(
            f"{row.no} {row.label}：接访 {row.sessions_held} 次，诉求 {row.claims} 件，{row.workers} 人，"
            f"{row.amount_wan} 万元，已解决 {row.solved} 件（按解决月份 {row.solved_flow}，按接访月份 {row.solved_cohort}）"
        )
        lines += [f"  备注：{line}" for line in row.remarks.splitlines()]
    lines.append(
        f"上月末未办结 {identity.opening} + 接访 {identity.received} + 重新办理 {identity.reopened} = "
        f"已解决 {identity.solved} + 其他办结 {identity.other} + 本月末未办结 {identity.closing}"
    )
    return lines + [f"请核对：{warning}" for warning in table.warnings]

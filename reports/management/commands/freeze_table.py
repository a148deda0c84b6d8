"""`freeze_table`: counts, checks, signs and keeps a month for good; a second time it is a correction with a reason."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from office.command import Answer, OfficeCommand, acting_user, area_by_code
from reports.actions.freeze import freeze_table
from reports.frozen import content
from reports.management.arguments import instant, month
from reports.period import Month


class Command(OfficeCommand):
    help = "封存一个月的情况表并签字；再次封存须写明更正原因"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, metavar="CODE", help="区划代码，如 530902")
        parser.add_argument("--month", required=True, type=month, metavar="YYYY-MM")
        parser.add_argument("--by", required=True, metavar="NAME", help="签字的主任或代主任的用户名")
        parser.add_argument("--as-of", type=instant, metavar="INSTANT", help="按当时已录入的情况封存")
        parser.add_argument("--reason", default="", metavar="TEXT", help="更正原因，已封存过的月份必填")
        parser.add_argument("--xlsx", type=Path, metavar="FILE", help="另存封存的工作簿")

    def answer(self, **options: Any) -> Answer:
        table = freeze_table(
            area=area_by_code(options["area"]), month=options["month"], by=acting_user(options["by"]),
            as_of=options["as_of"], reason=options["reason"],
        )  # fmt: skip
        if options["xlsx"]:
            options["xlsx"].write_bytes(bytes(table.workbook))
        told = content(table)
        names = ("area", "month", "rule", "rule_version", "as_of", "rows", "identity", "warnings", "version")
        data = {name: told[name] for name in names}
        data |= {"digest": table.digest, "previous_digest": table.previous_digest or None}
        lines = [
            f"{table.area.short_name} {Month.parse(table.month).label}情况表已封存：版本 {table.version}，摘要 {table.digest}。"
        ]
        return Answer(data, lines + [f"请核对：{warning}" for warning in told["warnings"]])

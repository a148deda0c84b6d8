"""`manage.py import_calendar FILE --by NAME`: a year's holidays and make-up days; safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path

from office.actions.calendar import import_days
from office.calendar_file import read_days
from office.command import Answer, OfficeCommand, acting_user


class Command(OfficeCommand):
    help = "导入节假日安排（.xlsx 或 .csv，三列：日期、上班/休息、名称）；未结束的期限随之重新计算"

    def options(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".xlsx 工作簿或 .csv")
        parser.add_argument("--by", required=True, help="主任或系统管理员的用户名")

    def answer(self, *, file: Path, by: str, **options: object) -> Answer:
        done = import_days(rows=read_days(file), by=acting_user(by))
        years = "、".join(map(str, done.years))
        return Answer(
            {"written": done.written, "unchanged": done.unchanged, "years": done.years},
            [f"{years} 年：写入 {done.written} 天，原已相同 {done.unchanged} 天。"],
        )

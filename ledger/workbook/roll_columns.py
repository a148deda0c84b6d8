"""The columns of 工资花名册, as a table that is imported onto a claim.

依据：工资花名册的通用栏目（序号、姓名、身份证号、手机、工种、出勤起止、应发、已发、欠发、银行账号、签字）。
"""

from typing import Any

from import_export.resources import Resource

from ledger.workbook.widgets import IdNumber, Phone
from office.sheets.columns import Column
from office.sheets.reader import lost_digits
from office.sheets.widgets import Cell, DayOrMonth, Text, Yuan, as_text
from reception.identity import normalise_id
from reception.names import tidy_person


class Account(Cell):
    """A bank account as text: a number cell has lost its last digits."""

    kind = "id_number"

    def parse(self, value: Any, lookups: Any) -> str:
        if lost_digits(value):
            raise ValueError("银行账号是数字单元格，后几位已经丢失：请把该列设为文本格式后重新填写。")
        number = normalise_id(as_text(value))
        if len(number) > 30:
            raise ValueError("银行账号过长，请核对。")
        return number


class RollSheet(Resource):
    """工资花名册."""

    name = Column(
        "姓名", Text(40, tidy=tidy_person), required=True, synonyms=("工人姓名", "农民工姓名"), example="岩示例"
    )
    id_number = Column(
        "身份证号", IdNumber(), synonyms=("身份证号码", "证件号码"), note="须为文本格式，数字格式会丢失后几位。"
    )
    phone = Column("手机", Phone(), synonyms=("手机号", "手机号码", "电话", "联系电话", "联系方式"))
    job_type = Column("工种", Text(40), synonyms=("岗位",), example="木工")
    worked_from = Column(
        "出勤起", DayOrMonth(), synonyms=("进场时间", "开始时间"), note="日期或月份。", example="2020-11"
    )
    worked_until = Column(
        "出勤止", DayOrMonth(), synonyms=("退场时间", "结束时间"), note="日期或月份。", example="2021-01"
    )
    gross = Column(
        "应发（元）", Yuan(), synonyms=("应发", "应发工资", "应发金额（元）"), note="单位是元。", example="15000"
    )
    paid = Column(
        "已发（元）", Yuan(), synonyms=("已发", "已发工资", "已发金额（元）"), note="单位是元。", example="3000"
    )
    owed_yuan = Column(
        "欠发（元）", Yuan(), synonyms=("欠发", "欠发工资", "欠发金额（元）", "欠薪金额（元）", "未发（元）"),
        note="单位是元；不填的按应发减已发算。", example="12000",
    )  # fmt: skip
    account = Column("银行账号", Account(), synonyms=("银行卡号", "账号", "卡号", "工资卡号"), note="须为文本格式。")


ROLL_COLUMNS: dict[str, Column] = RollSheet().fields

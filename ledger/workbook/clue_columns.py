"""The columns of 12345 work orders and of the national platform's clues, as those files have them.

The same record owes in 元 and has solved in 万元. What an office's own files call them is noted under 对应栏目.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from import_export.resources import Resource

from ledger.workbook.widgets import IdNumber, Phone
from office.sheets.columns import Column
from office.sheets.widgets import Count, Day, DayOrMonth, Text, Yuan
from reception.names import tidy_name, tidy_person

WAN = Decimal(10000)
PERSON, NAME = Text(40, tidy=tidy_person), Text(120, tidy=tidy_name)


class Instant(Day):
    """The day of an instant: the hour does not matter."""

    def parse(self, value: Any, lookups: Any) -> date:
        return super().parse(_day_of(value), lookups)


class InstantOrMonth(DayOrMonth):
    """A day, with or without its hour, or a month."""

    def parse(self, value: Any, lookups: Any) -> str:
        return super().parse(_day_of(value), lookups)


class Wan(Yuan):
    """万元 in the file, yuan from here on; exact."""

    def parse(self, value: Any, lookups: Any) -> Decimal | str:
        if isinstance(value, int | float):
            value = repr(value)
        text = str(value).strip().removesuffix("元").removesuffix("万")
        return super().parse(f"{text}万", lookups)


def _day_of(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return value.strip().split(" ")[0] if isinstance(value, str) else value


class OrderSheet(Resource):
    """12345 工单."""

    number = Column("工单编号", Text(60), required=True, synonyms=("工单号", "受理编号"), example="LC2021042000123")
    received_on = Column(
        "受理时间", Instant(), required=True, synonyms=("来电时间", "登记时间", "受理日期"), example="2021-04-20 10:30"
    )
    name = Column("来电人", PERSON, required=True, synonyms=("来电人姓名", "反映人", "诉求人"), example="岩示例")
    phone = Column("联系电话", Phone(), synonyms=("来电号码", "联系方式", "手机"))
    title = Column("诉求标题", Text(200), synonyms=("标题",))
    demand = Column("诉求内容", Text(2000), required=True, synonyms=("工单内容", "内容"), example="反映拖欠工资")
    place = Column("诉求区域", NAME, synonyms=("所属区域", "事发地点"))
    employer = Column("被反映单位", NAME, synonyms=("被投诉单位", "被诉单位"))
    workers_count = Column("涉及人数", Count(), synonyms=("欠薪人数",), note="工单里没有的，按 1 人登记，再更正。")
    amount_yuan = Column(
        "涉及金额（元）", Yuan(unknown=True), synonyms=("欠薪金额（元）",), note="没有的，按“不详”登记。"
    )
    due_on = Column("办理时限", Instant(), synonyms=("办结时限", "截止时间"), note="写入备注。")
    unit = Column("承办单位", Text(80), synonyms=("办理单位",), note="是成员单位的，作为建议责任单位。")
    result = Column("办理结果", Text(2000), synonyms=("回复内容", "办理情况"), note="写入备注。")


class ClueSheet(Resource):
    """全国根治欠薪线索反映平台 的线索."""

    number = Column("线索编号", Text(60), required=True, example="X53090220210420001")
    source = Column("线索来源", Text(60), note="写入备注。")
    received_on = Column("线索登记时间", Instant(), required=True, synonyms=("登记时间",), example="2021-04-20 10:30")
    name = Column("反映人姓名", PERSON, required=True, synonyms=("反映人", "姓名"), example="岩示例")
    phone = Column("反映人电话", Phone(), synonyms=("联系电话", "反映人手机"))
    id_number = Column("身份证号码", IdNumber(), synonyms=("身份证号", "证件号码"), note="须为文本格式。")
    field = Column("行业领域", Text(30), note="工程、非工程，或具体行业。")
    project = Column("拖欠工资项目名称", NAME, synonyms=("项目名称", "工程项目"))
    employer = Column(
        "拖欠工资单位", NAME, required=True, synonyms=("欠薪单位", "用人单位"), example="示例劳务有限公司"
    )
    district = Column("所属管辖", Text(60), synonyms=("所属区域",), note="写入备注。")
    place = Column("详细地址", NAME, synonyms=("项目地址",))
    developer = Column("建设单位", NAME)
    general_contractor = Column("总承包单位", NAME, synonyms=("总包单位",))
    subcontractor = Column("分包单位", NAME, note="写入备注。")
    workers_count = Column("欠薪人数（人）", Count(), required=True, synonyms=("欠薪人数", "涉及人数"), example="3")
    amount_yuan = Column("欠薪金额（元）", Yuan(unknown=True), required=True, note="单位是元。", example="30000")
    owed_from = Column("欠薪发生时间", InstantOrMonth(), synonyms=("欠薪时间",))
    demand = Column("欠薪基本情况摘要", Text(2000), synonyms=("基本情况", "情况摘要"))
    result = Column("核处结论", Text(2000), synonyms=("办理结果",), note="写入备注。")
    unit = Column("承办单位", Text(80), note="是成员单位的，作为建议责任单位。")
    officer = Column("承办人员", Text(40), note="写入备注。")
    solved_workers = Column("解决欠薪人数（人）", Count(), synonyms=("解决欠薪人数",), note="写入备注。")
    solved_yuan = Column("解决欠薪金额（万元）", Wan(), note="单位是万元；换算成元写入备注。", example="1.5")


ORDER_COLUMNS: dict[str, Column] = OrderSheet().fields
CLUE_COLUMNS: dict[str, Column] = ClueSheet().fields
